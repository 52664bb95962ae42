"""ShipHero's traps."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from events import types
from events.envelope import Unreadable
from sources.registry import DIALECTS

Deliver = Callable[..., Any]
HERO = DIALECTS["shiphero"]


def payload(delivery: Any) -> dict[str, Any]:
    found: dict[str, Any] = HERO.translate(delivery.envelope(), delivery.raw)
    return found


def test_it_wants_an_answer_of_its_own() -> None:
    assert HERO.accepted_body == {"code": "200", "Status": "Success"}


def test_a_head_request_is_its_handshake() -> None:
    assert HERO.is_handshake("HEAD", b"", Headers())
    assert not HERO.is_handshake("POST", b"", Headers())


@pytest.mark.parametrize(("mark", "test"), [("0", False), ("1", True), (0, False), (1, True)])
def test_the_text_0_is_not_a_test(mark: Any, test: bool, shiphero: Deliver) -> None:
    assert shiphero("Shipment Update", test=mark).envelope().test is test


def test_quantities_may_be_texts(shiphero: Deliver) -> None:
    lines = payload(shiphero("Shipment Update"))["lines"]

    assert [line["quantity"] for line in lines] == [1, 3]


def test_its_dates_are_utc_without_saying_so(shiphero: Deliver) -> None:
    assert shiphero("Shipment Update").envelope().time == "2026-11-21T15:29:26.000000Z"


def test_the_message_id_identifies_and_the_content_is_a_second_mark(shiphero: Deliver) -> None:
    first = shiphero("Shipment Update", headers={"X_Shiphero_Message_ID": "m-1"}).envelope()
    replay = shiphero("Shipment Update", headers={"X_Shiphero_Message_ID": "m-2"}).envelope()

    assert (first.identity, replay.identity) == ("m-1", "m-2")
    assert first.marks == replay.marks != ()


def test_without_a_message_id_the_content_identifies(shiphero: Deliver) -> None:
    delivery = shiphero("Shipment Update")
    del delivery.headers["X-Shiphero-Message-ID"]

    assert (delivery.envelope().identity,) == delivery.envelope().marks


def test_a_body_without_a_date_may_come_again(shiphero: Deliver) -> None:
    assert shiphero("Order Canceled").envelope().marks == ()


def test_one_number_for_several_packages_is_the_shipments(shiphero: Deliver) -> None:
    bare = [{"name": "Package #1"}, {"name": "Package #2"}]

    packages = payload(shiphero("Shipment Update", packages=bare))["packages"]

    assert [(one["tracking_number"], one["carrier"]) for one in packages] == [
        ("1Z999AA10123456784", "UPS")
    ]


def test_a_shipment_without_any_number_keeps_its_packages(shiphero: Deliver) -> None:
    shipment = {
        "shipment_id": 5,
        "order_number": "1042",
        "line_items": [{"sku": "A", "quantity": 1}],
    }
    delivery = shiphero("Shipment Update", fulfillment=shipment, packages=[{"name": "Package #1"}])

    assert [one["id"] for one in payload(delivery)["packages"]] == ["Package #1"]
    assert delivery.envelope().refs == ("number:1042", "shipment:5")


def test_a_shipment_without_lines_is_not_taken_for_the_whole_order(shiphero: Deliver) -> None:
    shipment = {"shipment_id": 5, "order_number": "1042"}

    with pytest.raises(Unreadable, match="line_items"):
        payload(shiphero("Shipment Update", fulfillment=shipment))


def test_a_payment_is_asked_for_at_each_print_and_counted_by_allocation(
    shiphero: Deliver,
) -> None:
    first = payload(shiphero("Capture Payment", headers={"X_Shiphero_Message_ID": "m-1"}))
    again = payload(shiphero("Capture Payment", headers={"X_Shiphero_Message_ID": "m-2"}))
    rest = payload(shiphero("Capture Payment", allocation_reference=222))

    assert first["transaction_id"] == again["transaction_id"] == "111111533"
    assert rest["transaction_id"] == "222"


@pytest.mark.parametrize(
    "topic",
    [topic for topic, event_type in HERO.topics.items() if event_type == types.DELIVERY_NOTED],
)
def test_what_leads_to_no_action_is_noted(topic: str, shiphero: Deliver) -> None:
    delivery = shiphero("Order Canceled", webhook_type=topic, created_at="11/21/26", test="x")

    assert delivery.envelope().type == types.DELIVERY_NOTED


def test_a_body_without_its_topic_is_unreadable(shiphero: Deliver) -> None:
    with pytest.raises(Unreadable, match="webhook_type"):
        shiphero("Shipment Update", webhook_type=None).envelope()


def test_no_warehouse_opens_a_lane_and_the_account_is_the_tenant(shiphero: Deliver) -> None:
    envelope = shiphero("Shipment Update").envelope()

    assert not envelope.opens_lane
    assert envelope.tenant == "63898"


def test_an_id_is_the_number_and_never_the_uuid_beside_it(shiphero: Deliver) -> None:
    shipped = shiphero("Shipment Update")

    assert payload(shipped)["shipment"]["id"] == "315518042"
    assert "shipment:315518042" in shipped.envelope().refs
    assert not any("U2hpcG1lbnQ6" in ref for ref in shipped.envelope().refs)


def test_no_topic_of_its_tells_a_hold() -> None:
    held = {types.ORDER_HELD, types.SHIPMENT_HELD, types.ORDER_RELEASED, types.SHIPMENT_RELEASED}

    assert held.isdisjoint(HERO.topics.values())
