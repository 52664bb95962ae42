"""What shipments and returns do to the stock."""

from __future__ import annotations

from oms_sandbox.entities import Return, Shipment
from oms_sandbox.errors import INSUFFICIENT_QUANTITY, BackendError
from oms_sandbox.orders.rules import GONE
from oms_sandbox.state import Oms
from oms_sandbox.stock.bulk_jobs import stock_now


def allocate(oms: Oms, sku: str, wanted: int, usual_place: str) -> list[tuple[str, int]]:
    """Promise stock to new shipments; gives which place ships how many.

    Of a tracked SKU that is what the locations have available, oldest location first, and may be
    less than wanted or nothing; an untracked one comes from its usual place, all of it.
    """
    stock = stock_now(oms)
    shares = stock.shares(sku, wanted) if sku in stock.tracked else [(usual_place, wanted)]
    for place, quantity in shares:
        stock.allocate(place, sku, quantity)
    return shares


def ship(oms: Oms, shipment: Shipment) -> None:
    """Take what leaves from what lies there and from what is allocated."""
    stock, place = stock_now(oms), shipment["RouteDestinationName"]
    for line in shipment["LineItems"]:
        stock.allocate(place, line["Sku"], -line["Quantity"])
        stock.add_on_hand(place, line["Sku"], -line["Quantity"])


def release(oms: Oms, shipment: Shipment) -> None:
    """Take the promise to a shipment back."""
    stock, place = stock_now(oms), shipment["RouteDestinationName"]
    for line in shipment["LineItems"]:
        stock.allocate(place, line["Sku"], -line["Quantity"])


def move(oms: Oms, shipment: Shipment, place: str) -> None:
    """Promise the stock of another place; raises INSUFFICIENT_QUANTITY if it lacks a tracked SKU."""
    stock = stock_now(oms)
    if place == shipment["RouteDestinationName"]:
        return
    wanted: dict[str, int] = {}
    for line in shipment["LineItems"]:
        wanted[line["Sku"]] = wanted.get(line["Sku"], 0) + line["Quantity"]
    for sku, quantity in wanted.items():
        if sku in stock.tracked and stock.available(place, sku) < quantity:
            fault = ("RouteDestinationName", f"has not {quantity} of {sku} available")
            raise BackendError(INSUFFICIENT_QUANTITY, f"{place} {fault[1]}.", [fault])
    release(oms, shipment)
    for sku, quantity in wanted.items():
        stock.allocate(place, sku, quantity)


def take_back(oms: Oms, one: Return) -> None:
    """Lay what is returned where the first shipment of its line left from."""
    stock = stock_now(oms)
    left_from: dict[int, tuple[str, str]] = {}
    for shipment in oms.shipments.of(one["InternalOrderId"]):
        if shipment["ShipmentStatus"] in GONE:
            for line in shipment["LineItems"]:
                origin = shipment["RouteDestinationName"], line["Sku"]
                left_from.setdefault(line["OrderDetailId"], origin)
    for item in one["ReturnItems"]:
        if item["OrderDetailId"] in left_from:
            stock.add_on_hand(*left_from[item["OrderDetailId"]], item["Quantity"])
