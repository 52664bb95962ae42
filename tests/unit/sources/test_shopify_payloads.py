"""Shopify's traps inside the payload."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from events import types
from events.envelope import Unreadable

Deliver = Callable[..., Any]


def payload(delivery: Any) -> dict[str, Any]:
    found: dict[str, Any] = delivery.dialect.translate(delivery.envelope(), delivery.raw)
    return found


def test_a_digital_order_has_no_address_no_customer_no_email_and_no_sku(shopify: Deliver) -> None:
    line = {"id": 7, "sku": None, "quantity": 1, "price": "5.00"}
    nothing = {"shipping_address": None, "billing_address": None, "customer": None, "email": None}

    order = payload(shopify("orders/create", line_items=[line], **nothing))

    assert order["ship_to"] is order["bill_to"] is None
    assert order["customer"] == {"id": None, "email": None}
    assert order["lines"][0]["sku"] is None
    assert order["lines"][0]["discount"] is order["lines"][0]["tax"] is None


def test_an_edited_order_counts_its_live_quantities(shopify: Deliver) -> None:
    lines = [
        {"id": 1, "quantity": 3, "current_quantity": 2, "price": "5.00"},
        {"id": 2, "quantity": 1, "current_quantity": 0, "price": "5.00"},
    ]

    order = payload(shopify("orders/create", line_items=lines))

    assert [(line["id"], line["quantity"]) for line in order["lines"]] == [("1", 2)]


def test_payments_are_not_guessed_when_several_gateways_shared_it(shopify: Deliver) -> None:
    gateways = ["gift_card", "shopify_payments"]

    assert payload(shopify("orders/create", payment_gateway_names=gateways))["payments"] == []


def refund(status: str, amount: str, currency: str = "CAD", kind: str = "refund") -> Any:
    return {"kind": kind, "status": status, "amount": amount, "currency": currency}


def test_a_refund_is_the_sum_of_what_went_back(shopify: Deliver) -> None:
    parts = [
        refund("success", "10.10"),
        refund("success", "0.20"),
        refund("failure", "5.00"),
        refund("success", "7.00", kind="void"),
    ]

    assert payload(shopify("refunds/create", transactions=parts))["amount"] == {
        "amount": Decimal("10.30"),
        "currency": "CAD",
    }


def test_a_refund_in_two_currencies_is_not_added_up(shopify: Deliver) -> None:
    delivery = shopify(
        "refunds/create", transactions=[refund("success", "5.00"), refund("success", "5.00", "USD")]
    )

    with pytest.raises(Unreadable, match="currency"):
        payload(delivery)


def test_a_hold_of_a_part_is_a_shipments(shopify: Deliver) -> None:
    rest = {"id": "gid://shopify/FulfillmentOrder/7009", "status": "open"}
    delivery = shopify("fulfillment_orders/placed_on_hold", remaining_fulfillment_order=rest)

    assert delivery.envelope().type == types.SHIPMENT_HELD
    assert delivery.envelope().refs == ("fulfillment_order:7001", "fulfillment_order:7009")
    assert payload(delivery)["shipment"]["id"] == "7001"


def test_hold_and_release_are_counted_by_one_number(shopify: Deliver) -> None:
    held = payload(shopify("fulfillment_orders/placed_on_hold"))
    released = payload(shopify("fulfillment_orders/hold_released"))

    assert held["shipment"] == released["shipment"] == {"id": "7001", "location": None}


@pytest.mark.parametrize(
    ("status", "expected", "shipped"),
    [
        ("success", types.SHIPMENT_CREATED, True),
        ("pending", types.SHIPMENT_CREATED, False),
        ("open", types.SHIPMENT_CREATED, False),
        ("cancelled", types.DELIVERY_NOTED, None),
        ("error", types.DELIVERY_NOTED, None),
        ("failure", types.DELIVERY_NOTED, None),
    ],
)
def test_a_fulfillment_is_shipped_when_it_succeeded(
    status: str, expected: str, shipped: bool | None, shopify: Deliver
) -> None:
    delivery = shopify("fulfillments/create", status=status)

    assert delivery.envelope().type == expected
    if shipped is not None:
        assert payload(delivery)["shipped"] is shipped


def test_a_fulfillment_without_lines_is_not_taken_for_the_whole_order(shopify: Deliver) -> None:
    with pytest.raises(Unreadable, match="line_items"):
        payload(shopify("fulfillments/create", line_items=[]))


def test_each_tracking_number_is_a_package_with_its_own_address(shopify: Deliver) -> None:
    many = {"tracking_numbers": ["T1", "T2"], "tracking_urls": ["https://t/1", "https://t/2"]}

    packages = payload(shopify("fulfillments/create", tracking_number="T1", **many))["packages"]

    assert [(one["tracking_number"], one["url"]) for one in packages] == [
        ("T1", "https://t/1"),
        ("T2", "https://t/2"),
    ]


def test_a_split_that_names_no_order_line_keeps_the_line_it_names(shopify: Deliver) -> None:
    thin = {
        name: {"id": f"gid://shopify/FulfillmentOrder/{number}", "status": "open"}
        for name, number in (("fulfillment_order", 1), ("remaining_fulfillment_order", 2))
    }

    part = payload(shopify("fulfillment_orders/split", **thin))["into"][0]

    assert part["shipment"]["id"] == "2"
    assert [(line["id"], line["shipment_line"], line["quantity"]) for line in part["lines"]] == [
        (None, "8001", 1)
    ]


def test_a_changed_quantity_has_no_topic_of_its_own_and_is_told_by_the_edit(
    shopify: Deliver,
) -> None:
    edited = shopify("orders/edited")

    assert edited.envelope().type == types.ORDER_EDITED
    assert [change["delta"] for change in payload(edited)["changes"]] == [1, -2]


@pytest.mark.parametrize("amount", [25.29, "25.29"])
def test_a_refund_mixes_numbers_and_texts_and_stays_exact(
    amount: Any, deliver: Deliver, fixture_body: Callable[[str, str], bytes]
) -> None:
    body = json.loads(fixture_body("shopify", "refunds/create"))
    assert isinstance(body["refund_line_items"][0]["subtotal"], float)
    body["transactions"] = [{**body["transactions"][0], "amount": amount}]

    told = payload(deliver("shopify", json.dumps(body).encode(), "refunds/create"))

    assert told["amount"]["amount"] == Decimal("25.29")


def test_an_id_of_64_bits_keeps_every_digit(shopify: Deliver) -> None:
    order = shopify("orders/create", id=9007199254740993)

    assert order.envelope().refs[0] == "order:9007199254740993"
    assert payload(order)["order"]["id"] == "9007199254740993"


def test_a_sku_on_two_lines_stays_two_lines(shopify: Deliver) -> None:
    lines = [{"id": number, "sku": "MUG", "quantity": 1, "price": "5.00"} for number in (1, 2)]

    told = payload(shopify("orders/create", line_items=lines))["lines"]

    assert [(line["id"], line["sku"]) for line in told] == [("1", "MUG"), ("2", "MUG")]
