"""One trace from the door to the OMS call: carried in the event's record, continued in its turn."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Final, Protocol

from config.settings import Settings

LONGEST: Final = 2_000
"""Characters of a carried trace; a longer one is none of ours."""

Facts = Mapping[str, str]
"""What a span is told: bounded words and the event's id, never a person or a body."""


class Tracer(Protocol):
    """One system that traces."""

    def headers(self) -> dict[str, str]:
        """Return what continues the present trace elsewhere."""

    @contextmanager
    def span(self, name: str, facts: Facts, headers: Facts) -> Iterator[None]:
        """Trace what is done inside, as part of the trace that the headers continue, if any."""

    def called(self, name: str, facts: Facts, spent_s: float) -> None:
        """Trace a call that has just ended."""


class Tracing:
    """Every tracer that is configured; with none, all of this costs a look at an empty list."""

    def __init__(self, tracers: Sequence[Tracer] = ()) -> None:
        self._tracers = tracers

    def carried(self) -> str:
        """Return the present trace as an event's record keeps it, '' when nothing traces."""
        found = {
            name: value for tracer in self._tracers for name, value in tracer.headers().items()
        }
        text = json.dumps(found) if found else ""
        return text if len(text) <= LONGEST else ""

    @contextmanager
    def span(self, name: str, facts: Facts, carried: str = "") -> Iterator[None]:
        """Trace what is done inside, as part of the trace that was carried here, if any."""
        if not self._tracers:
            yield
            return
        headers = json.loads(carried) if carried else {}
        with ExitStack() as spans:
            for tracer in self._tracers:
                spans.enter_context(tracer.span(name, facts, headers))
            yield

    def called(self, name: str, facts: Facts, spent_s: float) -> None:
        """Trace a call that has just ended."""
        for tracer in self._tracers:
            tracer.called(name, facts, spent_s)


OFF: Final = Tracing()


def tracing_of(settings: Settings, part: str, env: Mapping[str, str]) -> Tracing:
    """Return what traces this process: Sentry with a DSN, OpenTelemetry with an endpoint."""
    tracers: list[Any] = []
    if settings.sentry_dsn:
        from config.tracing_sentry import SentryTracer

        tracers.append(SentryTracer())
    if env.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        from config.tracing_otel import otel_tracer

        tracers.append(otel_tracer(part))
    return Tracing(tracers)
