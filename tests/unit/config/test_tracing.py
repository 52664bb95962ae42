"""One trace from door to OMS call, in Sentry and in OpenTelemetry; nothing at all when off."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sentry_sdk
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from config.sentry import report_to_sentry, start_sentry
from config.settings import ConfigError, load
from config.tracing import LONGEST, OFF, Tracing
from config.tracing_otel import OtelTracer
from config.tracing_sentry import SentryTracer
from tests.unit.config.test_sentry import Keeping, captured

ROOT = Path(__file__).parents[3]
FACTS = {"event": "17-a", "source": "shop"}


@pytest.fixture
def sentry() -> Iterator[None]:
    captured.clear()
    start_sentry("http://key@127.0.0.1:9/1", traces=1.0, transport=Keeping)
    yield
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def test_what_is_off_carries_nothing_and_lets_everything_pass():
    with OFF.span("deliver", FACTS):
        carried = OFF.carried()
        OFF.called("hold_order", {}, 0.1)

    assert carried == ""


def test_opentelemetry_sees_door_turn_and_call_as_one_trace():
    exporter = InMemorySpanExporter()
    door, worker = (Tracing([OtelTracer(part, SimpleSpanProcessor(exporter))]) for part in "dw")

    with door.span("deliver", FACTS):
        carried = door.carried()
    with worker.span("order.held", FACTS, carried):
        worker.called("hold_order", {"outcome": "ok"}, 0.25)

    told, call, turn = exporter.get_finished_spans()
    assert [one.name for one in (told, turn, call)] == ["deliver", "order.held", "hold_order"]
    assert len({one.context.trace_id for one in (told, turn, call)}) == 1
    assert turn.parent.span_id == told.context.span_id
    assert call.parent.span_id == turn.context.span_id
    assert round((call.end_time - call.start_time) / 1e9, 3) == 0.25
    assert turn.attributes["orderlane.event"] == "17-a"


def test_opentelemetry_is_not_told_a_failure_s_words():
    exporter = InMemorySpanExporter()
    tracing = Tracing([OtelTracer("w", SimpleSpanProcessor(exporter))])

    with pytest.raises(ValueError, match="rita"), tracing.span("x", FACTS):
        raise ValueError("rita.canary@example.com")

    (span,) = exporter.get_finished_spans()
    assert "rita" not in span.to_json()


def test_sentry_sees_door_turn_and_failure_as_one_trace(sentry):
    tracing = Tracing([SentryTracer()])
    with sentry_sdk.start_transaction(name="receive", op="http.server") as request:
        carried = tracing.carried()
    with tracing.span("order.held", FACTS, carried):
        tracing.called("hold_order", {"outcome": "ok"}, 0.25)
        sentry_sdk.capture_message("parked")

    events = [json.loads(text) for text in captured]
    assert {event["contexts"]["trace"]["trace_id"] for event in events} == {request.trace_id}
    turn = next(
        event for event in events if event.get("transaction") == "order.held" and "spans" in event
    )
    assert [span["description"] for span in turn["spans"]] == ["hold_order"]


def test_a_trace_keeps_a_library_s_queries_and_addresses_out(sentry):
    with sentry_sdk.start_transaction(name="receive", op="http.server"):
        span = sentry_sdk.start_span(op="db.redis", name="SET rita", origin="auto.db.redis")
        span.set_data("url", "rita")
        span.finish()

    assert "rita" not in "".join(captured)
    assert any("receive" in text for text in captured)


def test_a_trace_that_is_too_long_is_not_carried():
    class Long:
        def headers(self) -> dict[str, str]:
            return {"baggage": "x" * LONGEST}

    assert Tracing([Long()]).carried() == ""


@pytest.mark.parametrize("told", ["2", "-0.1", "some"])
def test_a_part_of_traces_that_is_none_is_refused_by_name(told: str):
    with pytest.raises(ConfigError, match="ORDERLANE_SENTRY_TRACES"):
        report_to_sentry(
            load({"ORDERLANE_REDIS_URL": "r", "ORDERLANE_OMS_URL": "o"}),
            {"ORDERLANE_SENTRY_TRACES": told},
        )


def test_nothing_of_ours_imports_opentelemetry_when_it_is_off():
    code = (
        "import sys, os; from config.settings import load; from config.tracing import tracing_of;"
        "told = load({'ORDERLANE_REDIS_URL': 'r', 'ORDERLANE_OMS_URL': 'o'});"
        "tracing_of(told, 'worker', {}); import worker.runtime, webhooks.app;"
        "sys.exit('config.tracing_otel' in sys.modules or 'opentelemetry.exporter' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
