"""Orders are read: one, its status, lists, histories, counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oms_sandbox.checks import Table, flag, instant, object_of, one_of, text, whole
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, optional, required, unchanged
from oms_sandbox.entities import COMMITTED, ORDER_STATUSES, Order
from oms_sandbox.forms import ORDER_KEY
from oms_sandbox.openapi.answers import CancelledLine, ListOf, OrderState, OrderStatistics
from oms_sandbox.orders.rules import invoiced, order_total
from oms_sandbox.paging import keep, ordered, page
from oms_sandbox.state import Oms, customer_named, order_named

STATUS_FIELDS = (
    "InternalOrderId", "ExternalOrderId", "OrderStatus", "HoldReason", "CancelReason",
    "LastUpdatedDateTimeUtc",
)  # fmt: skip
CANCELLED_LINE_FIELDS = (
    "OrderDetailId", "ExternalOrderDetailId", "Sku", "Quantity", "QuantityCancelled",
)  # fmt: skip
HISTORY_COLUMNS = (
    "InternalOrderId", "ExternalOrderId", "OrderStatus", "CreateDateTimeUtc",
    "LastUpdatedDateTimeUtc",
)  # fmt: skip


def get_order(oms: Oms, call: Call) -> Answer:
    return unchanged(order_named(oms, call.query))


def get_order_status(oms: Oms, call: Call) -> Answer:
    order: Mapping[str, Any] = order_named(oms, call.query)
    return unchanged({field: order[field] for field in STATUS_FIELDS})


def list_orders(oms: Oms, call: Call) -> Answer:
    return unchanged(page(keep(oms.orders, call.query), call.query))


def search_orders(oms: Oms, call: Call) -> Answer:
    """Find the orders that meet every criterion of the body; an empty one finds all."""
    criteria = {**call.body}
    sku, email = criteria.pop("Sku"), criteria.pop("Email")
    custom_field = criteria.pop("CustomField")
    found = [
        order
        for order in oms.orders
        if (sku is None or any(line["Sku"] == sku for line in order["LineItems"]))
        and (email is None or order["ShippingAddress"]["Email"] == email)
        and (custom_field is None or custom_field in order["CustomFields"])
    ]
    return unchanged(page(keep(found, criteria), call.query))


def get_customer_order_history(oms: Oms, call: Call) -> Answer:
    """List a customer's orders; Filter is a part of the internal, or external, order ID."""
    customer = customer_named(oms, call.query)
    key = "ExternalOrderId" if call.query["FilterByExternalId"] else "InternalOrderId"
    part = call.query["Filter"] or ""
    orders: list[Any] = oms.orders.of(customer["InternalCustomerId"])
    found = [order for order in orders if part in str(order[key])]
    return unchanged(page(ordered(found, call.query, HISTORY_COLUMNS), call.query))


def get_cancelled_line_items(oms: Oms, call: Call) -> Answer:
    order = order_named(oms, call.query)
    cancelled = [line for line in order["LineItems"] if line["QuantityCancelled"]]
    found = [_cancelled_line(order, line) for line in cancelled]
    return unchanged(page(found, call.query))


def _cancelled_line(order: Order, line: Mapping[str, Any]) -> dict[str, Any]:
    fields = {field: line[field] for field in CANCELLED_LINE_FIELDS}
    return {**fields, "CancelReason": order["CancelReason"]}


def get_order_statistics(oms: Oms, call: Call) -> Answer:
    order = order_named(oms, call.query)
    number, lines = order["InternalOrderId"], order["LineItems"]
    returned = [
        item["Quantity"]
        for one in oms.returns.of(number)
        if one["ReturnStatus"] == COMMITTED
        for item in one["ReturnItems"]
    ]
    return unchanged({
        "InternalOrderId": number,
        "ExternalOrderId": order["ExternalOrderId"],
        "LineItemCount": len(lines),
        "QuantityOrdered": sum(line["Quantity"] for line in lines),
        "QuantityCancelled": sum(line["QuantityCancelled"] for line in lines),
        "QuantityShipped": sum(line["QuantityShipped"] for line in lines),
        "QuantityInvoiced": invoiced(oms, order).total(),
        "QuantityReturned": sum(returned),
        "ShipmentCount": len(oms.shipments.of(number)),
        "InvoiceCount": len(oms.invoices.of(number)),
        "ReturnCount": len(oms.returns.of(number)),
        "TotalAmount": order_total(order),
    })  # fmt: skip


SEARCH: Table = {
    **ORDER_KEY,
    "InternalCustomerId": may_have(whole()),
    "ExternalCustomerId": may_have(text()),
    "OrderStatus": may_have(one_of(ORDER_STATUSES)),
    "IsShippedToStore": may_have(flag),
    "CreateDateTimeUtcAfter": may_have(instant),
    "CreateDateTimeUtcBefore": may_have(instant),
    "LastUpdatedDateTimeUtcAfter": may_have(instant),
    "LastUpdatedDateTimeUtcBefore": may_have(instant),
    "Sku": may_have(text()),
    "Email": may_have(text()),
    "CustomField": may_have(
        object_of({"SystemName": must_have(text()), "Value": must_have(text(1000, shortest=0))})
    ),
}
KEY = optional("InternalOrderId", "ExternalOrderId")
CUSTOMER_KEY = optional("InternalCustomerId", "ExternalCustomerId")
WINDOW = required("LastUpdatedDateTimeUtcAfter", "LastUpdatedDateTimeUtcBefore")

ENDPOINTS = (
    Endpoint("get_order", "GET", "/v1/orders/", get_order, answers=Order, query=KEY),
    Endpoint(
        "get_order_status",
        "GET",
        "/v1/orders/Status",
        get_order_status,
        answers=OrderState,
        query=KEY,
    ),
    Endpoint(
        "search_orders",
        "POST",
        "/v1/orders/Search",
        search_orders,
        answers=ListOf(Order),
        query=optional("pageSize", "pageNumber"),
        body=SEARCH,
    ),
    Endpoint(
        "list_orders",
        "GET",
        "/v1/orders/List",
        list_orders,
        answers=ListOf(Order),
        query=WINDOW
        + optional("ExternalCustomerId", "InternalCustomerId", "OrderStatus", "IsShippedToStore")
        + optional("PageSize", "PageNumber"),
    ),
    Endpoint(
        "get_customer_order_history",
        "GET",
        "/v1/orders/CustomerHistory",
        get_customer_order_history,
        answers=ListOf(Order),
        query=CUSTOMER_KEY
        + optional("SortByColumn", "Ascending", "PageSize", "PageNumber")
        + optional("FilterByExternalId", "Filter"),
    ),
    Endpoint(
        "get_cancelled_line_items",
        "GET",
        "/v1/orders/CancelledLineItems",
        get_cancelled_line_items,
        answers=ListOf(CancelledLine),
        query=KEY + optional("PageSize"),
    ),
    Endpoint(
        "get_order_statistics",
        "GET",
        "/v1/orders/Statistics",
        get_order_statistics,
        answers=OrderStatistics,
        query=KEY,
    ),
)
