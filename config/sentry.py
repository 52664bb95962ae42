"""Sentry: only what a person must look at, and nothing personal."""

from typing import Any, Final

import sentry_sdk
from sentry_sdk.transport import Transport
from sentry_sdk.types import Event, Hint

KEPT: Final = frozenset(
    {"event_id", "timestamp", "platform", "level", "logger", "exception", "logentry", "release"}
    | {"environment", "server_name", "contexts", "tags", "fingerprint", "transaction", "sdk"}
)
NOTHING_PERSONAL: Final[Any] = {
    "user_info": False,
    "cookies": {"mode": "off"},
    "http_headers": {"request": {"mode": "off"}, "response": {"mode": "off"}},
    "http_bodies": [],
    "url_query_params": {"mode": "off"},
    "database_query_data": False,
    "queues": False,
    "stack_frame_variables": False,
}
_CONTEXTS: Final = frozenset({"trace", "runtime"})


def before_send(event: Event, hint: Hint) -> Event:
    """Return what may leave the house: an allow-list, so that a new field stays inside.

    What is logged with a reason is grouped by it: an outage is one issue, not one an order.
    """
    kept: dict[str, Any] = {name: value for name, value in event.items() if name in KEPT}
    contexts = kept.get("contexts", {})
    kept["contexts"] = {name: contexts[name] for name in _CONTEXTS if name in contexts}
    reason = getattr(hint.get("log_record"), "reason", None)
    if reason:
        kept["fingerprint"] = [str(event.get("logger")), reason]
    return kept  # type: ignore[return-value]  # a part of an Event


def start_sentry(dsn: str | None, *, transport: type[Transport] | None = None) -> None:
    """Start Sentry when there is a DSN.

    No personal data by default, no local variables, no request bodies; integrations by name, so
    that no module of ours is taken for a library.
    """
    if not dsn:
        return
    sentry_sdk.init(
        dsn=dsn,
        transport=transport,
        data_collection=NOTHING_PERSONAL,
        max_breadcrumbs=0,
        traces_sample_rate=0.0,
        before_send=before_send,
    )
