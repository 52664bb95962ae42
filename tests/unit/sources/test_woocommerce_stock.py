"""WooCommerce's counts of stock."""

from collections.abc import Callable
from typing import Any

import pytest

from events import types
from events.envelope import Envelope, Unreadable
from sources.dialect import Dialect
from sources.registry import DIALECTS, speaking

Deliver = Callable[..., Any]


def woo(locations: dict[str, str] | None = None, **more: Any) -> Dialect:
    told = {"default": "EAST"} if locations is None else locations
    return speaking("woocommerce", {"locations": told, "asked_back": False, **more}, DIALECTS)


def outside(delivery: Any) -> Envelope:
    return woo().envelope(delivery.raw, delivery.headers)


def test_without_a_table_a_product_is_noted_as_ever(woocommerce: Deliver) -> None:
    assert woocommerce("product.updated").envelope().type == types.DELIVERY_NOTED


def test_a_product_sets_what_lies_at_the_one_place_of_its_shop(woocommerce: Deliver) -> None:
    delivery = woocommerce("product.updated")
    seen = outside(delivery)

    assert (seen.type, seen.refs) == (types.INVENTORY_LEVEL_SET, ("stock:LAMP-3%40EAST",))
    assert (seen.opens_lane, seen.version) == (True, "2026-11-20T14:05:44.000000Z")
    data = woo().translate(seen, delivery.raw)
    assert (data["sku"], data["location"], data["on_hand"]) == ("LAMP-3", "EAST", 8)
    assert data["version"] == seen.version


def test_a_table_without_its_place_is_no_leave_to_guess(woocommerce: Deliver) -> None:
    delivery = woocommerce("product.updated")
    seen = woo({"north": "WEST"}).envelope(delivery.raw, delivery.headers)

    assert (seen.type, seen.refs, seen.opens_lane) == (types.INVENTORY_UNPLACED, (), False)


@pytest.mark.parametrize(
    "changed",
    [{"sku": ""}, {"sku": None}, {"manage_stock": False}, {"stock_quantity": None}],
)
def test_what_the_shop_does_not_count_is_noted(changed: Any, woocommerce: Deliver) -> None:
    assert outside(woocommerce("product.updated", **changed)).type == types.DELIVERY_NOTED


def test_a_variation_that_counts_with_its_parent_is_noted(woocommerce: Deliver) -> None:
    delivery = woocommerce("product.updated", manage_stock="parent")

    assert outside(delivery).type == types.DELIVERY_NOTED


def test_what_is_owed_does_not_lie_there(woocommerce: Deliver) -> None:
    delivery = woocommerce("product.updated", stock_quantity=-3)

    assert woo().translate(outside(delivery), delivery.raw)["on_hand"] == 0


def test_half_a_piece_is_unreadable(woocommerce: Deliver) -> None:
    with pytest.raises(Unreadable, match="stock_quantity"):
        outside(woocommerce("product.updated", stock_quantity="1.5"))


@pytest.mark.parametrize("topic", ["product.created", "product.deleted", "product.restored"])
def test_no_other_topic_of_a_product_counts(topic: str, woocommerce: Deliver) -> None:
    assert outside(woocommerce("product.updated", under=topic)).type == types.DELIVERY_NOTED


def test_its_own_words_and_its_places_can_both_be_told() -> None:
    told = woo(statuses={"engraving": "held"})

    assert told.statuses["engraving"] == "held"
