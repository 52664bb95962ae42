"""Shopify's traps around stacked holds, and fulfillment orders that change by themselves."""

from collections.abc import Callable
from typing import Any

import pytest

from events import types
from events.envelope import Unreadable

Deliver = Callable[..., Any]
ADDED, RELEASED = "fulfillment_holds/added", "fulfillment_holds/released"
MOVED, MERGED = "fulfillment_orders/moved", "fulfillment_orders/merged"
PART = "gid://shopify/FulfillmentOrder/7001"


def payload(delivery: Any) -> dict[str, Any]:
    found: dict[str, Any] = delivery.dialect.translate(delivery.envelope(), delivery.raw)
    return found


def part(status: str | None) -> dict[str, Any]:
    return {"id": PART} if status is None else {"id": PART, "status": status}


def test_a_stacked_hold_is_told_with_its_own_id_and_reason_of_the_same_part(
    shopify: Deliver,
) -> None:
    first, stacked = payload(shopify("fulfillment_orders/placed_on_hold")), payload(shopify(ADDED))

    assert (first["hold_id"], stacked["hold_id"]) == ("31", "32")
    assert first["shipment"] == stacked["shipment"]
    assert stacked["reason"] == "incorrect_address"


@pytest.mark.parametrize("status", ["on_hold", None])
def test_a_release_while_another_hold_is_left_or_may_be_leads_to_nothing(
    status: str | None, shopify: Deliver
) -> None:
    released = shopify(RELEASED, fulfillment_order=part(status))

    assert released.envelope().type == types.DELIVERY_NOTED


@pytest.mark.parametrize("status", ["open", "in_progress", "scheduled"])
def test_a_release_that_leaves_no_hold_ends_all_of_the_part(status: str, shopify: Deliver) -> None:
    released = shopify(RELEASED, fulfillment_order=part(status))

    assert released.envelope().type == types.SHIPMENT_RELEASED
    assert payload(released)["hold_id"] is None


@pytest.mark.parametrize(("status", "held"), [("on_hold", True), (None, True), ("open", False)])
def test_a_hold_that_was_lifted_before_it_was_told_leads_to_nothing(
    status: str | None, held: bool, shopify: Deliver
) -> None:
    added = shopify(ADDED, fulfillment_order=part(status)).envelope()

    assert added.type == (types.SHIPMENT_HELD if held else types.DELIVERY_NOTED)


def test_a_body_of_a_hold_sent_as_a_release_releases_nothing(shopify: Deliver) -> None:
    assert shopify(ADDED, under=RELEASED).envelope().type == types.DELIVERY_NOTED


@pytest.mark.parametrize("topic", [ADDED, RELEASED])
@pytest.mark.parametrize("missing", ["fulfillment_order", "fulfillment_hold"])
def test_a_body_without_its_hold_or_its_part_does_not_fit(
    topic: str, missing: str, shopify: Deliver
) -> None:
    with pytest.raises(Unreadable, match="does not fit"):
        shopify(topic, **{missing: None}).envelope()


def test_a_hold_without_a_reason_is_unreadable(shopify: Deliver) -> None:
    with pytest.raises(Unreadable, match="reason"):
        payload(shopify(ADDED, fulfillment_hold={"id": "gid://shopify/FulfillmentHold/32"}))


def test_what_was_moved_is_known_by_both_of_its_fulfillment_orders(shopify: Deliver) -> None:
    moved = shopify(MOVED)

    assert moved.envelope().refs == ("fulfillment_order:7001", "fulfillment_order:7003")
    assert payload(moved)["code"] == "FULFILLMENT_MOVED"


def test_a_move_that_names_its_order_opens_its_lane(shopify: Deliver) -> None:
    moved = shopify(MOVED, moved_fulfillment_order={"id": 7003, "order_id": 60})

    assert moved.envelope().refs[0] == "order:60"
    assert payload(moved)["order"]["id"] == "60"


def test_what_was_merged_is_known_by_each_of_its_fulfillment_orders(shopify: Deliver) -> None:
    merged = shopify(MERGED, fulfillment_order_merges=None)

    assert merged.envelope().refs == ("fulfillment_order:7001", "fulfillment_order:7002")
    assert payload(merged)["code"] == "FULFILLMENT_MERGED"


def test_another_date_changes_nothing_that_the_oms_has(deliver: Deliver) -> None:
    raw = b'{"fulfillment_order": {"id": "gid://shopify/FulfillmentOrder/7001", "status": "scheduled"}}'
    envelope = deliver("shopify", raw, "fulfillment_orders/rescheduled").envelope()

    assert envelope.type == types.DELIVERY_NOTED
