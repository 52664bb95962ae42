"""What a newer state of a Shopify order or fulfillment means."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from events import types
from sources.dialect import Snapshot

Deliver = Callable[..., Any]


def derive(delivery: Any, known: Any = None) -> Snapshot:
    snapshot: Snapshot = delivery.dialect.derive(delivery.envelope(), delivery.raw, known or {})
    return snapshot


def told(snapshot: Snapshot) -> list[str]:
    return [event_type for event_type, _ in snapshot.events]


def test_an_address_that_stayed_is_no_news(shopify: Deliver) -> None:
    created = derive(shopify("orders/create"))
    updated = derive(shopify("orders/create", under="orders/updated"), created.state)

    assert told(created) == told(updated) == []


def test_another_address_is_told_once(shopify: Deliver) -> None:
    known = derive(shopify("orders/create")).state
    first = derive(shopify("orders/updated"), known)
    again = derive(shopify("orders/updated", updated_at="2026-11-22T00:00:00Z"), first.state)

    assert told(first) == [types.ORDER_ADDRESS_CHANGED]
    assert first.events[0][1]["ship_to"]["line1"] == "880 Avenue Cartier"
    assert told(again) == []


def test_an_address_that_went_and_came_back_is_told_twice(shopify: Deliver) -> None:
    known = derive(shopify("orders/create")).state
    there = derive(shopify("orders/updated"), known)
    back = derive(
        shopify("orders/create", under="orders/updated", updated_at="2026-11-22T00:00:00Z"),
        there.state,
    )

    assert told(back) == [types.ORDER_ADDRESS_CHANGED]
    assert back.events[0][1]["ship_to"]["line1"] == "12 Rue du Lac"


def test_an_address_never_seen_before_counts_as_news(shopify: Deliver) -> None:
    assert told(derive(shopify("orders/updated"))) == [types.ORDER_ADDRESS_CHANGED]


def test_an_order_without_an_address_tells_nothing(shopify: Deliver) -> None:
    known = derive(shopify("orders/create")).state

    assert told(derive(shopify("orders/updated", shipping_address=None), known)) == []


def test_an_older_state_changes_nothing(shopify: Deliver) -> None:
    newest = derive(shopify("orders/updated")).state
    older = derive(shopify("orders/create", under="orders/updated"), newest)

    assert older == Snapshot(newest, ())


def test_the_state_is_plain_json_and_names_nobody(shopify: Deliver) -> None:
    state = json.dumps(derive(shopify("orders/updated")).state)

    assert not [word for word in ("Rita", "Osei", "Cartier", "G1R", "Québec") if word in state]


def test_a_new_tracking_number_is_told(shopify: Deliver) -> None:
    known = derive(shopify("fulfillments/create")).state
    more = {"tracking_numbers": ["7023210039414604", "T2"], "updated_at": "2026-11-21T12:00:00Z"}

    snapshot = derive(shopify("fulfillments/update", shipment_status=None, **more), known)

    assert [data["tracking_number"] for _, data in snapshot.events] == ["T2"]


def test_each_number_tells_a_changed_status_once(shopify: Deliver) -> None:
    more = {"tracking_numbers": ["T1", "T2"], "tracking_number": "T1"}
    known = derive(shopify("fulfillments/create", **more)).state
    moved = derive(shopify("fulfillments/update", **more), known)
    again = derive(
        shopify("fulfillments/update", **more, updated_at="2026-11-21T12:00:00Z"), moved.state
    )

    assert [(data["tracking_number"], data["status"]) for _, data in moved.events] == [
        ("T1", "in_transit"),
        ("T2", "in_transit"),
    ]
    assert told(again) == []


@pytest.mark.parametrize("word", [None, "teleported"])
def test_a_status_that_nobody_knows_is_no_news_of_a_known_number(
    word: str | None, shopify: Deliver
) -> None:
    known = derive(shopify("fulfillments/update")).state
    lost = shopify("fulfillments/update", shipment_status=word, updated_at="2026-11-23T00:00:00Z")

    assert told(derive(lost, known)) == []
    assert derive(lost, known).state["fulfillments"]["5800000000000011"]["tracking"] == {
        "7023210039414604": "in_transit"
    }


def test_a_cancelled_fulfillment_is_told_once(shopify: Deliver) -> None:
    known = derive(shopify("fulfillments/create")).state
    first = derive(shopify("fulfillments/update", status="cancelled"), known)
    again = derive(
        shopify("fulfillments/update", status="cancelled", updated_at="2026-11-23T00:00:00Z"),
        first.state,
    )

    assert told(first) == [types.SHIPMENT_CANCELLED]
    assert first.events[0][1]["shipment"]["id"] == "5800000000000011"
    assert told(again) == []


def test_an_older_state_of_a_fulfillment_changes_nothing(shopify: Deliver) -> None:
    newest = derive(shopify("fulfillments/update")).state
    older = shopify("fulfillments/update", updated_at="2026-11-01T00:00:00Z", status="cancelled")

    assert derive(older, newest) == Snapshot(newest, ())


def test_orders_and_fulfillments_of_one_lane_are_remembered_side_by_side(
    shopify: Deliver,
) -> None:
    state = derive(shopify("fulfillments/update"), derive(shopify("orders/updated")).state).state
    other = derive(shopify("fulfillments/update", id=99), state).state

    assert set(other) == {"order", "fulfillments"}
    assert set(other["fulfillments"]) == {"5800000000000011", "99"}


def test_other_topics_leave_the_state_alone(shopify: Deliver) -> None:
    assert derive(shopify("refunds/create"), {"order": {}}) == Snapshot({"order": {}}, ())
