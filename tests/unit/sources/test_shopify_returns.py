"""Shopify's traps around returns, stock and order edits."""

from collections.abc import Callable
from typing import Any

import pytest

from events import types
from events.envelope import Unreadable

Deliver = Callable[..., Any]
APPROVED = "returns/approve"
ORDER = "order:6012345678901234567"


def payload(delivery: Any) -> dict[str, Any]:
    found: dict[str, Any] = delivery.dialect.translate(delivery.envelope(), delivery.raw)
    return found


@pytest.mark.parametrize(
    "named",
    [
        {"order": {"id": 6012345678901234567}},
        {"order": {"id": "gid://shopify/Order/6012345678901234567"}},
        {"order": None, "order_id": 6012345678901234567},
    ],
)
def test_return_topics_differ_in_where_they_name_the_order(
    named: dict[str, Any], shopify: Deliver
) -> None:
    delivery = shopify(APPROVED, **named)

    assert delivery.envelope().refs == (ORDER,)
    assert delivery.envelope().opens_lane
    assert payload(delivery)["order"]["id"] == "6012345678901234567"


def test_a_return_update_names_no_order_and_is_only_noted(deliver: Deliver) -> None:
    raw = b'{"admin_graphql_api_id": "gid://shopify/Return/1", "return_line_items": {}}'
    envelope = deliver("shopify", raw, "returns/update").envelope()

    assert (envelope.type, envelope.refs) == (types.DELIVERY_NOTED, ())


@pytest.mark.parametrize("status", ["requested", "declined", "canceled", "closed", "", None])
def test_only_an_open_return_is_approved(status: str | None, shopify: Deliver) -> None:
    with pytest.raises(Unreadable, match="does not fit"):
        shopify(APPROVED, status=status).envelope()


@pytest.mark.parametrize(
    ("written_for", "sent_as"),
    [
        ("orders/create", APPROVED),
        ("refunds/create", APPROVED),
        ("fulfillment_orders/hold_released", APPROVED),
        (APPROVED, "orders/cancelled"),
        (APPROVED, "refunds/create"),
        (APPROVED, "orders/delete"),
    ],
)
def test_a_body_sent_under_another_topic_is_no_return(
    written_for: str, sent_as: str, shopify: Deliver
) -> None:
    with pytest.raises(Unreadable, match="does not fit"):
        shopify(written_for, under=sent_as).envelope()


def test_a_return_that_lists_fewer_lines_than_it_counts_waits_for_a_person(
    shopify: Deliver,
) -> None:
    with pytest.raises(Unreadable, match="total_return_line_items"):
        payload(shopify(APPROVED, total_return_line_items=2))


@pytest.mark.parametrize("sent", [None, {}, {"id": 1}, {"id": 1, "line_item": {"id": None}}])
def test_a_returned_line_that_names_no_line_of_the_order_is_unreadable(
    sent: Any, shopify: Deliver
) -> None:
    line = {"id": 1, "quantity": 1, "fulfillment_line_item": sent}

    with pytest.raises(Unreadable, match="id: missing"):
        payload(shopify(APPROVED, return_line_items=[line]))


def test_a_return_without_lines_is_not_taken_for_the_whole_order(shopify: Deliver) -> None:
    with pytest.raises(Unreadable, match="return_line_items"):
        payload(shopify(APPROVED, return_line_items=[], total_return_line_items=0))


def test_a_return_has_no_version_and_may_come_again(shopify: Deliver) -> None:
    envelope = shopify(APPROVED).envelope()

    assert envelope.marks == ()
    assert envelope.version == envelope.time


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("returns/decline", b'{"id": 1, "status": "declined", "order": {"id": 7}}'),
        ("returns/cancel", b'{"id": 1, "status": "canceled", "order_id": 7}'),
    ],
    ids=["the order nested", "the order beside it"],
)
def test_a_return_that_came_to_nothing_names_its_order_in_either_shape(
    topic: str, body: bytes, deliver: Deliver
) -> None:
    envelope = deliver("shopify", body, topic).envelope()

    assert (envelope.type, envelope.refs) == (types.RETURN_CANCELLED, ("order:7",))


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("returns/request", b'{"id": 1, "status": "requested", "order": {"id": 7}}'),
        ("returns/close", b'{"id": 1, "status": "closed", "order_id": 7}'),
        ("returns/reopen", b'{"id": 1, "status": "open", "order_id": 7}'),
        ("returns/process", b"{}"),
        ("reverse_deliveries/attach_deliverable", b'{"id": 1, "return": {"id": 2}}'),
        ("reverse_fulfillment_orders/dispose", b'{"id": 1, "dispositions": []}'),
        ("inventory_levels/update", b'{"inventory_item_id": 1, "location_id": 2, "available": 3}'),
        ("inventory_levels/connect", b'{"inventory_item_id": 1, "location_id": 2}'),
        ("inventory_levels/disconnect", b'{"inventory_item_id": 1, "location_id": 2}'),
        ("inventory_items/update", b'{"id": 1, "sku": "MUG-BLU"}'),
    ],
)
def test_what_a_return_or_stock_tells_besides_is_noted_and_not_quarantined(
    topic: str, body: bytes, deliver: Deliver
) -> None:
    assert deliver("shopify", body, topic).envelope().type == types.DELIVERY_NOTED
