"""Counts of stock at the senders' own places, from the door to the OMS's inventory."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import redis

import oms_sandbox
from ledger.quarantine import Kept, Quarantine
from sources.registry import DIALECTS, speaking
from tests.integration.arrangements import ADDRESS
from tests.integration.asked_rig import House, api, house_of
from tests.integration.lane_rig import KEY
from tests.unit.storefronts.conftest import Asked, FakeSource, Given, serving
from webhooks.again import read_again
from webhooks.reception import bell_of
from webhooks.seals import Seals
from webhooks.senders import Sender

FIXTURES = Path(__file__).parents[1] / "fixtures"
HERO = json.loads((FIXTURES / "shiphero" / "Inventory Update.json").read_text())
PRODUCT = json.loads((FIXTURES / "woocommerce" / "product.updated.json").read_text())
Open = Callable[..., Any]


@pytest.fixture
def oms_url() -> Iterator[str]:
    with oms_sandbox.running(keys=(KEY,), rate_limit=None, seed=7) as sandbox:
        yield sandbox.url


@pytest.fixture
def opened(redis_client: "redis.Redis", oms_url: str, store: str) -> Open:
    @contextmanager
    def open_house(dialect: str, locations: dict[str, str], asked: Any = None) -> Iterator[House]:
        options = {"locations": locations, "asked_back": asked is not None}
        with house_of(
            redis_client, oms_url, store, dialect, asked, options=options if locations else None
        ) as house:
            make_places(house)
            yield house

    return open_house


def make_places(house: House) -> None:
    for name in ("EAST", "WEST"):
        body = {"LocationInternalName": name, "LocationType": "Warehouse", "Address": ADDRESS}
        house.runtime.client.inventory_locations.create_inventory_location(body=body)


def lies(house: House, sku: str, location: str) -> int | None:
    """Return how much of a SKU the OMS knows at a location, None for nothing."""
    visible = house.runtime.client.physical_inventory_visibility
    rows = list(visible.get_onhand_inventory.items(location_internal_names=[location], skus=[sku]))
    return int(rows[0]["OnHand"]) if rows else None


def waiting(house: House) -> list[Kept]:
    """Return what of the shop is in quarantine."""
    return Quarantine(house.runtime.ledger).listed([house.store], [house.shop])


def mend(house: House, locations: dict[str, str]) -> None:
    """Tell the locations anew, and release from quarantine what can be read now."""
    told = house.runtime.settings.sources[house.shop]
    dialect = speaking(told.dialect, {**told.options, "locations": locations}, DIALECTS)
    house.runtime = replace(house.runtime, spoken={**house.runtime.spoken, house.shop: dialect})
    seals = Seals({house.shop: Sender(told, dialect, b"")})
    for kept in waiting(house):
        again = read_again(seals, kept, limit=1_000_000)
        assert again.delivery, again.reason
        Quarantine(house.runtime.ledger).release(kept.id, again.delivery)
        house.bells.ring(bell_of(again.delivery))
    house.turns_all()


def moved(sku: str, warehouse: int, on_hand: str) -> dict[str, Any]:
    here = {"warehouse_id": warehouse, "on_hand": on_hand}
    return {**HERO, "inventory": [{"sku": sku, "updated_warehouse": here}]}


def test_each_sku_of_shipheros_delivery_is_set_at_the_location_of_its_warehouse(opened: Open):
    with opened("shiphero", {"76733": "EAST", "76734": "WEST"}) as house:
        eid = house.deliver("Inventory Update", HERO)
        house.turns_all()

        assert house.state(eid) == ("done", "")
        assert lies(house, "MUG-BLU", "EAST") == 48
        assert lies(house, "LAMP-3", "WEST") == 0


def test_shipheros_last_count_counts(opened: Open):
    with opened("shiphero", {"76733": "EAST"}) as house:
        for on_hand in ("48", "47", "48"):
            house.deliver("Inventory Update", moved("MUG", 76733, on_hand))
            house.turns_all()

        assert lies(house, "MUG", "EAST") == 48


def test_a_warehouse_that_nobody_named_waits_in_quarantine_beside_one_that_is(opened: Open):
    with opened("shiphero", {"76733": "EAST"}) as house:
        house.deliver("Inventory Update", HERO)
        house.turns_all()

        assert lies(house, "MUG-BLU", "EAST") == 48
        assert [kept.reason for kept in waiting(house)] == ["UNKNOWN_LOCATION"]
        mend(house, {"76733": "EAST", "76734": "WEST"})
        assert waiting(house) == []
        assert lies(house, "LAMP-3", "WEST") == 0


def test_a_count_out_of_quarantine_does_not_overwrite_one_that_came_since(opened: Open):
    with opened("shiphero", {"76733": "EAST"}) as house:
        house.deliver("Inventory Update", moved("MUG", 76734, "9"))
        house.turns_all()
        (old,) = waiting(house)
        told = house.runtime.settings.sources[house.shop]
        house.runtime.settings.sources[house.shop].options["locations"]["76734"] = "WEST"
        spoken = speaking(told.dialect, told.options, DIALECTS)
        house.runtime = replace(house.runtime, spoken={house.shop: spoken})
        house.deliver("Inventory Update", moved("MUG", 76734, "5"))
        house.turns_all()

        mend(house, {"76733": "EAST", "76734": "WEST"})
        assert house.state(old.id) == ("stale", "OLDER_THAN_KNOWN")
        assert lies(house, "MUG", "WEST") == 5


def product(on_hand: int, minute: int) -> dict[str, Any]:
    when = f"2026-11-20T14:{minute:02}:00"
    return {**PRODUCT, "stock_quantity": on_hand, "date_modified_gmt": when}


def test_a_shop_s_older_count_does_not_overwrite_the_newer_one(opened: Open):
    with opened("woocommerce", {"default": "EAST"}) as house:
        first = house.deliver("product.updated", product(8, 30))
        late = house.deliver("product.updated", product(9, 10))
        house.turns_all()

        assert (house.state(first)[0], house.state(late)[0]) == ("done", "stale")
        assert lies(house, "LAMP-3", "EAST") == 8


def test_a_shop_s_count_waits_until_its_place_is_named(opened: Open):
    with opened("woocommerce", {"north": "WEST"}) as house:
        eid = house.deliver("product.updated", product(8, 30))
        assert house.state(eid) == ("quarantined", "UNKNOWN_LOCATION")

        mend(house, {"default": "EAST"})
        assert house.state(eid) == ("done", "")
        assert lies(house, "LAMP-3", "EAST") == 8


LEVEL = {"inventory_item_id": 271878346596884015, "location_id": 24826418, "available": 5}


def shopify(asked: Asked) -> Given:
    """Answer as a shop with eight pieces, three of them committed."""
    item = json.loads(asked.body)["variables"]["item"]
    assert item == "gid://shopify/InventoryItem/271878346596884015"
    level = {
        "location": {"id": "gid://shopify/Location/24826418"},
        "quantities": [{"name": "on_hand", "quantity": 8}],
    }
    return Given({"data": {"inventoryItem": {"sku": "MUG-BLU", "inventoryLevel": level}}})


def test_shopify_is_asked_in_the_worker_what_lies_there(opened: Open):
    with (
        serving(FakeSource(shopify)) as shop,
        opened("shopify", {"24826418": "EAST"}, api(shop.url)) as house,
    ):
        eid = house.deliver("inventory_levels/update", LEVEL)
        assert shop.asked == []  # never at the door
        house.turns_all()

        assert house.state(eid) == ("done", "")
        assert lies(house, "MUG-BLU", "EAST") == 8


def test_shopify_s_count_waits_until_its_place_is_named(opened: Open):
    with (
        serving(FakeSource(shopify)) as shop,
        opened("shopify", {"1": "WEST"}, api(shop.url)) as house,
    ):
        eid = house.deliver("inventory_levels/update", LEVEL)
        assert house.state(eid) == ("quarantined", "UNKNOWN_LOCATION")

        mend(house, {"24826418": "EAST"})
        assert lies(house, "MUG-BLU", "EAST") == 8


HOOK = json.loads((FIXTURES / "bigcommerce" / "store-sku-inventory-updated.json").read_text())
FETCHED = json.loads(
    (FIXTURES / "bigcommerce" / "store-sku-inventory-updated.fetched.json").read_text()
)


def bigcommerce(asked: Asked) -> Given:
    """Answer as the store of the fixture does."""
    known = asked.path == "/v3/inventory/items" and asked.query["variant_id:in"] == "461"
    return Given({"data": FETCHED["items"], "meta": {}}) if known else Given({"status": 404}, 404)


def test_bigcommerce_is_asked_in_the_worker_how_much_lies_at_each_of_its_locations(opened: Open):
    with (
        serving(FakeSource(bigcommerce)) as shop,
        opened("bigcommerce", {"1": "EAST"}, api(shop.url)) as house,
    ):
        eid = house.deliver("store/sku/inventory/updated", HOOK)
        assert shop.asked == []  # never at the door
        house.turns_all()

        assert house.state(eid) == ("done", "")
        assert lies(house, "SM-13", "EAST") == 11
        assert [kept.reason for kept in waiting(house)] == ["UNKNOWN_LOCATION"]
        mend(house, {"1": "EAST", "2": "WEST"})
        assert lies(house, "SM-13", "WEST") == 4


def test_without_an_api_bigcommerce_s_hooks_of_stock_are_noted(opened: Open):
    with opened("bigcommerce", {"1": "EAST"}) as house:
        eid = house.deliver("store/sku/inventory/updated", HOOK)

        assert house.state(eid) == ("skipped", "NO_ACTION")
