"""OpenTelemetry's part in a trace; its standard variables (OTEL_…) say where it goes."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from config.settings import ConfigError

try:
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
except ImportError as err:
    raise ConfigError(
        "OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry is not installed: "
        "install orderlane[telemetry], or unset it"
    ) from err


class OtelTracer:
    """Spans of door, turn and OMS call."""

    def __init__(self, part: str, processor: SpanProcessor) -> None:
        self.provider = TracerProvider(resource=Resource.create({"service.name": part}))
        self.provider.add_span_processor(processor)
        self._tracer = self.provider.get_tracer("orderlane")
        self._form = TraceContextTextMapPropagator()

    def headers(self) -> dict[str, str]:
        """Return `traceparent`, empty outside any span."""
        found: dict[str, str] = {}
        self._form.inject(found)
        return found

    @contextmanager
    def span(
        self, name: str, facts: Mapping[str, str], headers: Mapping[str, str]
    ) -> Iterator[None]:
        """Trace what is done inside; an error's words stay out, its type is told."""
        context = self._form.extract(dict(headers)) if headers else None
        with self._tracer.start_as_current_span(
            name,
            context,
            attributes=_named(facts),
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield
            except BaseException as err:
                span.set_status(trace.StatusCode.ERROR, type(err).__name__)
                raise

    def called(self, name: str, facts: Mapping[str, str], spent_s: float) -> None:
        """Trace a call that has just ended."""
        now_ns = time.time_ns()
        begun_ns = now_ns - round(spent_s * 1e9)
        span = self._tracer.start_span(
            name, kind=trace.SpanKind.CLIENT, attributes=_named(facts), start_time=begun_ns
        )
        span.end(now_ns)


def otel_tracer(part: str) -> OtelTracer:
    """Return a tracer that exports in batches over OTLP/HTTP."""
    return OtelTracer(f"orderlane-{part}", BatchSpanProcessor(OTLPSpanExporter()))


def _named(facts: Mapping[str, str]) -> dict[str, Any]:
    return {f"orderlane.{name}": value for name, value in facts.items()}
