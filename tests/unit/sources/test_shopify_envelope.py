"""Shopify's traps outside the payload: identity, topics, references."""

from collections.abc import Callable
from typing import Any

import pytest

from events import types
from events.envelope import Unreadable

Deliver = Callable[..., Any]
HOLD_TOPICS = (
    "fulfillment_orders/placed_on_hold",
    "fulfillment_orders/hold_released",
    "fulfillment_orders/split",
    "fulfillment_orders/cancelled",
    "fulfillment_orders/order_routing_complete",
)
VERSIONED = (
    "orders/create",
    "orders/updated",
    "orders/cancelled",
    "order_transactions/create",
    "refunds/create",
    "fulfillments/create",
    "fulfillments/update",
    "fulfillment_events/create",
)


def refund(status: str, amount: str, currency: str = "CAD", kind: str = "refund") -> Any:
    return {"kind": kind, "status": status, "amount": amount, "currency": currency}


def test_the_webhook_id_identifies_and_the_event_id_only_correlates(shopify: Deliver) -> None:
    headers = {"X_Shopify_Event_Id": "ev-1"}
    created = shopify("orders/create", headers={**headers, "X_Shopify_Webhook_Id": "wh-1"})
    updated = shopify("orders/updated", headers={**headers, "X_Shopify_Webhook_Id": "wh-2"})

    assert (created.envelope().identity, updated.envelope().identity) == ("wh-1", "wh-2")
    assert created.envelope().correlation == updated.envelope().correlation == "ev-1"


@pytest.mark.parametrize("topic", VERSIONED)
def test_a_body_with_a_version_is_marked_by_its_content(topic: str, shopify: Deliver) -> None:
    first, replayed = shopify(topic).envelope(), shopify(topic)
    replayed.headers["X-Shopify-Webhook-Id"] = "fresh"

    assert len(first.marks) == 1
    assert replayed.envelope().marks == first.marks
    assert shopify(topic, updated_at="2026-12-01T00:00:00Z").envelope().marks != first.marks


@pytest.mark.parametrize("topic", [*HOLD_TOPICS, "orders/delete"])
def test_a_body_without_a_version_may_come_again(topic: str, shopify: Deliver) -> None:
    assert shopify(topic).envelope().marks == ()


def test_the_version_of_a_hold_is_when_it_was_triggered(shopify: Deliver) -> None:
    headers = {"X_Shopify_Triggered_At": "2026-11-20T09:20:11.482913-05:00"}

    envelope = shopify("fulfillment_orders/hold_released", headers=headers).envelope()

    assert envelope.version == envelope.time == "2026-11-20T14:20:11.482913Z"


def test_times_with_offsets_sort_as_text(shopify: Deliver) -> None:
    earlier = shopify("orders/updated", updated_at="2026-11-20T23:30:00+05:00").envelope()
    later = shopify("orders/updated", updated_at="2026-11-20T14:00:00-05:00").envelope()

    assert earlier.version < later.version


@pytest.mark.parametrize(
    ("written_for", "sent_as"),
    [
        ("orders/updated", "orders/cancelled"),
        ("orders/create", "orders/delete"),
        ("refunds/create", "orders/delete"),
        ("orders/delete", "orders/cancelled"),
        ("orders/create", "order_transactions/create"),
        ("orders/create", "refunds/create"),
        ("orders/create", "fulfillments/create"),
        ("fulfillments/create", "orders/create"),
        ("fulfillments/create", "orders/updated"),
        ("order_transactions/create", "refunds/create"),
        ("refunds/create", "order_transactions/create"),
        ("fulfillments/update", "fulfillment_events/create"),
        ("fulfillment_events/create", "fulfillments/update"),
        ("fulfillment_orders/placed_on_hold", "fulfillment_orders/hold_released"),
        ("fulfillment_orders/order_routing_complete", "fulfillment_orders/placed_on_hold"),
        ("fulfillment_orders/hold_released", "fulfillment_orders/cancelled"),
        ("fulfillment_orders/hold_released", "fulfillment_orders/split"),
        ("orders/create", "fulfillment_orders/hold_released"),
    ],
)
def test_a_body_sent_under_another_topic_is_unreadable(
    written_for: str, sent_as: str, shopify: Deliver
) -> None:
    with pytest.raises(Unreadable, match="does not fit"):
        shopify(written_for, under=sent_as).envelope()


@pytest.mark.parametrize("header", ["X_Shopify_Topic", "X_Shopify_Webhook_Id"])
@pytest.mark.parametrize("value", ["a, a", "", "é", "a|b", "x" * 257])
def test_an_odd_or_repeated_header_is_unreadable(header: str, value: str, shopify: Deliver) -> None:
    with pytest.raises(Unreadable, match=header.replace("_", "-")):
        shopify("orders/create", headers={header: value}).envelope()


def test_the_sample_order_is_a_test_even_without_saying_so(shopify: Deliver) -> None:
    assert shopify("orders/create", id=820982911946154508).envelope().test
    assert shopify("refunds/create", order_id=820982911946154508).envelope().test


def test_an_order_of_test_mode_is_a_test(shopify: Deliver) -> None:
    assert shopify("orders/create", test=True).envelope().test
    assert not shopify("orders/create").envelope().test


@pytest.mark.parametrize(
    ("kind", "status", "expected"),
    [
        ("capture", "success", types.PAYMENT_CAPTURED),
        ("sale", "success", types.PAYMENT_CAPTURED),
        ("sale", "pending", types.DELIVERY_NOTED),
        ("capture", "failure", types.DELIVERY_NOTED),
        ("authorization", "success", types.DELIVERY_NOTED),
        ("void", "success", types.DELIVERY_NOTED),
        ("refund", "success", types.DELIVERY_NOTED),
    ],
)
def test_only_money_that_came_is_captured(
    kind: str, status: str, expected: str, shopify: Deliver
) -> None:
    delivery = shopify("order_transactions/create", kind=kind, status=status)

    assert delivery.envelope().type == expected


@pytest.mark.parametrize("parts", [[], [refund("failure", "5.00")], [refund("success", "0.00")]])
def test_a_refund_of_no_money_is_only_noted(parts: list[Any], shopify: Deliver) -> None:
    assert shopify("refunds/create", transactions=parts).envelope().type == types.DELIVERY_NOTED


def test_a_pending_refund_waits_for_a_person(shopify: Deliver) -> None:
    parts = [refund("success", "5.00"), refund("pending", "5.00")]

    with pytest.raises(Unreadable, match="pending"):
        shopify("refunds/create", transactions=parts).envelope()


@pytest.mark.parametrize(
    "named",
    [
        {"order_id": 6012345678901234567},
        {"order_id": "gid://shopify/Order/6012345678901234567"},
        {"order": {"id": "gid://shopify/Order/6012345678901234567"}},
    ],
)
def test_a_fulfillment_order_may_name_its_order_in_three_ways(
    named: dict[str, Any], shopify: Deliver
) -> None:
    part = {"id": "gid://shopify/FulfillmentOrder/7001", "status": "open", **named}

    envelope = shopify("fulfillment_orders/hold_released", fulfillment_order=part).envelope()

    assert envelope.refs == ("order:6012345678901234567", "fulfillment_order:7001")
    assert envelope.opens_lane


def test_a_hold_names_no_order_and_opens_no_lane(shopify: Deliver) -> None:
    envelope = shopify("fulfillment_orders/placed_on_hold").envelope()

    assert envelope.refs == ("fulfillment_order:7001",)
    assert not envelope.opens_lane


def test_a_milestone_without_a_number_is_only_noted(shopify: Deliver) -> None:
    delivery = shopify("fulfillment_events/create", tracking_number=None)

    assert delivery.envelope().type == types.DELIVERY_NOTED


@pytest.mark.parametrize(
    "topic", ["app/uninstalled", "customers/redact", "customers/data_request", "shop/redact"]
)
def test_what_only_a_person_can_answer_waits_for_one(topic: str, deliver: Deliver) -> None:
    assert deliver("shopify", b'{"id": 7}', topic).envelope().type == types.UNMAPPED


@pytest.mark.parametrize(
    "topic",
    [
        "orders/paid",
        "orders/partially_paid",
        "orders/fulfilled",
        "fulfillment_orders/rescheduled",
        "returns/request",
        "inventory_levels/update",
    ],
)
def test_what_leads_to_no_action_is_noted(topic: str, deliver: Deliver) -> None:
    assert deliver("shopify", b'{"id": 1}', topic).envelope().type == types.DELIVERY_NOTED


@pytest.mark.parametrize("topic", ["products/create", "orders", "nobody/knows"])
def test_what_nobody_knows_is_unmapped(topic: str, deliver: Deliver) -> None:
    assert deliver("shopify", b'{"id": 1}', topic).envelope().type == types.UNMAPPED
