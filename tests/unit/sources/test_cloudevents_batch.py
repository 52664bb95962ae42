"""CloudEvents in a batch: one delivery, one lane, so all its events are of one order."""

import json
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from events.envelope import Envelope, Unreadable
from sources import standard_seal
from sources.cloudevents import DIALECT, MAX_BATCH

NOW = 1_795_000_000.0
KEY = b"orderlane-unit-test-key-32-bytes"
STRUCTURED = "application/cloudevents+json"
BATCHED = "application/cloudevents-batch+json"


def read(raw: bytes, media_type: str = BATCHED) -> Envelope:
    """Let a delivery through the door: first its seal, then its envelope."""
    seal = standard_seal.seal(raw, KEY, topic="", identity="msg_1", now=NOW)
    headers = Headers({**seal, "Content-Type": media_type})
    assert DIALECT.verify(raw, headers, [KEY], NOW) == 0
    return DIALECT.envelope(raw, headers)


def event(ident: str, order: str = "A-1001", **changed: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": ident,
        "source": "/stores/acme-ca",
        "type": "order.held",
        "time": "2026-11-20T10:00:00Z",
        "data": {"order": {"id": order}, "hold_id": "H-1", "reason": "fraud_review"},
        **changed,
    }


def batch(*events: dict[str, Any]) -> bytes:
    return json.dumps(list(events)).encode()


def test_a_batch_is_not_taken_for_structured_though_its_name_begins_so() -> None:
    raw = batch(event("1"))

    assert read(raw, f"{BATCHED}; charset=utf-8").topic == "batch"
    with pytest.raises(Unreadable):
        read(raw, STRUCTURED)


def test_a_batch_tells_its_events_once_and_in_order() -> None:
    raw = batch(event("1"), event("2", type="order.released"), event("1"))
    envelope = read(raw)

    first = DIALECT.derive(envelope, raw, {})
    again = DIALECT.derive(envelope, raw, first.state)

    assert [name for name, _ in first.events] == ["order.held", "order.released"]
    assert again.events == ()


def test_a_batch_passes_over_what_came_alone_before() -> None:
    alone, raw = json.dumps(event("1")).encode(), batch(event("1"), event("2"))
    known = DIALECT.derive(read(alone, STRUCTURED), alone, {}).state

    found = DIALECT.derive(read(raw), raw, known)

    assert len(found.events) == 1


@pytest.mark.parametrize(
    "raw",
    [
        batch(),
        batch(*[event(str(nth)) for nth in range(MAX_BATCH + 1)]),
        batch(event("1"), event("2", order="A-1002")),
        batch(event("1"), event("2", data={"order": {"number": "A-1001"}, "reason": "x"})),
        batch(event("1"), event("2", source="")),
        batch(event("1"), event("2", type="order.vanished")),
        b'[{"id": "1"}, 5]',
        b"{}",
    ],
    ids=[
        "empty",
        "too many",
        "of two orders",
        "one without the order's id",
        "one without its source",
        "one of a type nobody knows",
        "one that is no event",
        "no list",
    ],
)
def test_a_batch_with_one_bad_event_is_refused_whole(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read(raw)


def test_a_batch_of_a_hundred_is_read() -> None:
    raw = batch(*[event(str(nth)) for nth in range(MAX_BATCH)])
    envelope = read(raw)

    assert len(DIALECT.derive(envelope, raw, {}).events) == MAX_BATCH
