"""Shipments come into being: for all that is open of an order, or split off another shipment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oms_sandbox.checks import Table, list_of, object_of, required, text, whole
from oms_sandbox.endpoint import Answer, Call, Endpoint, Handler, changed, unchanged
from oms_sandbox.entities import (
    ACKNOWLEDGED,
    CREATED,
    OPEN,
    PARTIALLY_SHIPPED,
    PICKED,
    PROCESSING,
    Order,
    OrderLine,
    Shipment,
    ShipmentLine,
)
from oms_sandbox.errors import INSUFFICIENT_QUANTITY, BackendError
from oms_sandbox.forms import LINE_QUANTITIES, ORDER_KEY
from oms_sandbox.openapi.answers import OrderShipments, SplitShipment
from oms_sandbox.orders.rules import (
    follow_shipments,
    refuse_on_hold,
    refuse_shipment_unless,
    refuse_unless,
    unallocated,
)
from oms_sandbox.state import Oms, numbered, order_named, owner
from oms_sandbox.stock.orders import allocate

# Which location ships a SKU that is not tracked: the first row whose prefix fits.
LOCATION_BY_SKU = (("STORE-", "store-1"), ("", "dc-east"))

CAN_BE_SHIPPED = (CREATED, PROCESSING, PARTIALLY_SHIPPED)
CAN_BE_SPLIT = (OPEN, ACKNOWLEDGED, PICKED)


def create_all_shipments(oms: Oms, call: Call) -> Answer:
    """Put what is unallocated and in stock into shipments, one per location; else make none."""
    order = order_named(oms, call.body)
    refuse_unless(order, CAN_BE_SHIPPED)
    open_quantities = unallocated(oms, order)
    by_location: dict[str, list[ShipmentLine]] = {}
    for line in order["LineItems"]:
        if line["OrderDetailId"] in open_quantities:
            sku, wanted = line["Sku"], open_quantities[line["OrderDetailId"]]
            for place, quantity in allocate(oms, sku, wanted, _location(sku)):
                by_location.setdefault(place, []).append(_part(line, quantity))
    made = [_make(oms, order, place, lines) for place, lines in by_location.items()]
    follow_shipments(oms, order)
    content = {
        "InternalOrderId": order["InternalOrderId"],
        "ExternalOrderId": order["ExternalOrderId"],
        "OrderStatus": order["OrderStatus"],
        "Shipments": made,
    }
    if not made:
        return unchanged(content)
    return changed(content, order, ShipmentId=[shipment["ShipmentId"] for shipment in made])


def _location(sku: str) -> str:
    return next(place for prefix, place in LOCATION_BY_SKU if sku.startswith(prefix))


def _part(line: OrderLine | ShipmentLine, quantity: int) -> ShipmentLine:
    return ShipmentLine(
        OrderDetailId=line["OrderDetailId"], Sku=line["Sku"], Quantity=quantity, CustomFields=[]
    )


def _make(
    oms: Oms, order: Order, place: str, lines: list[ShipmentLine], parent: int | None = None
) -> Shipment:
    now = oms.now()
    shipment = Shipment(
        ShipmentId=oms.shipments.new_number(),
        InternalOrderId=order["InternalOrderId"],
        ExternalOrderId=order["ExternalOrderId"],
        ShipmentStatus=OPEN,
        RouteDestinationName=place,
        RouteHistory=[{"RouteDestinationName": place, "DateTimeUtc": now}],
        ParentShipmentId=parent,
        LineItems=lines,
        TrackingNumbers=[],
        RejectReason="",
        CustomFields=[],
        CreateDateTimeUtc=now,
        LastUpdatedDateTimeUtc=now,
    )
    oms.shipments.put(shipment["ShipmentId"], shipment, owner=order["InternalOrderId"])
    return shipment


def split_shipment_by(key: str) -> Handler:
    """Make the handler that moves quantities, named by this key, into a new shipment."""

    def split(oms: Oms, call: Call) -> Answer:
        shipment = numbered(oms.shipments, call.body["ShipmentId"], "ShipmentId")
        order = owner(oms, shipment)
        refuse_on_hold(order)
        refuse_shipment_unless(shipment, CAN_BE_SPLIT)
        taken = _taken(shipment, key, call.body["Items"])
        moved = [_part(line, taken[line["OrderDetailId"]]) for line in _of(shipment, taken)]
        for line in _of(shipment, taken):
            line["Quantity"] -= taken[line["OrderDetailId"]]
        shipment["LineItems"] = [line for line in shipment["LineItems"] if line["Quantity"]]
        place, parent = shipment["RouteDestinationName"], shipment["ShipmentId"]
        new = _make(oms, order, place, moved, parent)
        oms.touch(shipment)
        return changed(
            {
                "InternalOrderId": order["InternalOrderId"],
                "ExternalOrderId": order["ExternalOrderId"],
                "OriginalShipment": shipment,
                "NewShipment": new,
            },
            order,
            ShipmentId=[parent, new["ShipmentId"]],
        )

    return split


def _of(shipment: Shipment, taken: Mapping[int, int]) -> list[ShipmentLine]:
    return [line for line in shipment["LineItems"] if taken.get(line["OrderDetailId"])]


def _taken(shipment: Shipment, key: str, items: list[Any]) -> dict[int, int]:
    """Count what to take of each line, in OrderDetailId order; raises INSUFFICIENT_QUANTITY."""
    taken: dict[int, int] = {}
    for item in items:
        rest = item["Quantity"]
        for line in sorted(shipment["LineItems"], key=lambda line: line["OrderDetailId"]):
            if line[key] == item[key]:  # type: ignore[literal-required]  # one of two keys of a line
                taken[line["OrderDetailId"]] = min(rest, line["Quantity"])
                rest -= taken[line["OrderDetailId"]]
        if rest:
            raise BackendError(INSUFFICIENT_QUANTITY, f"{key} {item[key]}: {rest} too many.")
    if sum(taken.values()) == sum(line["Quantity"] for line in shipment["LineItems"]):
        raise BackendError(INSUFFICIENT_QUANTITY, "A split may not move everything.")
    return taken


SPLIT: Table = {"ShipmentId": required(whole())}
SKU_QUANTITIES = list_of(
    object_of({"Sku": required(text()), "Quantity": required(whole())}),
    fewest=1,
    distinct="Sku",
)

ENDPOINTS = (
    Endpoint(
        "create_all_shipments",
        "POST",
        "/v1/orderfulfillment/shipments/CreateAllShipments",
        create_all_shipments,
        answers=OrderShipments,
        body=ORDER_KEY,
        status=201,
    ),
    Endpoint(
        "split_shipment_by_order_detail_id",
        "POST",
        "/v1/orderfulfillment/shipments/SplitShipmentByOrderDetailId",
        split_shipment_by("OrderDetailId"),
        answers=SplitShipment,
        body={**SPLIT, "Items": required(LINE_QUANTITIES)},
    ),
    Endpoint(
        "split_shipment_by_sku",
        "POST",
        "/v1/orderfulfillment/shipments/SplitShipmentBySku",
        split_shipment_by("Sku"),
        answers=SplitShipment,
        body={**SPLIT, "Items": required(SKU_QUANTITIES)},
    ),
)
