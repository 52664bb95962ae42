"""Extensiv's traps: RSA, JSON inside strings, times without a zone, an order that may be left out.

No library of the vendor's checks its seal; openssl and RFC 7515 do (test_rsa_seal).
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from events import types
from events.envelope import Unreadable
from sources.dialect import SealBroken
from sources.registry import DIALECTS

Deliver = Callable[..., Any]
EXTENSIV = DIALECTS["extensiv"]
SHIPPED = "OrderConfirm"
ITEMS = "http://api.3plCentral.com/rels/orders/item"


@pytest.fixture
def order(fixture_body: Callable[[str, str], bytes]) -> Callable[..., dict[str, Any]]:
    """Return the resource of a shipped order with changed fields, as the body holds it."""

    def make(**changed: Any) -> dict[str, Any]:
        body = json.loads(fixture_body("extensiv", SHIPPED))
        told = {**json.loads(body["resource"]["body"]), **changed}
        return {"rel": "orders/order", "href": "/orders/206568", "body": json.dumps(told)}

    return make


def payload(delivery: Any) -> dict[str, Any]:
    found: dict[str, Any] = delivery.dialect.translate(delivery.envelope(), delivery.raw)
    return found


@pytest.mark.parametrize("field", ["wmsEventId", "eventDateTimeUtc", "resource", "tplId"])
def test_whatever_changed_on_its_way_breaks_the_seal(field: str, extensiv: Deliver) -> None:
    delivery = extensiv(SHIPPED)
    other = json.dumps({**json.loads(delivery.raw), field: "7"}).encode()

    assert delivery.verify() == 0
    with pytest.raises(SealBroken):
        EXTENSIV.verify(other, delivery.headers, [delivery.secret], 0.0)


def test_a_shared_secret_is_no_key() -> None:
    with pytest.raises(ValueError, match="PUBLIC KEY"):
        EXTENSIV.secret_bytes("a-shared-secret-of-thirty-two-bytes")


def test_the_event_id_is_unique_only_within_its_warehouse(extensiv: Deliver) -> None:
    ours, theirs = extensiv(SHIPPED).envelope(), extensiv(SHIPPED, tplId=3).envelope()

    assert (ours.identity, ours.tenant) == ("2|2070354", "2")
    assert (theirs.identity, theirs.tenant) == ("3|2070354", "3")


@pytest.mark.parametrize(
    "time",
    ["2026-11-20T19:54:15.4770000", "2026-11-20T19:54:15.477", "2026-11-20T19:54:15.477Z"],
    ids=["seven digits", "three", "with its zone"],
)
def test_a_time_without_a_zone_is_utc(time: str, extensiv: Deliver) -> None:
    envelope = extensiv(SHIPPED, eventDateTimeUtc=time).envelope()

    assert envelope.version == envelope.time == "2026-11-20T19:54:15.477000Z"


def test_json_inside_a_string_is_read_as_strictly_as_the_body(extensiv: Deliver) -> None:
    resource = {"rel": "orders/order", "body": '{"referenceNum": "A", "referenceNum": "B"}'}

    with pytest.raises(Unreadable, match="twice"):
        extensiv(SHIPPED, resource=resource).envelope()


def test_an_order_that_is_no_string_is_read_as_well(extensiv: Deliver, order: Any) -> None:
    resource = {"body": json.loads(order()["body"])}

    assert payload(extensiv(SHIPPED, resource=resource)) == payload(extensiv(SHIPPED))


@pytest.mark.parametrize("topic", [SHIPPED, "OrderCancel"])
@pytest.mark.parametrize("resource", [None, {}, {"body": None}, {"body": ""}, {"body": 7}])
def test_a_webhook_that_leaves_the_order_out_waits_for_a_person_with_its_remedy(
    topic: str, resource: Any, extensiv: Deliver
) -> None:
    with pytest.raises(Unreadable, match="include the resource"):
        extensiv(topic, resource=resource).envelope()


def test_our_order_number_is_the_reference_and_opens_no_lane(extensiv: Deliver, order: Any) -> None:
    envelope = extensiv("OrderCancel", resource=order(referenceNum="#A-1001 ")).envelope()

    assert envelope.refs[:2] == ("number:a-1001", "shipment:206568")
    assert not envelope.opens_lane


def test_an_order_without_our_number_is_unreadable(extensiv: Deliver, order: Any) -> None:
    with pytest.raises(Unreadable, match="referenceNum"):
        extensiv(SHIPPED, resource=order(referenceNum="")).envelope()


@pytest.mark.parametrize("embedded", [None, {}, {ITEMS: []}])
def test_a_shipment_without_lines_is_not_taken_for_the_whole_order(
    embedded: Any, extensiv: Deliver, order: Any
) -> None:
    with pytest.raises(Unreadable, match="orders/item"):
        payload(extensiv(SHIPPED, resource=order(_embedded=embedded)))


@pytest.mark.parametrize("quantity", [0.5, -1, None, "many"])
def test_a_part_of_a_piece_is_unreadable(quantity: Any, extensiv: Deliver, order: Any) -> None:
    line = {"itemIdentifier": {"sku": "KETTLE-1"}, "qty": quantity}

    with pytest.raises(Unreadable, match="qty"):
        payload(extensiv(SHIPPED, resource=order(_embedded={ITEMS: [line]})))


def test_a_line_without_a_sku_is_unreadable(extensiv: Deliver, order: Any) -> None:
    line = {"itemIdentifier": {"id": 5}, "qty": 1}

    with pytest.raises(Unreadable, match="sku"):
        payload(extensiv(SHIPPED, resource=order(_embedded={ITEMS: [line]})))


def test_the_number_of_the_whole_order_counts_where_no_package_has_one(
    extensiv: Deliver, order: Any
) -> None:
    resource = order(readOnly={"orderId": 206568, "packages": [{"packageId": 1}]})

    packages = payload(extensiv(SHIPPED, resource=resource))["packages"]

    assert [(one["id"], one["tracking_number"], one["carrier"]) for one in packages] == [
        (None, "1Z999AA10123456784", "UPS")
    ]


@pytest.mark.parametrize(
    "topic", [topic for topic, kind in EXTENSIV.topics.items() if kind == types.DELIVERY_NOTED]
)
def test_what_asks_for_nothing_is_noted_even_without_its_resource(
    topic: str, extensiv: Deliver
) -> None:
    delivery = extensiv(SHIPPED, under=topic, eventType=topic, resource=None, eventDateTimeUtc="?")

    assert delivery.envelope().type == types.DELIVERY_NOTED


@pytest.mark.parametrize("topic", ["OrderUnconfirm", "OrderTeleported"])
def test_an_undone_shipment_and_an_unknown_event_are_unmapped(
    topic: str, extensiv: Deliver
) -> None:
    assert extensiv(SHIPPED, eventType=topic).envelope().type == types.UNMAPPED


@pytest.mark.parametrize("missing", ["tplId", "wmsEventId", "eventType"])
def test_an_event_that_does_not_name_itself_is_unreadable(missing: str, extensiv: Deliver) -> None:
    with pytest.raises(Unreadable, match=missing):
        extensiv(SHIPPED, **{missing: None}).envelope()


@pytest.mark.parametrize("number", [206568, "206568"])
def test_an_id_may_be_a_number_or_a_text(number: Any, extensiv: Deliver, order: Any) -> None:
    delivery = extensiv(SHIPPED, wmsEventId=number, resource=order(readOnly={"orderId": number}))

    assert delivery.envelope().identity == "2|206568"
    assert payload(delivery)["shipment"]["id"] == "206568"


def test_nobody_is_asked_for_its_key() -> None:
    assert EXTENSIV.keys is None


def test_a_receiver_names_goods_and_no_order_and_is_noted(extensiv: Deliver) -> None:
    receiver = json.dumps({"readOnly": {"transactionId": 7}, "referenceNum": "ASN-1"})
    resource = {"rel": "inventory/receiver", "href": "/inventory/receivers/7", "body": receiver}

    delivery = extensiv(SHIPPED, eventType="ReceiverConfirm", resource=resource)

    assert (delivery.envelope().type, delivery.envelope().refs) == (types.DELIVERY_NOTED, ())
