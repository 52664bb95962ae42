"""Shipments are read, move on, are turned down, sent elsewhere, cancelled."""

from __future__ import annotations

from oms_sandbox.checks import Table, list_of, object_of, one_of, text, whole, words
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, required, unchanged
from oms_sandbox.entities import (
    ACKNOWLEDGED,
    CANCELLED,
    OPEN,
    PACKED,
    PICKED,
    REJECTED,
    SHIPMENT_WAY,
    Order,
    Shipment,
)
from oms_sandbox.errors import wrong_state
from oms_sandbox.forms import CUSTOM_FIELDS, line_with, same_or_absent
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.orders.rules import GONE, follow_shipments, refuse_on_hold, refuse_shipment_unless
from oms_sandbox.paging import keep, page
from oms_sandbox.state import Oms, numbered, of_order, owner
from oms_sandbox.stock.orders import move, release, ship

CAN_BE_REJECTED = (OPEN, ACKNOWLEDGED, PICKED)
CAN_BE_REROUTED = (OPEN, ACKNOWLEDGED, REJECTED)
CAN_BE_CANCELLED = (OPEN, ACKNOWLEDGED, PICKED, PACKED, REJECTED)
CAN_BE_TRACKED = SHIPMENT_WAY


def get_shipments(oms: Oms, call: Call) -> Answer:
    return unchanged(page(keep(of_order(oms, oms.shipments, call.query), call.query), call.query))


def update_shipment_status(oms: Oms, call: Call) -> Answer:
    """Move a shipment forward, skipping steps if wished; Shipped counts on the order's lines."""
    number = same_or_absent(call.body, call.query, "ShipmentId")
    shipment = numbered(oms.shipments, number, "ShipmentId")
    old, new = shipment["ShipmentStatus"], call.body["ShipmentStatus"]
    if old == new:
        return unchanged(shipment)
    order = owner(oms, shipment)
    refuse_on_hold(order)
    if old not in SHIPMENT_WAY or SHIPMENT_WAY.index(new) < SHIPMENT_WAY.index(old):
        raise wrong_state(f"The shipment is {old}, which does not lead to {new}.")
    shipment["ShipmentStatus"] = new
    if old not in GONE and new in GONE:
        for line in shipment["LineItems"]:
            detail = line_with(order["LineItems"], line["OrderDetailId"])
            detail["QuantityShipped"] += line["Quantity"]
        ship(oms, shipment)
        follow_shipments(oms, order)
    return _changed(oms, order, shipment)


def reject_shipment(oms: Oms, call: Call) -> Answer:
    shipment = numbered(oms.shipments, call.body["ShipmentId"], "ShipmentId")
    refuse_shipment_unless(shipment, CAN_BE_REJECTED)
    shipment["ShipmentStatus"] = REJECTED
    shipment["RejectReason"] = call.body["RejectReason"]
    return _changed(oms, owner(oms, shipment), shipment)


def reroute_shipment(oms: Oms, call: Call) -> Answer:
    shipment = numbered(oms.shipments, call.body["ShipmentId"], "ShipmentId")
    order, place = owner(oms, shipment), call.body["RouteDestinationName"]
    refuse_on_hold(order)
    refuse_shipment_unless(shipment, CAN_BE_REROUTED)
    move(oms, shipment, place)
    shipment["ShipmentStatus"] = OPEN
    shipment["RejectReason"] = ""
    shipment["RouteDestinationName"] = place
    shipment["RouteHistory"].append({"RouteDestinationName": place, "DateTimeUtc": oms.now()})
    return _changed(oms, order, shipment)


def cancel_shipment(oms: Oms, call: Call) -> Answer:
    """Cancel a shipment; its quantities are unallocated again."""
    shipment = numbered(oms.shipments, call.query["Shipment"], "Shipment")
    refuse_shipment_unless(shipment, CAN_BE_CANCELLED)
    order = owner(oms, shipment)
    shipment["ShipmentStatus"] = CANCELLED
    release(oms, shipment)
    follow_shipments(oms, order)
    return _changed(oms, order, shipment)


def update_shipment_tracking_numbers(oms: Oms, call: Call) -> Answer:
    shipment = numbered(oms.shipments, call.query["ShipmentId"], "ShipmentId")
    refuse_shipment_unless(shipment, CAN_BE_TRACKED)
    shipment["TrackingNumbers"] = call.body["TrackingNumbers"]
    return _changed(oms, owner(oms, shipment), shipment)


def update_shipment_custom_fields(oms: Oms, call: Call) -> Answer:
    shipment = numbered(oms.shipments, call.body["ShipmentId"], "ShipmentId")
    shipment["CustomFields"] = call.body["CustomFields"]
    return _changed(oms, owner(oms, shipment), shipment)


def update_shipment_line_item_custom_fields(oms: Oms, call: Call) -> Answer:
    shipment = numbered(oms.shipments, call.body["ShipmentId"], "ShipmentId")
    line = line_with(shipment["LineItems"], call.body["OrderDetailId"])
    line["CustomFields"] = call.body["CustomFields"]
    return _changed(oms, owner(oms, shipment), shipment)


def _changed(oms: Oms, order: Order, shipment: Shipment) -> Answer:
    oms.touch(shipment)
    return changed(shipment, order, ShipmentId=[shipment["ShipmentId"]])


SHIPMENT: Table = {"ShipmentId": must_have(whole())}
TRACKING_NUMBERS = list_of(
    object_of({"TrackingNumber": must_have(text(50)), "Carrier": words(), "Url": words(500)})
)

ENDPOINTS = (
    Endpoint(
        "cancel_shipment",
        "POST",
        "/v1/orderfulfillment/shipments/Cancel",
        cancel_shipment,
        answers=Shipment,
        query=optional("Shipment"),
    ),
    Endpoint(
        "get_shipments",
        "GET",
        "/v1/orderfulfillment/shipments/",
        get_shipments,
        answers=ListOf(Shipment),
        query=optional("CreateDateTimeUtcAfter", "CreateDateTimeUtcBefore")
        + optional("ShipmentId", "InternalOrderId", "ExternalOrderId", "ShipmentStatus")
        + optional("RouteDestinationName", "pageSize", "pageNumber"),
    ),
    Endpoint(
        "reject_shipment",
        "POST",
        "/v1/orderfulfillment/shipments/Reject",
        reject_shipment,
        answers=Shipment,
        body={**SHIPMENT, "RejectReason": must_have(text(500))},
    ),
    Endpoint(
        "reroute_shipment",
        "POST",
        "/v1/orderfulfillment/shipments/Reroute",
        reroute_shipment,
        answers=Shipment,
        body={**SHIPMENT, "RouteDestinationName": must_have(text())},
    ),
    Endpoint(
        "update_shipment_custom_fields",
        "PUT",
        "/v1/orderfulfillment/shipments/CustomFields",
        update_shipment_custom_fields,
        answers=Shipment,
        body={**SHIPMENT, **CUSTOM_FIELDS},
    ),
    Endpoint(
        "update_shipment_line_item_custom_fields",
        "PUT",
        "/v1/orderfulfillment/shipments/LineItems/CustomFields",
        update_shipment_line_item_custom_fields,
        answers=Shipment,
        body={**SHIPMENT, "OrderDetailId": must_have(whole()), **CUSTOM_FIELDS},
    ),
    Endpoint(
        "update_shipment_status",
        "PUT",
        "/v1/orderfulfillment/shipments/Status",
        update_shipment_status,
        answers=Shipment,
        query=optional("ShipmentId"),
        body={
            "ShipmentId": may_have(whole()),
            "ShipmentStatus": must_have(one_of(SHIPMENT_WAY)),
        },
    ),
    Endpoint(
        "update_shipment_tracking_numbers",
        "PUT",
        "/v1/orderfulfillment/shipments/TrackingNumbers",
        update_shipment_tracking_numbers,
        answers=Shipment,
        query=required("ShipmentId"),
        body={"TrackingNumbers": must_have(TRACKING_NUMBERS)},
    ),
)
