"""Adobe I/O Events: what the body tells, and what an order's states mean."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from events import types
from events.envelope import Unreadable
from sources.adobe_events import DIALECT, ORDER_SAVED
from sources.dialect import Dialect, Payload
from tests.unit.sources.conftest import FIXTURES

CLIENT = "c0ffee00c0ffee00c0ffee00c0ffee00"


def of(client_id: str, **more: Any) -> Dialect:
    """Return the dialect as the source of one client speaks it."""
    assert DIALECT.configured is not None
    return DIALECT.configured({"client_id": client_id, **more})


def body(topic: str = ORDER_SAVED, **value: Any) -> Payload:
    found: Payload = json.loads((FIXTURES / "adobe_events" / f"{topic}.json").read_text())
    found["data"]["value"] |= value
    return found


def test_the_signed_event_id_is_the_identity_and_not_the_publishers_id() -> None:
    told = body()

    envelope = DIALECT.envelope(json.dumps(told).encode(), Headers())

    assert envelope.identity == told["eventid"] != told["id"]


def test_an_event_id_that_breaks_the_naming_of_cloudevents_is_read() -> None:
    told = {name: value for name, value in body().items() if name != "eventid"}

    assert DIALECT.envelope(json.dumps(told).encode(), Headers()).identity == told["event_id"]


def test_the_topic_of_the_signed_body_wins_over_the_header() -> None:
    headers = Headers({"x-adobe-event-code": "com.adobe.commerce.observer.rma_save_commit_after"})

    assert DIALECT.envelope(json.dumps(body()).encode(), headers).topic == ORDER_SAVED


def test_updated_at_is_utc_without_a_zone_mark() -> None:
    envelope = DIALECT.envelope(
        json.dumps(body(updated_at="2026-11-20 10:11:11")).encode(), Headers()
    )

    assert envelope.version == "2026-11-20T10:11:11.000000Z"


@pytest.fixture
def told() -> Callable[..., list[list[str]]]:
    """Return what an order's states mean, one a minute."""

    def derive(*states: Payload, dialect: Dialect = DIALECT) -> list[list[str]]:
        known: Payload = {}
        found = []
        for minute, state in enumerate(states):
            when = f"2026-11-20 10:{minute:02}:00"
            raw = json.dumps(body(**{"updated_at": when, "_isNew": minute == 0, **state})).encode()
            snapshot = dialect.derive(dialect.envelope(raw, Headers()), raw, known)
            known = json.loads(json.dumps(snapshot.state))
            found.append([name for name, _ in snapshot.events])
        return found

    return derive


NEW = {"state": "new", "status": "pending"}
OPEN = {"state": "processing", "status": "processing"}
HELD = {"state": "holded", "status": "holded"}
REVIEW = {"state": "payment_review", "status": "fraud"}
CANCELED = {"state": "canceled", "status": "canceled"}
CLOSED = {"state": "closed", "status": "closed"}


def test_an_order_lives_through_its_states(told: Any) -> None:
    assert told(NEW, OPEN, HELD, OPEN, REVIEW, OPEN, CANCELED, CANCELED) == [
        [],
        [types.ORDER_CREATED],
        [types.ORDER_HELD],
        [types.ORDER_RELEASED],
        [types.ORDER_HELD],
        [types.ORDER_RELEASED],
        [types.ORDER_CANCELLED],
        [],
    ]


def test_a_closed_order_was_refunded_which_its_credit_memo_tells(told: Any) -> None:
    assert told(OPEN, CLOSED)[1] == []


def test_a_stores_events_come_mixed_and_the_older_state_changes_nothing(told: Any) -> None:
    late = {**HELD, "updated_at": "2026-11-20 09:00:00"}

    assert told(OPEN, late)[1] == []


def test_a_status_of_the_shops_own_wins_over_its_state(told: Any) -> None:
    own = of(CLIENT, statuses={"awaiting_engraving": "held"})
    engraved = {**OPEN, "status": "awaiting_engraving"}

    assert told(OPEN, engraved, OPEN, dialect=own)[1:] == [
        [types.ORDER_HELD],
        [types.ORDER_RELEASED],
    ]
    assert told(OPEN, engraved)[1] == []


def test_fields_that_were_not_asked_for_are_absent_and_create_nothing(told: Any) -> None:
    assert told({**OPEN, "items": None}, HELD) == [[], [types.ORDER_CREATED, types.ORDER_HELD]]


def test_a_bundle_is_left_to_a_person() -> None:
    raw = json.dumps(body(items=[{"product_type": "bundle", "item_id": 1}])).encode()

    with pytest.raises(Unreadable, match="bundle"):
        DIALECT.derive(DIALECT.envelope(raw, Headers()), raw, {})


@pytest.mark.parametrize(
    ("state", "event"), [(1, types.DELIVERY_NOTED), ("2", types.PAYMENT_CAPTURED)]
)
def test_an_invoice_is_a_payment_when_it_is_paid_whether_number_or_text(
    state: Any, event: str
) -> None:
    topic = "com.adobe.commerce.observer.sales_order_invoice_save_after"

    assert DIALECT.envelope(json.dumps(body(topic, state=state)).encode(), Headers()).type == event


@pytest.mark.parametrize(
    ("status", "event"),
    [
        ("pending", types.DELIVERY_NOTED),
        ("authorized", types.RETURN_REQUESTED),
        ("received", types.RETURN_RECEIVED),
        ("denied", types.DELIVERY_NOTED),
    ],
)
def test_a_return_is_asked_for_once_it_is_authorized(status: str, event: str) -> None:
    topic = "com.adobe.commerce.observer.rma_save_commit_after"

    assert (
        DIALECT.envelope(json.dumps(body(topic, status=status)).encode(), Headers()).type == event
    )
