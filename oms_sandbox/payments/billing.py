"""Invoices of both kinds: their lines are priced, and they are filed, in one way."""

from __future__ import annotations

from decimal import Decimal

from oms_sandbox.entities import Invoice, InvoiceLine, Order
from oms_sandbox.orders.rules import share
from oms_sandbox.state import Oms


def priced(
    detail: int, amount: Decimal, tax: Decimal, of: int, done: int, quantity: int
) -> InvoiceLine:
    """Price `quantity` units after `done`, where `of` units are worth this amount and tax."""
    return InvoiceLine(
        OrderDetailId=detail,
        Quantity=quantity,
        Amount=share(amount, of, done, quantity),
        TaxAmount=share(tax, of, done, quantity),
        CustomFields=[],
    )


def worth(lines: list[InvoiceLine]) -> Decimal:
    """Add up lines with their tax."""
    return sum((line["Amount"] + line["TaxAmount"] for line in lines), Decimal())


def file_invoice(
    oms: Oms,
    order: Order,
    kind: str,
    status: str,
    lines: list[InvoiceLine],
    total: Decimal,
    *,
    open_amount: Decimal,
    shipment_id: int | None = None,
    reason: str = "",
) -> Invoice:
    invoice = Invoice(
        InvoiceId=oms.invoices.new_number(),
        InvoiceType=kind,
        InvoiceStatus=status,
        InternalOrderId=order["InternalOrderId"],
        ExternalOrderId=order["ExternalOrderId"],
        ShipmentId=shipment_id,
        CurrencyCode=order["CurrencyCode"],
        LineItems=lines,
        TotalAmount=total,
        OpenAmount=open_amount,
        CreditedAmount=Decimal(),
        OriginalInvoiceId=None,
        Reason=reason,
        FailureReason="",
        PaymentAttempts=0,
        CustomFields=[],
        CreateDateTimeUtc=oms.now(),
    )
    oms.invoices.put(invoice["InvoiceId"], invoice, owner=order["InternalOrderId"])
    return invoice
