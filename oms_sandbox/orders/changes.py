"""Orders change: hold, resume, cancel, address, custom fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oms_sandbox.checks import Table, object_of, text, whole
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, unchanged
from oms_sandbox.entities import (
    CANCELLED,
    CREATED,
    DELIVERED,
    MANUAL_INTERVENTION_REQUIRED,
    ON_HOLD,
    PARTIALLY_SHIPPED,
    PENDING,
    PROCESSING,
    SHIPPED,
    VOID,
    VOIDED,
    Order,
    OrderLine,
)
from oms_sandbox.errors import invalid, wrong_state
from oms_sandbox.forms import ADDRESS, CUSTOM_FIELDS, ORDER_KEY, line_with
from oms_sandbox.orders.rules import GONE, complete_if_paid, refuse_unless, status_by_shipments
from oms_sandbox.payments.transactions import record
from oms_sandbox.state import Oms, numbered, order_named
from oms_sandbox.stock.orders import release

CAN_BE_HELD = (CREATED, PROCESSING, PARTIALLY_SHIPPED)
CAN_BE_CANCELLED = (*CAN_BE_HELD, ON_HOLD)
NOT_TO_CANCEL = (SHIPPED, DELIVERED, CANCELLED)
UNPAID = (PENDING, MANUAL_INTERVENTION_REQUIRED)


def hold_order(oms: Oms, call: Call) -> Answer:
    order = order_named(oms, call.query)
    if order["OrderStatus"] == ON_HOLD:
        return unchanged(order)
    refuse_unless(order, CAN_BE_HELD)
    order["OrderStatus"] = ON_HOLD
    order["HoldReason"] = call.query["HoldReason"] or ""
    return changed(order, order)


def resume_order(oms: Oms, call: Call) -> Answer:
    order = order_named(oms, call.query)
    if order["OrderStatus"] in CAN_BE_HELD:
        return unchanged(order)
    refuse_unless(order, (ON_HOLD,))
    order["OrderStatus"] = status_by_shipments(oms, order)
    order["HoldReason"] = ""
    return changed(order, order)


def cancel_order(oms: Oms, call: Call) -> Answer:
    """Cancel what has not left: nothing shipped makes the order Cancelled, else Shipped."""
    order = order_named(oms, call.query)
    if order["OrderStatus"] == CANCELLED:
        return unchanged(order)
    refuse_unless(order, CAN_BE_CANCELLED)
    shipments = _cancel_shipments(oms, order)
    invoices = _void_invoices(oms, order)
    for line in order["LineItems"]:
        line["QuantityCancelled"] = line["Quantity"] - line["QuantityShipped"]
    shipped = any(line["QuantityShipped"] for line in order["LineItems"])
    order["OrderStatus"] = SHIPPED if shipped else CANCELLED
    order["HoldReason"] = ""
    order["CancelReason"] = call.query["CancelReason"] or ""
    complete_if_paid(oms, order)
    return changed(order, order, ShipmentId=shipments, InvoiceId=invoices)


def _cancel_shipments(oms: Oms, order: Order) -> list[int]:
    shipments = [
        shipment
        for shipment in oms.shipments.of(order["InternalOrderId"])
        if shipment["ShipmentStatus"] not in NOT_TO_CANCEL
    ]
    for shipment in shipments:
        shipment["ShipmentStatus"] = CANCELLED
        release(oms, shipment)
        oms.touch(shipment)
    return [shipment["ShipmentId"] for shipment in shipments]


def _void_invoices(oms: Oms, order: Order) -> list[int]:
    invoices = [
        invoice
        for invoice in oms.invoices.of(order["InternalOrderId"])
        if invoice["InvoiceStatus"] in UNPAID
    ]
    for invoice in invoices:
        record(oms, order, VOID, invoice["OpenAmount"], invoice_id=invoice["InvoiceId"])
        invoice["InvoiceStatus"] = VOIDED
    return [invoice["InvoiceId"] for invoice in invoices]


def update_shipping_address(oms: Oms, call: Call) -> Answer:
    order = order_named(oms, call.body)
    refuse_unless(order, CAN_BE_CANCELLED)
    shipments = oms.shipments.of(order["InternalOrderId"])
    if any(shipment["ShipmentStatus"] in GONE for shipment in shipments):
        raise wrong_state("A shipment of the order has left.")
    if order["ShippingAddress"] == call.body["ShippingAddress"]:
        return unchanged(order)
    order["ShippingAddress"] = call.body["ShippingAddress"]
    return changed(order, order)


def update_order_custom_fields(oms: Oms, call: Call) -> Answer:
    order = order_named(oms, call.body)
    order["CustomFields"] = call.body["CustomFields"]
    return changed(order, order)


def update_line_item_custom_fields(oms: Oms, call: Call) -> Answer:
    """Name the line by OrderDetailId, or by order and ExternalOrderDetailId."""
    order, line = _line_named(oms, call.body)
    line["CustomFields"] = call.body["CustomFields"]
    return changed(order, order, OrderDetailId=[line["OrderDetailId"]])


def _line_named(oms: Oms, body: Mapping[str, Any]) -> tuple[Order, OrderLine]:
    number, name = body["OrderDetailId"], body["ExternalOrderDetailId"]
    if number is not None:
        order = numbered(oms.order_by_detail, number, "OrderDetailId")
        return order, line_with(order["LineItems"], number)
    if name is None:
        raise invalid("OrderDetailId", "is required, or ExternalOrderDetailId with an order")
    order = order_named(oms, body)
    return order, line_with(order["LineItems"], name, "ExternalOrderDetailId")


def update_order_payment_custom_fields(oms: Oms, call: Call) -> Answer:
    number = call.body["PaymentId"]
    order = numbered(oms.order_by_payment, number, "PaymentId")
    payment = line_with(order["Payments"], number, "PaymentId")
    payment["CustomFields"] = call.body["CustomFields"]
    return changed(order, order, PaymentId=[number])


LINE_KEY: Table = {
    **ORDER_KEY,
    "OrderDetailId": may_have(whole()),
    "ExternalOrderDetailId": may_have(text()),
}
ADDRESS_CHANGE: Table = {**ORDER_KEY, "ShippingAddress": must_have(object_of(ADDRESS))}
KEY = optional("internalOrderId", "externalOrderId")

ENDPOINTS = (
    Endpoint(
        "hold_order",
        "POST",
        "/v1/orders/Hold",
        hold_order,
        answers=Order,
        query=KEY + optional("holdReason"),
    ),
    Endpoint("resume_order", "POST", "/v1/orders/Resume", resume_order, answers=Order, query=KEY),
    Endpoint(
        "cancel_order",
        "POST",
        "/v1/orders/Cancel",
        cancel_order,
        answers=Order,
        query=KEY + optional("cancelReason"),
    ),
    Endpoint(
        "update_shipping_address",
        "PUT",
        "/v1/orders/UpdateShippingAddress",
        update_shipping_address,
        answers=Order,
        body=ADDRESS_CHANGE,
    ),
    Endpoint(
        "update_order_custom_fields",
        "PUT",
        "/v1/orders/CustomFields",
        update_order_custom_fields,
        answers=Order,
        body={**ORDER_KEY, **CUSTOM_FIELDS},
    ),
    Endpoint(
        "update_line_item_custom_fields",
        "PUT",
        "/v1/orders/LineItems/CustomFields",
        update_line_item_custom_fields,
        answers=Order,
        body={**LINE_KEY, **CUSTOM_FIELDS},
    ),
    Endpoint(
        "update_order_payment_custom_fields",
        "PUT",
        "/v1/orders/Payments/customfields",
        update_order_payment_custom_fields,
        answers=Order,
        body={"PaymentId": must_have(whole()), **CUSTOM_FIELDS},
    ),
)
