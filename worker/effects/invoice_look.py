"""Pictures of an order's invoices and money. Their states are our definition, docs/sandbox.md.

Amounts are text with two places, so that they stay exact in a record.
"""

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from oms_client import OmsClient
from worker.effects.lines import LINE, content, line_names
from worker.effects.look import digest, look_at_order, tag_in
from worker.effects.operation import Ask, Picture

SALES: Final = "Sales"
CREDIT: Final = "Credit"
VOIDED: Final = "Voided"
PAID: Final = "Paid"
NEEDS_HELP: Final = "ManualInterventionRequired"
CREDITABLE: Final = (PAID, "PartiallyCredited")
OPEN: Final = ("Pending", "PartiallyPaid", NEEDS_HELP)

_REASON_TAG: Final = re.compile(r"\[orderlane ([0-9a-f]+)\]")


def tagged_reason(reason: str, tag: str) -> str:
    """Return a credit's reason that carries the claim tag; a long one is cut, never the tag."""
    return f"{reason[:400]} [orderlane {tag}]"


def look_at_invoices(client: OmsClient, ask: Ask) -> Picture:
    """Picture the order, and its invoices when the OMS knows it."""
    order = look_at_order(client, ask)
    if not order["found"]:
        return order
    bodies = client.payment_processing.get_invoices.items(external_order_id=ask["order"])
    return {**order, "invoices": [_invoice(body) for body in bodies]}


def look_at_invoices_and_total(client: OmsClient, ask: Ask) -> Picture:
    """Picture the invoices and, as a cross-check, what the OMS says is invoiced."""
    order = look_at_invoices(client, ask)
    if not order["found"]:
        return order
    return {**order, "invoiced": _money(_amounts(client, ask).get("InvoicedAmount"))}


def look_at_invoice_and_captures(client: OmsClient, ask: Ask) -> Picture:
    """Picture the invoices and what the payment gateway did for the one asked for."""
    order = look_at_invoices(client, ask)
    if not order["found"]:
        return order
    calls = client.payment_processing
    book = calls.get_payment_gateway_transactions(invoice_id=ask["invoice"]).body["Items"]
    captures = [one["TransactionId"] for one in book if one["TransactionType"] == "Capture"]
    return {**order, "captures": captures}


def look_at_offline_money(client: OmsClient, ask: Ask) -> Picture:
    """Picture the order, and the money accepted for it outside the gateway by reference."""
    order = look_at_order(client, ask)
    if not order["found"]:
        return order
    amounts = _amounts(client, ask)
    accepted = {
        digest(one["Reference"]): _money(one["Amount"])
        for one in amounts.get("OfflinePayments") or ()
    }
    total = _money(amounts.get("OfflineAcceptedAmount"))
    return {**order, "accepted": accepted, "accepted_total": total}


def invoice_in(picture: Picture, number: int) -> dict[str, Any] | None:
    """Return the pictured invoice with this InvoiceId, None when there is none."""
    found: list[dict[str, Any]] = [one for one in picture["invoices"] if one["id"] == number]
    return found[0] if found else None


def sales_invoices(picture: Picture) -> list[dict[str, Any]]:
    """Return the pictured sales invoices that are in force."""
    return [
        invoice
        for invoice in picture["invoices"]
        if invoice["type"] == SALES and invoice["status"] != VOIDED
    ]


def credit_ids(picture: Picture) -> set[int]:
    """Return the InvoiceIds of the pictured credits."""
    return {invoice["id"] for invoice in picture["invoices"] if invoice["type"] == CREDIT}


def uninvoiced(picture: Picture) -> Counter[str]:
    """Return what is wanted and on no invoice, by line name."""
    names = line_names(picture["lines"])
    wanted = Counter(
        {names[line["id"]]: line["quantity"] - line["cancelled"] for line in picture["lines"]}
    )
    return wanted - invoiced(picture)


def invoiced(picture: Picture) -> Counter[str]:
    """Return what the sales invoices in force cover, by line name."""
    return sum((content(picture, one, LINE) for one in sales_invoices(picture)), Counter[str]())


def refundable(picture: Picture, invoice: Mapping[str, Any]) -> Decimal:
    """Return what a pictured sales invoice has left to credit."""
    credits_of_it = [one for one in picture["invoices"] if one["original"] == invoice["id"]]
    return Decimal(invoice["total"]) - sum(Decimal(one["total"]) for one in credits_of_it)


def _amounts(client: OmsClient, ask: Ask) -> dict[str, Any]:
    calls = client.payment_processing
    return calls.get_available_order_amounts(external_order_id=ask["order"]).body


def _invoice(body: Mapping[str, Any]) -> dict[str, Any]:
    reason = _REASON_TAG.search(body.get("Reason") or "")
    return {
        "id": body["InvoiceId"],
        "type": body["InvoiceType"],
        "status": body["InvoiceStatus"],
        "currency": body.get("CurrencyCode") or "",
        "total": _money(body["TotalAmount"]),
        "open": _money(body.get("OpenAmount")),
        "original": body.get("OriginalInvoiceId"),
        "attempts": int(body.get("PaymentAttempts") or 0),
        "tag": tag_in(body.get("CustomFields")),
        "reason_tag": reason[1] if reason else "",
        "lines": [
            {"id": line["OrderDetailId"], "quantity": int(line["Quantity"])}
            for line in body.get("LineItems") or ()
        ],
    }


def _money(value: Any) -> str:
    return f"{Decimal(str(value or 0)):.2f}"
