"""Sentry: only what a person must look at, and nothing personal."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from config.failures import is_ours
from config.settings import ConfigError, Settings

if TYPE_CHECKING:
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
_OF_A_TRACE: Final = frozenset({"start_timestamp", "type", "transaction_info"})
_OF_A_SPAN: Final = frozenset(
    {"trace_id", "span_id", "parent_span_id", "op", "description", "start_timestamp", "timestamp"}
    | {"status", "origin", "data"}
)


def before_send(event: "Event", hint: "Hint") -> "Event":
    """Return what may leave the house: an allow-list, so that a new field stays inside.

    What is logged with a reason is grouped by it: an outage is one issue, not one an order.
    """
    kept = _kept(event, KEPT)
    for failure in kept.get("exception", {}).get("values", ()):
        if not is_ours(failure.get("module")):
            failure["value"] = ""  # it may quote what it was given
    record = hint.get("log_record")
    reason = getattr(record, "reason", "") or getattr(record, "status", "")
    if reason:
        kept["fingerprint"] = [str(event.get("logger")), reason]
    return kept  # type: ignore[return-value]  # a part of an Event


def before_send_transaction(event: "Event", hint: "Hint") -> "Event":
    """Return what may leave of a trace: our own spans, not a library's queries and addresses."""
    kept = _kept(event, KEPT | _OF_A_TRACE)
    spans: Any = event.get("spans") or []
    ours = [span for span in spans if span.get("origin", "manual") == "manual"]
    kept["spans"] = [{name: span[name] for name in _OF_A_SPAN & span.keys()} for span in ours]
    return kept  # type: ignore[return-value]  # a part of an Event


def _kept(event: "Event", names: frozenset[str]) -> dict[str, Any]:
    kept: dict[str, Any] = {name: value for name, value in event.items() if name in names}
    contexts = kept.get("contexts", {})
    kept["contexts"] = {name: contexts[name] for name in _CONTEXTS if name in contexts}
    trace = kept["contexts"].get("trace", {})
    trace.pop("data", None)
    return kept


def report_to_sentry(settings: Settings, env: Mapping[str, str]) -> None:
    """Start Sentry when the settings have a DSN; ORDERLANE_SENTRY_TRACES is the part of traces sent.

    Raises ConfigError when that is no number from 0 to 1.
    """
    told = env.get("ORDERLANE_SENTRY_TRACES") or "0"
    try:
        traces = float(told)
    except ValueError:
        traces = -1.0
    if not 0 <= traces <= 1:
        raise ConfigError(f"ORDERLANE_SENTRY_TRACES is {told!r}: it must be a number from 0 to 1")
    dsn = settings.sentry_dsn
    start_sentry(dsn.value() if dsn else None, traces=traces)


def start_sentry(
    dsn: str | None, *, traces: float = 0.0, transport: "type[Transport] | None" = None
) -> None:
    """Start Sentry when there is a DSN.

    No personal data by default, no local variables, no request bodies; integrations by name, so
    that no module of ours is taken for a library.
    """
    if not dsn:
        return
    import sentry_sdk  # a tenth of a receiver's start: only with a DSN

    sentry_sdk.init(
        dsn=dsn,
        transport=transport,
        data_collection=NOTHING_PERSONAL,
        max_breadcrumbs=0,
        traces_sample_rate=traces,
        before_send=before_send,
        before_send_transaction=before_send_transaction,
    )
