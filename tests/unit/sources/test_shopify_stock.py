"""Shopify's counts of stock."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from events import types
from events.envelope import Unreadable
from sources.dialect import Dialect, Fetch
from sources.registry import DIALECTS, speaking

Deliver = Callable[..., Any]
TOPIC = "inventory_levels/update"
BODY = {
    "inventory_item_id": 271878346596884015,
    "location_id": 24826418,
    "available": 5,
    "updated_at": "2026-11-20T09:00:00-05:00",
}


def shop(locations: dict[str, str] | None = None, *, asked_back: bool = True) -> Dialect:
    told = {"24826418": "EAST"} if locations is None else locations
    return speaking("shopify", {"locations": told, "asked_back": asked_back}, DIALECTS)


def fetched(**changed: Any) -> bytes:
    level = {
        "location": {"id": "gid://shopify/Location/24826418"},
        "quantities": [{"name": "on_hand", "quantity": 8}],
    }
    return json.dumps({"item": {"sku": "MUG-BLU", "inventoryLevel": level, **changed}}).encode()


@pytest.fixture
def level(deliver: Deliver) -> Callable[..., Any]:
    """Make a delivery of a level with changed fields."""

    def make(topic: str = TOPIC, **changed: Any) -> Any:
        return deliver("shopify", json.dumps({**BODY, **changed}).encode(), topic)

    return make


def test_without_an_api_or_a_table_a_level_is_noted(level: Deliver) -> None:
    delivery = level()

    seen = shop(asked_back=False).envelope(delivery.raw, delivery.headers)
    assert (seen.type, delivery.envelope().type) == (types.DELIVERY_NOTED, types.DELIVERY_NOTED)


def test_what_may_be_sold_is_never_set_and_the_shop_is_asked_what_lies_there(
    level: Deliver,
) -> None:
    delivery = level()
    told = shop().envelope(delivery.raw, delivery.headers)

    assert (told.type, told.version) == (types.DELIVERY_RECEIVED, "2026-11-20T14:00:00.000000Z")
    wanted = {"item": "271878346596884015", "location": "24826418"}
    assert shop().fetch(told, delivery.raw) == Fetch("on_hand", wanted)
    (row,) = shop().rows(told, fetched())
    data = shop().translate(*row)
    assert (data["sku"], data["location"], data["on_hand"]) == ("MUG-BLU", "EAST", 8)
    assert data["version"] == told.version


def test_a_location_that_nobody_named_waits_before_anybody_is_asked(level: Deliver) -> None:
    delivery = level()

    seen = shop({"1": "WEST"}).envelope(delivery.raw, delivery.headers)
    assert (seen.type, seen.refs) == (types.INVENTORY_UNPLACED, ())


@pytest.mark.parametrize("changed", [{"sku": None}, {"sku": ""}, {"inventoryLevel": None}])
def test_an_item_without_sku_or_level_there_has_no_count(changed: Any, level: Deliver) -> None:
    delivery = level()
    told = shop().envelope(delivery.raw, delivery.headers)

    assert shop().rows(told, fetched(**changed)) == ()


@pytest.mark.parametrize("changed", [{"location_id": None}, {"inventory_item_id": "1/2"}])
def test_ids_that_are_no_numbers_are_unreadable(changed: Any, level: Deliver) -> None:
    delivery = level(**changed)

    with pytest.raises(Unreadable):
        shop().envelope(delivery.raw, delivery.headers)


@pytest.mark.parametrize("topic", ["inventory_levels/connect", "inventory_items/update"])
def test_no_other_topic_of_stock_counts(topic: str, level: Deliver) -> None:
    delivery = level(topic)

    assert shop().envelope(delivery.raw, delivery.headers).type == types.DELIVERY_NOTED


def test_orders_are_read_as_without_the_table(shopify: Deliver) -> None:
    delivery = shopify("orders/updated")
    seen = shop().envelope(delivery.raw, delivery.headers)

    assert seen == delivery.envelope()
    assert shop().fetch(seen, delivery.raw) is None
    assert shop().rows(seen, b"{}") == ()
