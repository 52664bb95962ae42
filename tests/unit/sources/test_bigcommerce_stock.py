"""BigCommerce's counts of stock."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from events import types
from events.envelope import Unreadable
from sources.dialect import Dialect, Fetch
from sources.registry import DIALECTS, speaking
from tests.unit.sources.conftest import FIXTURES

Deliver = Callable[..., Any]
TOPIC = "store/sku/inventory/updated"
HOOK = json.loads((FIXTURES / "bigcommerce" / "store-sku-inventory-updated.json").read_text())
FETCHED = (FIXTURES / "bigcommerce" / "store-sku-inventory-updated.fetched.json").read_bytes()
CHANNEL = "store/channel/12/inventory/product/stock_changed"


def store(*, asked_back: bool = True) -> Dialect:
    options = {"locations": {"1": "EAST", "2": "WEST"}, "asked_back": asked_back}
    return speaking("bigcommerce", options, DIALECTS)


@pytest.fixture
def hook(deliver: Deliver) -> Callable[..., Any]:
    """Make a hook of stock with changed fields."""

    def make(scope: str = TOPIC, **changed: Any) -> Any:
        return deliver("bigcommerce", json.dumps({**HOOK, "scope": scope, **changed}).encode())

    return make


def fetch(delivery: Any) -> Fetch | None:
    outside = store().envelope(delivery.raw, delivery.headers)
    assert outside.type == types.DELIVERY_RECEIVED
    return store().fetch(outside, delivery.raw)


def test_without_an_api_or_a_table_a_hook_of_stock_is_noted(hook: Deliver) -> None:
    delivery = hook()

    seen = store(asked_back=False).envelope(delivery.raw, delivery.headers)
    assert seen.type == types.DELIVERY_NOTED
    assert hook(CHANNEL).envelope().type == types.DELIVERY_NOTED


@pytest.mark.parametrize("method", ["absolute", "relative"])
def test_level_or_difference_the_store_is_asked_and_the_hook_s_value_is_not_read(
    method: str, hook: Deliver
) -> None:
    told = {"variant_id": 461, "product_id": 206, "method": method, "value": "no number"}

    found = fetch(hook(data={"type": "sku", "id": 461, "inventory": told}))

    assert found == Fetch("stock", {"variant_id:in": "461"})


def test_a_product_is_asked_for_with_all_its_variants(hook: Deliver) -> None:
    delivery = hook("store/product/inventory/updated", data={"inventory": {"product_id": 206}})

    assert fetch(delivery) == Fetch("stock", {"product_id:in": "206"})


def test_the_topic_of_any_channel_asks_likewise(hook: Deliver) -> None:
    delivery = hook(CHANNEL, data={"variant_id": 461, "product_id": 206, "location_id": 1})

    assert fetch(delivery) == Fetch("stock", {"variant_id:in": "461"})


@pytest.mark.parametrize("data", [{}, {"inventory": {"product_id": "1,2"}}])
def test_a_hook_that_names_nothing_by_its_number_is_unreadable(data: Any, hook: Deliver) -> None:
    delivery = hook(data=data)

    with pytest.raises(Unreadable):
        store().envelope(delivery.raw, delivery.headers)


def test_what_lies_there_is_set_and_not_what_may_be_sold(hook: Deliver) -> None:
    delivery = hook()
    told = store().envelope(delivery.raw, delivery.headers)
    rows = store().rows(told, FETCHED)

    data = [store().translate(*row) for row in rows]
    assert [(one["sku"], one["location"], one["on_hand"]) for one in data] == [
        ("SM-13", "EAST", 11),
        ("SM-13", "WEST", 4),
    ]
    assert {one["version"] for one in data} == {told.version} != {None}


def test_what_has_no_sku_cannot_be_named(hook: Deliver) -> None:
    delivery = hook()
    told = store().envelope(delivery.raw, delivery.headers)
    nameless = json.dumps({"items": [{"identity": {"sku": ""}, "locations": [{}]}]}).encode()

    assert store().rows(told, nameless) == ()


def test_a_hook_of_stock_tells_nothing_of_an_order(hook: Deliver) -> None:
    delivery = hook()
    told = store().envelope(delivery.raw, delivery.headers)

    assert store().derive(told, FETCHED, {"order": {}}).events == ()


def test_orders_are_asked_for_as_without_the_table(hook: Deliver) -> None:
    delivery = hook("store/order/updated", data={"type": "order", "id": 250})
    seen = store().envelope(delivery.raw, delivery.headers)

    assert seen == delivery.envelope()
    assert store().fetch(seen, delivery.raw) == Fetch("order", {"id": "250"})
    assert store().rows(seen, b"{}") == ()
