"""What a person does to an order in the OMS's own screens while others work on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from oms_sandbox.entities import Order, Shipment
from oms_sandbox.reading import Given
from oms_sandbox.shipments.changes import CAN_BE_TRACKED
from oms_sandbox.shipments.making import CAN_BE_SPLIT
from oms_sandbox.state import Oms


@dataclass(frozen=True)
class Edit:
    """An operation and how its request is made; None where there is nothing to do it to."""

    operation: str
    request: Callable[[Oms, Order], Given | None]


def _of_order(**query: str) -> Callable[[Oms, Order], Given]:
    words = {name.lower(): [value] for name, value in query.items()}

    def request(oms: Oms, order: Order) -> Given:
        return Given({"internalorderid": [str(order["InternalOrderId"])], **words}, b"")

    return request


def _change_address(oms: Oms, order: Order) -> Given:
    address = {**order["ShippingAddress"], "AddressLine1": "12 Other Road"}
    return _body(InternalOrderId=order["InternalOrderId"], ShippingAddress=address)


def _overwrite_custom_fields(oms: Oms, order: Order) -> Given:
    fields = [{"SystemName": "note", "Value": "overwritten by hand"}]
    return _body(InternalOrderId=order["InternalOrderId"], CustomFields=fields)


def _add_tracking_number(oms: Oms, order: Order) -> Given | None:
    for shipment in _shipments(oms, order, CAN_BE_TRACKED):
        added = {"TrackingNumber": f"HAND-{shipment['ShipmentId']}"}
        came = _body(TrackingNumbers=[*shipment["TrackingNumbers"], added])
        return Given({"shipmentid": [str(shipment["ShipmentId"])]}, came.raw_body)
    return None


def _split_one_off(oms: Oms, order: Order) -> Given | None:
    """Move one unit of the first line into a shipment of its own."""
    for shipment in _shipments(oms, order, CAN_BE_SPLIT):
        if sum(line["Quantity"] for line in shipment["LineItems"]) > 1:
            item = {"OrderDetailId": shipment["LineItems"][0]["OrderDetailId"], "Quantity": 1}
            return _body(ShipmentId=shipment["ShipmentId"], Items=[item])
    return None


def _shipments(oms: Oms, order: Order, statuses: tuple[str, ...]) -> list[Shipment]:
    shipments = oms.shipments.of(order["InternalOrderId"])
    return [one for one in shipments if one["ShipmentStatus"] in statuses]


def _body(**fields: object) -> Given:
    return Given({}, json.dumps(fields).encode())


EDITS: Mapping[str, Edit] = {
    "hold": Edit("hold_order", _of_order(holdReason="Customer called")),
    "resume": Edit("resume_order", _of_order()),
    "cancel": Edit("cancel_order", _of_order(cancelReason="Customer called")),
    "tracking_added": Edit("update_shipment_tracking_numbers", _add_tracking_number),
    "split": Edit("split_shipment_by_order_detail_id", _split_one_off),
    "address_changed": Edit("update_shipping_address", _change_address),
    "custom_fields_overwritten": Edit("update_order_custom_fields", _overwrite_custom_fields),
}
