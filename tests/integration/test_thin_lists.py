"""A thin event that stands for many orders: each row of the fetched list goes into its order's lane."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.integration.asked_rig import House, api, house_of
from tests.unit.storefronts.conftest import Asked, FakeSource, Given, serving

FIXTURES = Path(__file__).parents[1] / "fixtures" / "shipstation_v1"
NOTIFIED = json.loads((FIXTURES / "SHIP_NOTIFY.json").read_text())
SHIPMENT = json.loads((FIXTURES / "SHIP_NOTIFY.fetched.json").read_text())["shipments"][0]


def shipment(number: int, **changes: Any) -> dict[str, Any]:
    """Return a shipment of the order of that number, all of it."""
    told = {
        "shipmentId": 7000 + number,
        "orderKey": f"key-{number}",
        "orderNumber": f"A-{number}",
        "trackingNumber": f"1Z{number}",
        "shipmentItems": [{"orderItemId": number, "sku": "MUG", "quantity": 1}],
    }
    return {**SHIPMENT, "voided": False, "isReturnLabel": False, **told, **changes}


class Warehouse:
    """An account of ShipStation v1: its shipments, five hundred a page at most."""

    def __init__(self) -> None:
        self.shipments: list[dict[str, Any]] = []

    def answer(self, asked: Asked) -> Given:
        if asked.path == "/stores":
            return Given([])
        page, size = int(asked.query["page"]), int(asked.query["pageSize"])
        rows = self.shipments[(page - 1) * size : page * size]
        return Given({"shipments": rows, "total": len(self.shipments), "page": page, "pages": 1})


@pytest.fixture
def warehouse() -> Warehouse:
    return Warehouse()


@pytest.fixture
def account(warehouse: Warehouse) -> Iterator[FakeSource]:
    with serving(FakeSource(warehouse.answer)) as source:
        yield source


@pytest.fixture
def house(
    redis_client: "redis.Redis", sandbox_url: str, store: str, account: FakeSource
) -> Iterator[House]:
    with house_of(redis_client, sandbox_url, store, "shipstation_v1", api(account.url)) as opened:
        yield opened


def order(house: House, number: int) -> None:
    """Let an order be made, as its storefront tells it."""
    money = {"amount": "5.00", "currency": "CAD"}
    data = {
        "order": {"id": str(number), "number": f"A-{number}"},
        "currency": "CAD",
        "lines": [{"id": str(number), "sku": "MUG", "quantity": 1, "unit_price": money}],
        "ship_to": {
            "name": "Ola Berg",
            "line1": "2 Pier Rd",
            "city": "Astoria",
            "region": "OR",
            "postcode": "97103",
            "country": "US",
            "phone": "1",
            "email": "ola@example.com",
        },
        "payments": [{"method": "CARD", "authorization": "auth", "amount": money}],
    }
    house.deliver("order.created", {"type": "order.created", "data": data}, source="bus")
    house.turns()


def test_each_shipment_of_a_list_is_shipped_in_the_lane_of_its_own_order(
    house: House, warehouse: Warehouse, account: FakeSource
):
    for number in (1, 2):
        order(house, number)
    warehouse.shipments = [shipment(1), shipment(2)]

    eid = house.deliver("SHIP_NOTIFY", NOTIFIED)
    assert account.asked == []  # never at the door
    house.turns_all()

    assert house.state(eid) == ("done", "")
    shipped = ["create_order", "create_all_shipments"]
    shipped += ["update_shipment_tracking_numbers", "update_shipment_status"]
    assert [house.commits("1"), house.commits("2")] == [shipped, shipped]
    assert account.asked[0].headers["authorization"].startswith("Basic ")
    assert account.asked[0].query["includeShipmentItems"] == "True"


def test_what_is_listed_again_is_shipped_once(house: House, warehouse: Warehouse):
    order(house, 1)
    warehouse.shipments = [shipment(1)]
    house.deliver("SHIP_NOTIFY", NOTIFIED)
    house.turns_all()
    before = house.commits("1")

    other = {**NOTIFIED, "resource_url": NOTIFIED["resource_url"].replace("?", "?storeId=9&")}
    eid = house.deliver("SHIP_NOTIFY", other)
    house.turns_all()
    assert house.state(eid) == ("done", "")
    assert house.commits("1") == before


def test_a_shipment_of_an_order_that_nobody_knows_waits_for_it(house: House, warehouse: Warehouse):
    warehouse.shipments = [shipment(3)]
    house.deliver("SHIP_NOTIFY", NOTIFIED)
    house.turns_all()
    assert house.commits("3") == []

    order(house, 3)
    house.turns_all()
    assert "update_shipment_status" in house.commits("3")


def test_a_list_is_read_to_its_last_page(house: House, warehouse: Warehouse, account: FakeSource):
    warehouse.shipments = [shipment(number, isReturnLabel=True) for number in range(501)]
    eid = house.deliver("SHIP_NOTIFY", NOTIFIED)
    house.turns_all()

    assert house.state(eid) == ("done", "")
    assert [asked.query["page"] for asked in account.asked] == ["1", "2"]


def test_a_forged_address_reaches_nobody(house: House, account: FakeSource):
    forged = {
        **NOTIFIED,
        "resource_url": "https://ssapi.shipstation.com@evil.example/shipments?batchId=1",
    }
    eid = house.deliver("SHIP_NOTIFY", forged)
    house.turns_all()

    assert house.state(eid) == ("quarantined", "UNREADABLE")
    assert account.asked == []
