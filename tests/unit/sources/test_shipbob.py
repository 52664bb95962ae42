"""ShipBob's traps."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from events import types
from events.envelope import Unreadable
from sources.registry import DIALECTS
from sources.shipbob import OLD_NAMES

Deliver = Callable[..., Any]
BOB = DIALECTS["shipbob"]


def payload(delivery: Any) -> dict[str, Any]:
    """Return what a delivery tells by itself; of a shipment that goes on, what is derived."""
    envelope = delivery.envelope()
    if envelope.type == types.DELIVERY_RECEIVED:
        return dict(BOB.derive(envelope, delivery.raw, {}).events[-1][1])
    return dict(BOB.translate(envelope, delivery.raw))


@pytest.mark.parametrize(("old", "new"), OLD_NAMES.items())
def test_old_topic_names_and_their_header_are_taken(old: str, new: str, shipbob: Deliver) -> None:
    delivery = shipbob(new)
    del delivery.headers["x-webhook-topic"]
    delivery.headers["shipbob-topic"] = old

    assert delivery.envelope().topic == new
    assert delivery.envelope().type == BOB.topics[new]


@pytest.mark.parametrize("value", [None, "", "a, a"])
def test_a_missing_or_repeated_topic_is_unreadable(value: str | None, shipbob: Deliver) -> None:
    delivery = shipbob("order.shipped")
    del delivery.headers["x-webhook-topic"]
    if value is not None:
        delivery.headers["x-webhook-topic"] = value

    with pytest.raises(Unreadable, match="x-webhook-topic"):
        delivery.envelope()


def test_a_time_of_seven_digits_is_read(shipbob: Deliver) -> None:
    envelope = shipbob("order.shipment.tracking_received").envelope()

    assert envelope.time == "2026-11-21T15:55:09.361476Z"


@pytest.mark.parametrize("name", ["tracking_id", "tracking_number"])
def test_the_tracking_number_has_two_names(name: str, shipbob: Deliver) -> None:
    delivery = shipbob("order.shipped", tracking={name: "T1", "carrier": "USPS"})

    assert "tracking:T1" in delivery.envelope().refs
    assert payload(delivery)["packages"][0]["tracking_number"] == "T1"


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("LabelCreated", "pre_transit"),
        ("INTRANSIT", "in_transit"),
        ("OutForDelivery", "out_for_delivery"),
        ("delivered", "delivered"),
        ("Teleported", "unknown"),
    ],
)
def test_a_status_is_ours_without_regard_to_case_and_kept_as_it_came(
    word: str, status: str, shipbob: Deliver
) -> None:
    parcel = {"tracking_number": "T1", "status": word}

    tracked = payload(shipbob("order.shipment.tracking.updated", tracking=parcel))

    assert (tracked["status"], tracked["raw_status"]) == (status, word)


@pytest.mark.parametrize("products", [None, [], [{"sku": "A"}], [{"quantity": 1}]])
def test_a_shipment_without_readable_lines_is_not_taken_for_the_whole_order(
    products: Any, shipbob: Deliver
) -> None:
    with pytest.raises(Unreadable):
        payload(shipbob("order.shipped", products=products))


def test_a_bundle_without_a_quantity_is_not_guessed(shipbob: Deliver) -> None:
    items = [{"id": 1, "quantity": 1}, {"id": 2, "quantity": 2}]

    with pytest.raises(Unreadable, match="quantity"):
        payload(shipbob("order.shipped", products=[{"sku": "KIT", "inventory_items": items}]))


def test_the_delivery_of_a_whole_order_is_told_when_it_names_a_number(shipbob: Deliver) -> None:
    named = shipbob("order.delivered", tracking={"tracking_number": "T1"})

    assert shipbob("order.delivered").envelope().type == types.DELIVERY_NOTED
    assert payload(named)["status"] == "delivered"


def test_tracking_without_a_number_is_unreadable(shipbob: Deliver) -> None:
    with pytest.raises(Unreadable, match="tracking_number"):
        payload(shipbob("order.shipment.delivered", tracking=None))


def test_an_orders_own_id_is_no_shipment(shipbob: Deliver) -> None:
    refs = shipbob("order.delivered").envelope().refs

    assert [ref for ref in refs if ref.startswith("shipment:")] == []


@pytest.mark.parametrize("topic", ["on_hold", "exception", "cancelled"])
def test_a_stop_without_a_reason_is_named_after_its_topic(topic: str, shipbob: Deliver) -> None:
    told = payload(shipbob(f"order.shipment.{topic}", status=None, status_details=None))

    assert f"order.shipment.{topic}" in (told.get("reason"), told.get("message"))


def test_an_address_that_is_missing_is_unreadable(shipbob: Deliver) -> None:
    with pytest.raises(Unreadable, match="recipient"):
        payload(shipbob("order.shipment.address.updated", recipient={"name": "Noor"}))


@pytest.mark.parametrize(
    "topic",
    [
        "order.shipment.line_item.added",
        "order.shipment.shipping_service.updated",
        "return.created",
        "wro.partially.received",
        "billing.charge.created",
    ],
)
def test_what_leads_to_no_action_is_noted(topic: str, shipbob: Deliver) -> None:
    assert shipbob("order.shipped", under=topic).envelope().type == types.DELIVERY_NOTED


def test_what_nobody_knows_is_unmapped(shipbob: Deliver) -> None:
    assert shipbob("order.shipped", under="order.vanished").envelope().type == types.UNMAPPED


def test_no_warehouse_opens_a_lane(shipbob: Deliver) -> None:
    envelope = shipbob("order.shipped", order_number="#1001").envelope()

    assert envelope.refs[:2] == ("number:a-1001", "number:1001")
    assert not envelope.opens_lane


@pytest.fixture
def told(shipbob: Deliver) -> Callable[..., list[list[str]]]:
    """Return what deliveries of one shipment mean, one after another: topic and minute of each."""

    def derive(*deliveries: tuple[str, int]) -> list[list[str]]:
        known: dict[str, Any] = {}
        found = []
        for topic, minute in deliveries:
            when = f"2026-11-21T16:{minute:02}:00Z"
            delivery = shipbob(f"order.{topic}", id=5, order_id=9, event_time=when)
            snapshot = BOB.derive(delivery.envelope(), delivery.raw, known)
            known = json.loads(json.dumps(snapshot.state))
            found.append([name for name, _ in snapshot.events])
        return found

    return derive


def test_the_end_of_a_hold_has_no_topic_and_is_told_by_what_moves(told: Any) -> None:
    assert told(("shipment.on_hold", 0), ("shipped", 1), ("shipment.tracking.updated", 2)) == [
        [],
        [types.SHIPMENT_RELEASED, types.SHIPMENT_CREATED],
        [types.TRACKING_UPDATED],
    ]


def test_what_moved_before_the_hold_and_comes_late_releases_nothing(told: Any) -> None:
    assert told(("shipment.on_hold", 5), ("shipment.tracking.updated", 1))[1] == [
        types.TRACKING_UPDATED
    ]
    assert told(("shipped", 1))[0] == [types.SHIPMENT_CREATED]


def test_a_hold_of_another_shipment_is_not_released(shipbob: Deliver) -> None:
    known = {"held": {"6": "2026"}}
    delivery = shipbob("order.shipped", id=5, order_id=9)

    snapshot = BOB.derive(delivery.envelope(), delivery.raw, known)

    assert [name for name, _ in snapshot.events] == [types.SHIPMENT_CREATED]
    assert snapshot.state == known


def test_one_order_has_many_shipments_each_of_its_own_lines(shipbob: Deliver) -> None:
    told = [
        payload(shipbob("order.shipped", id=number, products=[{"sku": sku, "quantity": 1}]))
        for number, sku in ((5, "A"), (6, "B"))
    ]

    assert told[0]["order"] == told[1]["order"]
    assert [(one["shipment"]["id"], one["lines"][0]["sku"]) for one in told] == [
        ("5", "A"),
        ("6", "B"),
    ]


def test_a_reference_that_nobody_gave_names_no_order(shipbob: Deliver) -> None:
    envelope = shipbob("order.shipped", reference_id="").envelope()

    assert [ref for ref in envelope.refs if ref.startswith(("order:", "number:"))] == []
    assert not envelope.opens_lane


@pytest.mark.parametrize("topic", ["return.created", "return.updated", "return.completed"])
def test_a_return_names_inventory_ids_and_no_order_and_is_noted(
    topic: str, deliver: Deliver
) -> None:
    raw = b"""{"id": 9, "reference_id": "RMA-1", "status": "Completed", "original_shipment_id": 5,
        "inventory": [{"id": 9557855, "name": "Mug", "quantity": 1}]}"""

    assert deliver("shipbob", raw, topic).envelope().type == types.DELIVERY_NOTED
