"""WooCommerce's traps."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from events import types
from events.envelope import Unreadable
from sources.registry import DIALECTS

Deliver = Callable[..., Any]
WOO = DIALECTS["woocommerce"]


@pytest.mark.parametrize("raw", [b"webhook_id=7", b"webhook_id=1234567"])
def test_the_ping_of_a_saved_webhook_is_a_handshake(raw: bytes) -> None:
    assert WOO.is_handshake(
        "POST", raw, Headers({"Content-Type": "application/x-www-form-urlencoded"})
    )


@pytest.mark.parametrize(
    ("method", "raw", "headers"),
    [
        ("GET", b"webhook_id=7", {}),
        ("POST", b"webhook_id=", {}),
        ("POST", b"webhook_id=7&a=b", {}),
        ("POST", b"webhook_id=x", {}),
        ("POST", b"webhook_id=7\n", {}),
        ("POST", b'{"id": 1}', {}),
        ("POST", b"", {}),
        ("POST", b"webhook_id=7", {"X-WC-Webhook-Topic": "order.created"}),
        ("POST", b"webhook_id=7", {"X-WC-Webhook-Signature": "AAAA"}),
    ],
)
def test_nothing_else_is_a_handshake(method: str, raw: bytes, headers: dict[str, str]) -> None:
    assert not WOO.is_handshake(method, raw, Headers(headers))


def test_two_orders_of_one_second_share_a_delivery_id_and_are_two(woocommerce: Deliver) -> None:
    first = woocommerce("order.updated", headers={"X_WC_Webhook_Delivery_ID": "same"})
    second = woocommerce("order.updated", id=1043, headers={"X_WC_Webhook_Delivery_ID": "same"})

    assert first.envelope().identity != second.envelope().identity


def test_the_identity_is_hook_topic_order_version_and_content(woocommerce: Deliver) -> None:
    delivery = woocommerce("order.updated", headers={"X_WC_Webhook_ID": "12"})

    parts = delivery.envelope().identity.split("|")

    assert parts[:4] == ["12", "order.updated", "1042", "2026-11-20T16:40:02"]
    assert delivery.envelope().marks == (f"order.updated|{parts[4]}",)


def test_one_body_sent_by_another_hook_bears_the_same_mark(woocommerce: Deliver) -> None:
    first = woocommerce("order.updated", headers={"X_WC_Webhook_ID": "12"}).envelope()
    second = woocommerce("order.updated", headers={"X_WC_Webhook_ID": "13"}).envelope()

    assert first.identity != second.identity
    assert first.marks == second.marks


def test_a_body_without_a_date_may_come_again(woocommerce: Deliver) -> None:
    assert woocommerce("order.deleted").envelope().marks == ()


@pytest.mark.parametrize("value", ["", "a", "1, 1", "1|2"])
def test_an_odd_webhook_id_is_unreadable(value: str, woocommerce: Deliver) -> None:
    with pytest.raises(Unreadable, match="X-WC-Webhook-ID"):
        woocommerce("order.updated", headers={"X_WC_Webhook_ID": value}).envelope()


def test_times_are_gmt_without_saying_so_and_the_shops_own_are_not_read(
    woocommerce: Deliver,
) -> None:
    delivery = woocommerce("order.created", date_created="2026-11-20T23:59:59")

    assert delivery.envelope().version == "2026-11-20T14:02:11.000000Z"
    created = WOO.translate(delivery.envelope(), delivery.raw)
    assert created["placed_at"] == "2026-11-20T14:02:10.000000Z"


def test_the_number_may_differ_from_the_id(woocommerce: Deliver) -> None:
    envelope = woocommerce("order.created", number="WEB-77").envelope()

    assert envelope.refs == ("order:1042", "number:web-77")


@pytest.mark.parametrize(
    ("status", "more", "expected"),
    [
        ("processing", {}, types.ORDER_CREATED),
        ("completed", {}, types.ORDER_CREATED),
        ("on-hold", {}, types.DELIVERY_RECEIVED),
        ("pending", {}, types.DELIVERY_RECEIVED),
        ("checkout-draft", {}, types.DELIVERY_RECEIVED),
        ("cancelled", {}, types.DELIVERY_RECEIVED),
        ("awaiting-engraving", {}, types.DELIVERY_RECEIVED),
        ("processing", {"date_paid_gmt": "2026-11-20T14:02:11"}, types.DELIVERY_RECEIVED),
        ("completed", {"refunds": [{"id": 1, "total": "-1.00"}]}, types.DELIVERY_RECEIVED),
    ],
)
def test_a_creation_is_one_when_it_tells_nothing_else(
    status: str, more: dict[str, Any], expected: str, woocommerce: Deliver
) -> None:
    assert woocommerce("order.created", status=status, **more).envelope().type == expected


def test_an_order_body_sent_as_a_deletion_is_unreadable(woocommerce: Deliver) -> None:
    with pytest.raises(Unreadable, match="does not fit"):
        woocommerce("order.updated", under="order.deleted").envelope()


@pytest.mark.parametrize("topic", ["order.restored", "product.updated", "customer.created"])
def test_what_leads_to_no_action_is_noted(topic: str, deliver: Deliver) -> None:
    envelope = deliver("woocommerce", b'{"id": 5}', topic).envelope()

    assert envelope.type == types.DELIVERY_NOTED
    assert envelope.refs == (("order:5",) if topic.startswith("order.") else ())


def test_a_plugins_action_is_unmapped(deliver: Deliver) -> None:
    raw = b'{"action": "woocommerce_thankyou", "arg": 5}'

    envelope = deliver("woocommerce", raw, "action.woocommerce_thankyou").envelope()

    assert envelope.type == types.UNMAPPED


def test_a_price_that_does_not_divide_is_rounded_and_the_rest_is_exact(
    woocommerce: Deliver,
) -> None:
    line = {"id": 1, "quantity": 7, "subtotal": "10.00", "total": "9.30", "sku": "X", "price": 1.33}

    order = woocommerce("order.created", line_items=[line])
    read = WOO.translate(order.envelope(), order.raw)["lines"][0]

    assert str(read["unit_price"]["amount"]) == "1.428571"
    assert str(read["discount"]["amount"]) == "0.70"


def test_a_line_that_costs_more_than_before_has_no_discount(woocommerce: Deliver) -> None:
    line = {"id": 1, "quantity": 1, "subtotal": "10.00", "total": "12.00", "sku": "X"}

    order = woocommerce("order.created", line_items=[line])
    read = WOO.translate(order.envelope(), order.raw)["lines"][0]

    assert (str(read["unit_price"]["amount"]), str(read["discount"]["amount"])) == ("12.00", "0.00")


def test_a_known_customer_is_named_by_id(woocommerce: Deliver) -> None:
    order = woocommerce("order.created", customer_id=31)

    assert WOO.translate(order.envelope(), order.raw)["customer"]["id"] == "31"


def test_the_sites_address_is_the_tenant(woocommerce: Deliver) -> None:
    headers = {"X_WC_Webhook_Source": "https://shop.example.org/"}

    assert (
        woocommerce("order.created", headers=headers).envelope().tenant
        == headers["X_WC_Webhook_Source"]
    )


@pytest.mark.parametrize("price", [28.25, "28.25", "", None])
def test_the_price_is_a_number_or_a_text_and_is_not_read(price: Any, woocommerce: Deliver) -> None:
    body = json.loads(woocommerce("order.created").raw)
    lines = [{**line, "price": price} for line in body["line_items"]]

    told = woocommerce("order.created", line_items=lines)

    assert WOO.translate(told.envelope(), told.raw) == WOO.translate(
        told.envelope(), json.dumps(body).encode()
    )


def test_a_store_behind_a_cdn_may_spell_its_headers_in_another_case(
    woocommerce: Deliver, any_headers: Any
) -> None:
    delivery = woocommerce("order.updated")
    spelt = any_headers({name.upper(): value for name, value in delivery.headers.items()})

    assert WOO.verify(delivery.raw, spelt, [delivery.secret], 0.0) == 0
    assert WOO.envelope(delivery.raw, spelt) == delivery.envelope()


def test_a_refund_is_negative_at_the_shop_and_positive_with_us(woocommerce: Deliver) -> None:
    delivery = woocommerce("order.updated")

    told = dict(WOO.derive(delivery.envelope(), delivery.raw, {}).events)

    assert told[types.PAYMENT_REFUNDED]["amount"]["amount"] == Decimal("12.50")
