"""Orders come into being: by create_order, or by import_order in any status."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from oms_sandbox.checks import (
    Table,
    flag,
    instant,
    letters,
    list_of,
    money,
    object_of,
    one_of,
    optional,
    required,
    text,
    whole,
    words,
)
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed
from oms_sandbox.entities import (
    AUTHORIZATION,
    CANCELLED,
    COMPLETED,
    CREATED,
    ORDER_STATUSES,
    SHIPPED,
    Order,
    OrderLine,
    Payment,
)
from oms_sandbox.errors import DUPLICATE_EXTERNAL_ID, BackendError, invalid
from oms_sandbox.forms import ADDRESS, MAY_HAVE_CUSTOM_FIELDS
from oms_sandbox.orders.rules import net
from oms_sandbox.payments.transactions import record
from oms_sandbox.people.customers import customer_of_order
from oms_sandbox.state import NOT_YET, Oms

LINE: Table = {
    "ExternalOrderDetailId": words(),
    "Sku": required(text()),
    "Quantity": required(whole()),
    "UnitPrice": required(money()),
    "DiscountAmount": optional(money(), default=Decimal),
    "TaxAmount": optional(money(), default=Decimal),
    **MAY_HAVE_CUSTOM_FIELDS,
}
IMPORTED_LINE: Table = {
    **LINE,
    "QuantityShipped": optional(whole(0)),
    "QuantityCancelled": optional(whole(0)),
}
PAYMENT: Table = {
    "PaymentMethod": required(text()),
    "AuthorizationId": words(),
    "Amount": required(money()),
    **MAY_HAVE_CUSTOM_FIELDS,
}
ORDER: Table = {
    "ExternalOrderId": required(text()),
    "ExternalCustomerId": required(text()),
    "CurrencyCode": required(letters(3)),
    "IsShippedToStore": optional(flag, default=bool),
    "ShippingMethod": words(),
    "ShippingAddress": required(object_of(ADDRESS)),
    "BillingAddress": optional(object_of(ADDRESS)),
    "LineItems": required(list_of(object_of(LINE), fewest=1)),
    "Payments": optional(list_of(object_of(PAYMENT)), default=list),
    **MAY_HAVE_CUSTOM_FIELDS,
}
IMPORTED_ORDER: Table = {
    **ORDER,
    "OrderStatus": required(one_of(ORDER_STATUSES)),
    "CreateDateTimeUtc": optional(instant),
    "LineItems": required(list_of(object_of(IMPORTED_LINE), fewest=1)),
}

# What an imported line counts when it says nothing itself.
QUANTITY_BY_STATUS: Mapping[str, Literal["QuantityShipped", "QuantityCancelled"]] = {
    SHIPPED: "QuantityShipped",
    COMPLETED: "QuantityShipped",
    CANCELLED: "QuantityCancelled",
}


def create_order(oms: Oms, call: Call) -> Answer:
    order = _make(oms, call.body, CREATED)
    for payment in order["Payments"]:
        if payment["AuthorizationId"]:
            record(oms, order, AUTHORIZATION, payment["Amount"])
            _keep_card(oms, order, payment)
    return changed(order, order)


def import_order(oms: Oms, call: Call) -> Answer:
    """Take an order over in its status; no shipment and no transaction is made of it."""
    order = _make(oms, call.body, call.body["OrderStatus"])
    return changed(order, order)


def _make(oms: Oms, body: Mapping[str, Any], status: str) -> Order:
    lines = [_line(one, status, at) for at, one in enumerate(body["LineItems"])]
    name = body["ExternalOrderId"]
    if oms.orders.called(name) and not oms.accept_duplicates:
        fault = ("ExternalOrderId", "is taken")
        raise BackendError(DUPLICATE_EXTERNAL_ID, f"An order {name} exists.", [fault])
    customer = customer_of_order(oms, body["ExternalCustomerId"])
    order = Order(
        InternalOrderId=oms.orders.new_number(),
        ExternalOrderId=name,
        OrderStatus=status,
        HoldReason="",
        CancelReason="",
        IsShippedToStore=body["IsShippedToStore"],
        CurrencyCode=body["CurrencyCode"],
        InternalCustomerId=customer["InternalCustomerId"],
        ExternalCustomerId=body["ExternalCustomerId"],
        BillingAddress=body["BillingAddress"],
        ShippingAddress=body["ShippingAddress"],
        ShippingMethod=body["ShippingMethod"],
        LineItems=lines,
        Payments=[Payment(**one, PaymentId=0) for one in body["Payments"]],  # type: ignore[typeddict-item]  # the table PAYMENT has the other keys
        CustomFields=body["CustomFields"],
        CreateDateTimeUtc=body.get("CreateDateTimeUtc") or oms.now(),
        LastUpdatedDateTimeUtc=NOT_YET,
    )
    _file(oms, order)
    return order


def _line(given: Mapping[str, Any], status: str, at: int) -> OrderLine:
    """Make a line, its number still to come; raises VALIDATION_FAILED on numbers that clash."""
    counted = QUANTITY_BY_STATUS.get(status)
    said = {key: given.get(key) for key in ("QuantityShipped", "QuantityCancelled")}
    silent = all(quantity is None for quantity in said.values())
    line = OrderLine(
        OrderDetailId=0,
        ExternalOrderDetailId=given["ExternalOrderDetailId"],
        Sku=given["Sku"],
        Quantity=given["Quantity"],
        QuantityCancelled=said["QuantityCancelled"] or 0,
        QuantityShipped=said["QuantityShipped"] or 0,
        UnitPrice=given["UnitPrice"],
        DiscountAmount=given["DiscountAmount"],
        TaxAmount=given["TaxAmount"],
        CustomFields=given["CustomFields"],
    )
    if silent and counted is not None:
        line[counted] = line["Quantity"]
    if line["QuantityShipped"] + line["QuantityCancelled"] > line["Quantity"]:
        raise invalid(f"LineItems[{at}].Quantity", "is less than what is shipped and cancelled")
    if net(line) < 0:
        raise invalid(f"LineItems[{at}].DiscountAmount", "is more than the line is worth")
    return line


def _file(oms: Oms, order: Order) -> None:
    number = order["InternalOrderId"]
    oms.orders.put(number, order, order["InternalCustomerId"], order["ExternalOrderId"])
    for line in order["LineItems"]:
        line["OrderDetailId"] = oms.order_by_detail.new_number()
        oms.order_by_detail.put(line["OrderDetailId"], order)
    for payment in order["Payments"]:
        payment["PaymentId"] = oms.order_by_payment.new_number()
        oms.order_by_payment.put(payment["PaymentId"], order)


def _keep_card(oms: Oms, order: Order, payment: Payment) -> None:
    number = oms.cards.new_number()
    oms.cards.put(
        number,
        {
            "CardId": number,
            "InternalCustomerId": order["InternalCustomerId"],
            "ExternalCustomerId": order["ExternalCustomerId"],
            "PaymentMethod": payment["PaymentMethod"],
            "AuthorizationId": payment["AuthorizationId"],
            "CreateDateTimeUtc": oms.now(),
        },
        owner=order["InternalCustomerId"],
    )


ENDPOINTS = (
    Endpoint(
        "create_order", "POST", "/v1/orders", create_order, answers=Order, body=ORDER, status=201
    ),
    Endpoint(
        "import_order",
        "POST",
        "/v1/orders/Import",
        import_order,
        answers=Order,
        body=IMPORTED_ORDER,
    ),
)
