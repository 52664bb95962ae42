"""ShipHero's counts of stock."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from config.source import Source
from events import types
from events.envelope import Unreadable
from sources.dialect import Dialect
from sources.registry import DIALECTS, speaking
from webhooks.senders import Sender
from webhooks.sorting import delivery_of

Deliver = Callable[..., Any]
PLACES = {"76733": "EAST", "76734": "WEST"}


def hero(locations: dict[str, str] = PLACES) -> Dialect:
    return speaking("shiphero", {"locations": locations, "asked_back": False}, DIALECTS)


def told(delivery: Any) -> list[tuple[str, str, int]]:
    """Return SKU, location and count of each event that a delivery means."""
    dialect = hero()
    outside = dialect.envelope(delivery.raw, delivery.headers)
    rows = dialect.rows(outside, delivery.raw)
    data = [dialect.translate(*row) for row in rows]
    return [(one["sku"], one["location"], one["on_hand"]) for one in data]


def test_without_a_table_a_count_is_noted_as_ever(shiphero: Deliver) -> None:
    assert shiphero("Inventory Update").envelope().type == types.DELIVERY_NOTED


def test_each_sku_of_a_delivery_is_a_count_of_its_own(shiphero: Deliver) -> None:
    assert told(shiphero("Inventory Update")) == [("MUG-BLU", "EAST", 48), ("LAMP-3", "WEST", 0)]


def test_what_may_be_sold_and_what_all_warehouses_have_is_not_the_count(shiphero: Deliver) -> None:
    mug = {"sku": "MUG", "inventory": "113", "on_hand": "148"}
    here = {"warehouse_id": 76733, "inventory": "13", "on_hand": "48"}

    found = told(shiphero("Inventory Update", inventory=[{**mug, "updated_warehouse": here}]))

    assert found == [("MUG", "EAST", 48)]


def test_counts_are_texts(shiphero: Deliver) -> None:
    here = {"warehouse_id": "76733", "on_hand": "007"}
    item = {"sku": "MUG", "updated_warehouse": here}

    assert told(shiphero("Inventory Update", inventory=[item])) == [("MUG", "EAST", 7)]


@pytest.mark.parametrize("warehouse", [None, {"warehouse_id": 76733}, {"on_hand": "4"}])
def test_a_count_without_its_warehouse_is_unreadable(warehouse: Any, shiphero: Deliver) -> None:
    delivery = shiphero(
        "Inventory Update", inventory=[{"sku": "M", "on_hand": "4", "updated_warehouse": warehouse}]
    )

    with pytest.raises(Unreadable):
        hero().envelope(delivery.raw, delivery.headers)


def test_a_kit_lies_nowhere(shiphero: Deliver) -> None:
    delivery = shiphero("Inventory Update", inventory=[{"sku": "SET", "virtual": True}])

    assert hero().envelope(delivery.raw, delivery.headers).type == types.DELIVERY_NOTED


def test_a_difference_is_never_applied(deliver: Deliver) -> None:
    raw = (
        b'{"webhook_type": "Inventory Change", "sku": "MUG", "quantity": 10, "warehouse_id": 76733}'
    )
    delivery = deliver("shiphero", raw)

    assert hero().envelope(raw, delivery.headers).type == types.DELIVERY_NOTED


def test_a_count_has_no_date_so_that_the_time_it_came_is_its_version(shiphero: Deliver) -> None:
    delivery = shiphero("Inventory Update")
    sender = Sender(Source("hero", "shiphero", "acme", ()), hero(), b"")

    came = delivery_of(sender, delivery.raw, delivery.headers, came_at=1_795_000_000.0)
    rows = sender.dialect.rows(came.envelope, delivery.raw)

    assert {row.version for row, _ in rows} == {"2026-11-18T11:06:40.000000Z"}


def test_nothing_else_of_its_is_dated_by_its_coming(shiphero: Deliver) -> None:
    delivery = shiphero("Order Canceled")
    sender = Sender(Source("hero", "shiphero", "acme", ()), hero(), b"")

    came = delivery_of(sender, delivery.raw, delivery.headers, came_at=1_795_000_000.0)

    assert came.envelope.version is None


def test_orders_are_read_as_without_the_table(shiphero: Deliver) -> None:
    delivery = shiphero("Shipment Update")

    seen = hero().envelope(delivery.raw, delivery.headers)

    assert seen == delivery.envelope()
    assert hero().rows(replace(seen, type=types.DELIVERY_RECEIVED), delivery.raw) == ()


def test_its_statuses_cannot_be_told() -> None:
    with pytest.raises(ValueError, match="statuses: this dialect can be told its locations only"):
        speaking("shiphero", {"statuses": {}}, DIALECTS)
