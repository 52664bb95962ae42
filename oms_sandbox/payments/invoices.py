"""Sales invoices: made by order, shipment or line, captured at once, retried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oms_sandbox.checks import Table, list_of, one_of, required, whole
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, unchanged
from oms_sandbox.entities import (
    CANCELLED,
    COMPLETED,
    CREATED,
    MANUAL_INTERVENTION_REQUIRED,
    PARTIALLY_SHIPPED,
    PENDING,
    PROCESSING,
    REJECTED,
    SALES,
    SHIPPED,
    Invoice,
    Order,
)
from oms_sandbox.errors import (
    INSUFFICIENT_QUANTITY,
    NOTHING_TO_INVOICE,
    BackendError,
    invalid,
    wrong_state,
)
from oms_sandbox.forms import CUSTOM_FIELDS, LINE_QUANTITIES, ORDER_KEY, line_with
from oms_sandbox.openapi.answers import ListOf, RetriedPayments
from oms_sandbox.orders.rules import invoiced, net, refuse_unless, sales_invoices, uninvoiced
from oms_sandbox.paging import keep, page
from oms_sandbox.payments.billing import file_invoice, priced, worth
from oms_sandbox.payments.transactions import capture
from oms_sandbox.state import Oms, numbered, of_order, order_named, owner

ORDER = "Order"
SHIPMENT = "Shipment"
CAN_BE_INVOICED = (CREATED, PROCESSING, PARTIALLY_SHIPPED, SHIPPED, COMPLETED)


def get_invoices(oms: Oms, call: Call) -> Answer:
    return unchanged(page(keep(of_order(oms, oms.invoices, call.query), call.query), call.query))


def auto_invoice(oms: Oms, call: Call) -> Answer:
    """Invoice all that is not yet invoiced of an order, or of a shipment."""
    number = call.body["ID"]
    shipment = None
    if call.body["IDType"] == ORDER:
        order = numbered(oms.orders, number, "ID")
        quantities = uninvoiced(oms, order)
    else:
        shipment = numbered(oms.shipments, number, "ID")
        order = owner(oms, shipment)
        if shipment["ShipmentStatus"] in (CANCELLED, REJECTED):
            raise wrong_state(f"The shipment is {shipment['ShipmentStatus']}.")
        quantities = _uninvoiced_of_shipment(oms, order, number)
    refuse_unless(order, CAN_BE_INVOICED)
    if not quantities:
        ids = [invoice["InvoiceId"] for invoice in sales_invoices(oms, order)]
        raise BackendError(NOTHING_TO_INVOICE, "All of it is invoiced.", InvoiceIds=ids)
    return _make(oms, order, quantities, shipment and number)


def _uninvoiced_of_shipment(oms: Oms, order: Order, number: int) -> dict[int, int]:
    rest = {
        line["OrderDetailId"]: line["Quantity"]
        for line in numbered(oms.shipments, number, "ShipmentId")["LineItems"]
    }
    for invoice in sales_invoices(oms, order):
        if invoice["ShipmentId"] == number:
            for line in invoice["LineItems"]:
                rest[line["OrderDetailId"]] = rest.get(line["OrderDetailId"], 0) - line["Quantity"]
    open_quantities = uninvoiced(oms, order)
    least = {detail: min(rest[detail], open_quantities.get(detail, 0)) for detail in rest}
    return {detail: quantity for detail, quantity in least.items() if quantity > 0}


def create_sales_invoice_by_details(oms: Oms, call: Call) -> Answer:
    order = order_named(oms, call.body)
    refuse_unless(order, CAN_BE_INVOICED)
    wanted = {item["OrderDetailId"]: item["Quantity"] for item in call.body["LineItems"]}
    open_quantities = uninvoiced(oms, order)
    for detail, quantity in wanted.items():
        if quantity > open_quantities.get(detail, 0):
            raise BackendError(
                INSUFFICIENT_QUANTITY,
                f"OrderDetailId {detail}: {open_quantities.get(detail, 0)} open.",
                [("LineItems", "asks for more than is open")],
            )
    return _make(oms, order, wanted)


def _make(
    oms: Oms, order: Order, quantities: Mapping[int, int], shipment_id: int | None = None
) -> Answer:
    done = invoiced(oms, order)
    lines = []
    for line in order["LineItems"]:
        detail = line["OrderDetailId"]
        if detail in quantities:
            part = (line["Quantity"], done[detail], quantities[detail])
            lines.append(priced(detail, net(line), line["TaxAmount"], *part))
    total = worth(lines)
    invoice = file_invoice(
        oms, order, SALES, PENDING, lines, total, open_amount=total, shipment_id=shipment_id
    )
    capture(oms, order, invoice)
    return changed(invoice, order, InvoiceId=[invoice["InvoiceId"]])


def retry_invoice_payment(oms: Oms, call: Call) -> Answer:
    """Try the capture again, of all the invoices named or, when one may not be, of none."""
    invoices = [numbered(oms.invoices, one, "InvoiceIds") for one in call.body["InvoiceIds"]]
    order = owner(oms, invoices[0])
    for invoice in invoices:
        if invoice["InternalOrderId"] != order["InternalOrderId"]:
            raise invalid("InvoiceIds", "must belong to one order")
        if invoice["InvoiceStatus"] != MANUAL_INTERVENTION_REQUIRED:
            raise wrong_state(f"Invoice {invoice['InvoiceId']} is {invoice['InvoiceStatus']}.")
    for invoice in invoices:
        capture(oms, order, invoice)
    results: list[Any] = [_retried(invoice) for invoice in invoices]
    content = {
        "InternalOrderId": order["InternalOrderId"],
        "ExternalOrderId": order["ExternalOrderId"],
        "Results": results,
    }
    return changed(content, order, InvoiceId=call.body["InvoiceIds"])


def _retried(invoice: Mapping[str, Any]) -> dict[str, Any]:
    fields = ("InvoiceId", "InvoiceStatus", "PaymentAttempts", "FailureReason", "OpenAmount")
    return {field: invoice[field] for field in fields}


def update_invoice_custom_fields(oms: Oms, call: Call) -> Answer:
    invoice = numbered(oms.invoices, call.body["InvoiceId"], "InvoiceId")
    invoice["CustomFields"] = call.body["CustomFields"]
    return changed(invoice, owner(oms, invoice), InvoiceId=[invoice["InvoiceId"]])


def update_invoice_line_item_custom_fields(oms: Oms, call: Call) -> Answer:
    invoice = numbered(oms.invoices, call.body["InvoiceId"], "InvoiceId")
    line = line_with(invoice["LineItems"], call.body["OrderDetailId"])
    line["CustomFields"] = call.body["CustomFields"]
    return changed(invoice, owner(oms, invoice), InvoiceId=[invoice["InvoiceId"]])


INVOICE: Table = {"InvoiceId": required(whole())}

ENDPOINTS = (
    Endpoint(
        "get_invoices",
        "GET",
        "/v1/paymentprocessing/Invoices",
        get_invoices,
        answers=ListOf(Invoice),
        query=optional("CreateDateTimeUtcAfter", "CreateDateTimeUtcBefore", "InvoiceId")
        + optional("InternalOrderId", "ExternalOrderId", "InvoiceStatus", "InvoiceType")
        + optional("PageSize", "PageNumber"),
    ),
    Endpoint(
        "auto_invoice",
        "POST",
        "/v1/paymentprocessing/Invoices/AutoInvoice",
        auto_invoice,
        answers=Invoice,
        body={
            "IDType": required(one_of((ORDER, SHIPMENT), any_case=True)),
            "ID": required(whole()),
        },
    ),
    Endpoint(
        "create_sales_invoice_by_details",
        "POST",
        "/v1/paymentprocessing/Invoices/SalesInvoiceByDetails",
        create_sales_invoice_by_details,
        answers=Invoice,
        body={**ORDER_KEY, "LineItems": required(LINE_QUANTITIES)},
        status=201,
    ),
    Endpoint(
        "retry_invoice_payment",
        "POST",
        "/v1/paymentprocessing/Invoices/PaymentRetry",
        retry_invoice_payment,
        answers=RetriedPayments,
        body={"InvoiceIds": required(list_of(whole(), fewest=1))},
    ),
    Endpoint(
        "update_invoice_custom_fields",
        "PUT",
        "/v1/paymentprocessing/Invoices/CustomFields",
        update_invoice_custom_fields,
        answers=Invoice,
        body={**INVOICE, **CUSTOM_FIELDS},
    ),
    Endpoint(
        "update_invoice_line_item_custom_fields",
        "PUT",
        "/v1/paymentprocessing/Invoices/LineItems/CustomFields",
        update_invoice_line_item_custom_fields,
        answers=Invoice,
        body={**INVOICE, "OrderDetailId": required(whole()), **CUSTOM_FIELDS},
    ),
)
