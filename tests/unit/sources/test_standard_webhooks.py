"""The generic source: canonical types and data inside Standard Webhooks."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from events import payloads, types
from events.envelope import Unreadable
from sources.registry import DIALECTS

Deliver = Callable[..., Any]
GENERIC = DIALECTS["standard_webhooks"]


@pytest.fixture
def send(deliver: Deliver) -> Callable[..., Any]:
    """Make a delivery of a body."""

    def make(event_type: Any = "order.held", data: Any = None, **body: Any) -> Any:
        found = {"type": event_type, "timestamp": "2026-11-20T10:00:00Z", "data": data, **body}
        return deliver("standard_webhooks", json.dumps(found).encode())

    return make


def payload(delivery: Any) -> dict[str, Any]:
    found: dict[str, Any] = GENERIC.translate(delivery.envelope(), delivery.raw)
    return found


def test_every_canonical_type_can_be_sent() -> None:
    assert set(GENERIC.topics) == set(payloads.SCHEMAS)


@pytest.mark.parametrize(
    "name", ["order.vanished", "delivery.noted", "unmapped", "delivery.received"]
)
def test_any_other_type_is_unmapped_whatever_its_data(name: str, send: Deliver) -> None:
    envelope = send(name, data=["anything"]).envelope()

    assert (envelope.type, envelope.topic, envelope.refs) == (types.UNMAPPED, name, ())


@pytest.mark.parametrize("name", [None, "", "order held", "order/held", "x" * 101, 5, "é"])
def test_a_type_is_letters_digits_underlines_and_full_stops(name: Any, send: Deliver) -> None:
    with pytest.raises(Unreadable, match="type"):
        send(name).envelope()


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (None, "2026-11-20T10:00:00.000000Z"),
        ("2026-11-20T09:59:58.5+01:00", "2026-11-20T08:59:58.500000Z"),
        ("7", "00000000000000000007"),
        (10, "00000000000000000010"),
        ("etag-9", "etag-9"),
    ],
)
def test_a_version_sorts_as_text(version: Any, expected: str, send: Deliver) -> None:
    delivery = send(data={"order": {"id": "A-1"}, "reason": "fraud", "version": version})

    assert delivery.envelope().version == payload(delivery)["version"] == expected


def test_data_that_does_not_fit_is_unreadable_by_name_without_its_value(send: Deliver) -> None:
    delivery = send(
        "payment.received", {"reference": "r", "amount": {"amount": "lots", "currency": "USD"}}
    )

    with pytest.raises(Unreadable, match="amount") as refusal:
        payload(delivery)

    assert "lots" not in str(refusal.value)


@pytest.mark.parametrize("quantity", [2.7, 0, -1, None, "two"])
def test_a_quantity_that_is_not_whole_is_not_rounded(quantity: Any, send: Deliver) -> None:
    line = {"sku": "CUP-W", "quantity": quantity}

    with pytest.raises(Unreadable, match="quantity"):
        payload(send("shipment.created", {"shipment": {"id": "S-1"}, "lines": [line]}))


def test_an_amount_sent_as_a_number_is_exact(send: Deliver) -> None:
    delivery = send(
        "payment.received", {"reference": "r", "amount": {"amount": 0.1, "currency": "USD"}}
    )

    assert payload(delivery)["amount"]["amount"] == Decimal("0.1")


def test_an_order_without_an_id_opens_no_lane(send: Deliver) -> None:
    envelope = send(data={"order": {"number": "#A-1"}, "reason": "x"}).envelope()

    assert envelope.refs == ("number:a-1",)
    assert not envelope.opens_lane


def test_the_id_of_the_message_identifies(deliver: Deliver) -> None:
    raw = b'{"type": "order.held", "data": {}}'

    assert deliver("standard_webhooks", raw, identity="msg_77").envelope().identity == "msg_77"


def test_a_time_without_a_zone_is_unreadable(send: Deliver) -> None:
    with pytest.raises(Unreadable, match="timestamp"):
        send(timestamp="2026-11-20T10:00:00").envelope()
