"""Sentry's part in a trace."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import sentry_sdk


class SentryTracer:
    """Errors and, by ORDERLANE_SENTRY_TRACES, spans of door and turn under one trace id."""

    def headers(self) -> dict[str, str]:
        """Return Sentry's own headers."""
        told = {"sentry-trace": sentry_sdk.get_traceparent(), "baggage": sentry_sdk.get_baggage()}
        return {name: value for name, value in told.items() if value}

    @contextmanager
    def span(
        self, name: str, facts: Mapping[str, str], headers: Mapping[str, str]
    ) -> Iterator[None]:
        """Continue a turn's trace; the door's own is begun by Sentry's Flask integration."""
        if not headers:
            with sentry_sdk.start_span(op="orderlane", name=name):
                yield
            return
        with sentry_sdk.isolation_scope() as scope:
            for fact, value in facts.items():
                scope.set_tag(fact, value)
            begun = sentry_sdk.continue_trace(dict(headers), op="orderlane.turn", name=name)
            with sentry_sdk.start_transaction(begun):
                yield

    def called(self, name: str, facts: Mapping[str, str], spent_s: float) -> None:
        """Put an OMS call into the present transaction."""
        ended = datetime.now(UTC)
        begun = ended - timedelta(seconds=spent_s)
        span = sentry_sdk.start_span(op="http.client", name=name, start_timestamp=begun)
        for fact, value in facts.items():
            span.set_data(fact, value)
        span.finish(end_timestamp=ended)
