"""Credit invoices: money goes back for sales invoices that were paid."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from oms_sandbox.checks import Table, money, required, whole, words
from oms_sandbox.checks import optional as may_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, unchanged
from oms_sandbox.entities import (
    CREDIT,
    CREDITED,
    PAID,
    PARTIALLY_CREDITED,
    REFUND,
    Invoice,
    InvoiceLine,
    Order,
)
from oms_sandbox.errors import (
    INSUFFICIENT_AMOUNT,
    INSUFFICIENT_QUANTITY,
    BackendError,
    invalid,
    wrong_state,
)
from oms_sandbox.forms import LINE_QUANTITIES
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.orders.rules import sales_invoices
from oms_sandbox.paging import page
from oms_sandbox.payments.billing import file_invoice, priced, worth
from oms_sandbox.payments.transactions import record
from oms_sandbox.state import Oms, customer_named, numbered, owner

CAN_BE_CREDITED = (PAID, PARTIALLY_CREDITED)


def credit_invoice(oms: Oms, call: Call) -> Answer:
    """Credit a paid invoice by an amount or by lines; answers the new Credit invoice."""
    amount, items = call.body["Amount"], call.body["LineItems"]
    if (amount is None) == (items is None):
        raise invalid("Amount", "is required, or LineItems, and not both")
    invoice = numbered(oms.invoices, call.body["InvoiceId"], "InvoiceId")
    if invoice["InvoiceType"] == CREDIT or invoice["InvoiceStatus"] not in CAN_BE_CREDITED:
        raise wrong_state(f"It is a {invoice['InvoiceType']} invoice, {invoice['InvoiceStatus']}.")
    order = owner(oms, invoice)
    lines = _lines(oms, invoice, items or [])
    credit = make_credit(oms, order, [invoice], lines, amount, call.body["Reason"])
    return changed(credit, order, InvoiceId=[credit["InvoiceId"], invoice["InvoiceId"]])


def _lines(oms: Oms, invoice: Invoice, items: list[Any]) -> list[InvoiceLine]:
    """Price the quantities to credit; raises INSUFFICIENT_QUANTITY above what is invoiced."""
    credited = Counter[int]()
    for credit in oms.invoices.of(invoice["InternalOrderId"]):
        if credit["OriginalInvoiceId"] == invoice["InvoiceId"]:
            for line in credit["LineItems"]:
                credited[line["OrderDetailId"]] += line["Quantity"]
    sold = {line["OrderDetailId"]: line for line in invoice["LineItems"]}
    lines = []
    for item in items:
        detail, quantity = item["OrderDetailId"], item["Quantity"]
        if detail not in sold or credited[detail] + quantity > sold[detail]["Quantity"]:
            message = f"OrderDetailId {detail}: less than {quantity} is left to credit."
            raise BackendError(INSUFFICIENT_QUANTITY, message)
        line, part = sold[detail], (credited[detail], quantity)
        lines.append(priced(detail, line["Amount"], line["TaxAmount"], line["Quantity"], *part))
    return lines


def creditable(oms: Oms, order: Order) -> list[Invoice]:
    """List the order's sales invoices from which money can go back."""
    return [one for one in sales_invoices(oms, order) if one["InvoiceStatus"] in CAN_BE_CREDITED]


def make_credit(
    oms: Oms,
    order: Order,
    sources: list[Invoice],
    lines: list[InvoiceLine],
    amount: Decimal | None,
    reason: str,
) -> Invoice:
    """Make one Credit invoice out of these sales invoices, oldest first, and refund it.

    Without an amount the lines say it. Raises INSUFFICIENT_AMOUNT, having changed nothing.
    """
    if amount is None:
        amount = worth(lines)
    if amount > sum(map(_left, sources)):
        raise BackendError(INSUFFICIENT_AMOUNT, f"Less than {amount} is left to credit.")
    nothing = Decimal()
    credit = file_invoice(
        oms, order, CREDIT, PAID, lines, amount, open_amount=nothing, reason=reason
    )
    used = _draw(sources, amount)
    credit["OriginalInvoiceId"] = used[0]["InvoiceId"] if len(used) == 1 else None
    record(oms, order, REFUND, amount, invoice_id=credit["InvoiceId"], reference=reason)
    return credit


def _left(invoice: Invoice) -> Decimal:
    return invoice["TotalAmount"] - invoice["CreditedAmount"]


def _draw(sources: list[Invoice], amount: Decimal) -> list[Invoice]:
    used = []
    for invoice in sources:
        part = min(amount, _left(invoice))
        if part:
            amount -= part
            invoice["CreditedAmount"] += part
            invoice["InvoiceStatus"] = PARTIALLY_CREDITED if _left(invoice) else CREDITED
            used.append(invoice)
    return used


def get_credit_memos(oms: Oms, call: Call) -> Answer:
    """List a customer's Credit invoices."""
    customer = customer_named(oms, call.query)
    memos = [
        invoice
        for order in oms.orders.of(customer["InternalCustomerId"])
        for invoice in oms.invoices.of(order["InternalOrderId"])
        if invoice["InvoiceType"] == CREDIT
    ]
    return unchanged(page(memos, call.query))


CREDIT_BODY: Table = {
    "InvoiceId": required(whole()),
    "Amount": may_have(money("0.01")),
    "LineItems": may_have(LINE_QUANTITIES),
    "Reason": words(500),
}

ENDPOINTS = (
    Endpoint(
        "credit_invoice",
        "POST",
        "/v1/paymentprocessing/Invoices/CreditInvoice",
        credit_invoice,
        answers=Invoice,
        body=CREDIT_BODY,
    ),
    Endpoint(
        "get_credit_memos",
        "GET",
        "/v1/paymentprocessing/CreditMemos",
        get_credit_memos,
        answers=ListOf(Invoice),
        query=optional("InternalCustomerId", "ExternalCustomerId", "PageSize", "PageNumber"),
    ),
)
