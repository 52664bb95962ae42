"""Effects that make sales invoices."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Final

from oms_client import Answer, OmsClient
from worker.effects.invoice_look import (
    SALES,
    invoice_in,
    invoiced,
    look_at_invoices,
    look_at_invoices_and_total,
    uninvoiced,
)
from worker.effects.lines import LINE, content, covers, line_names, line_numbers
from worker.effects.look import listed_one, with_tag
from worker.effects.obstacles import NO_CREATE, absent_unless_held
from worker.effects.operation import Ask, Finding, Operation, Picture, Put, applied, park
from worker.effects.shipment_look import CANCELLED

DOUBT: Final = "INVOICE_IN_DOUBT"
_UNCLEAR: Final = park(DOUBT)


def judge_auto(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """One new invoice over just what was open, and the OMS's own sum agreeing, is ours."""
    if not now["found"]:
        return NO_CREATE
    if tagged := _tagged(ask, now):
        return tagged
    if before is not None:
        return _compared(ask, before, now, uninvoiced(before), cross_check=True)
    if now["status"] == CANCELLED:
        return park("NOTHING_TO_INVOICE")
    return absent_unless_held(now) if uninvoiced(now) else applied()


def judge_by_details(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """One new invoice over just the asked lines is ours; two equal ones only tags tell apart."""
    if not now["found"]:
        return NO_CREATE
    if tagged := _tagged(ask, now):
        return tagged
    asked: Counter[str] = Counter(ask["quantities"])
    if before is not None:
        return _compared(ask, before, now, asked)
    if not asked.keys() <= set(line_names(now["lines"]).values()):
        return park("LINES_NOT_FOUND")
    if not covers(uninvoiced(now), asked):
        return park("MORE_THAN_OPEN")
    return absent_unless_held(now)


def _tagged(ask: Ask, now: Picture) -> Finding | None:
    ours = [invoice for invoice in now["invoices"] if invoice["tag"] == ask["tag"]]
    if not ours:
        return None
    return applied(InvoiceId=ours[0]["id"]) if len(ours) == 1 else _UNCLEAR


def _compared(
    ask: Ask, before: Picture, now: Picture, wanted: Counter[str], *, cross_check: bool = False
) -> Finding:
    new = [
        invoice
        for invoice in now["invoices"]
        if invoice["type"] == SALES
        and not invoice["tag"]
        and invoice_in(before, invoice["id"]) is None
    ]
    if not new and invoiced(now) == invoiced(before):
        return absent_unless_held(now)
    if [content(now, invoice, LINE) for invoice in new] != [wanted]:
        return _UNCLEAR
    if cross_check and _sum_with(before, new[0]) != Decimal(now["invoiced"]):
        return _UNCLEAR
    return applied(InvoiceId=new[0]["id"])


def _sum_with(before: Picture, invoice: Mapping[str, Any]) -> Decimal:
    return Decimal(before["invoiced"]) + Decimal(invoice["total"])


def _auto(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    return client.payment_processing.auto_invoice(body={"IDType": "order", "ID": before["id"]})


def _by_details(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    numbers = line_numbers(before)
    lines = [
        {LINE: numbers[name], "Quantity": quantity} for name, quantity in ask["quantities"].items()
    ]
    return client.payment_processing.create_sales_invoice_by_details(
        body={"ExternalOrderId": ask["order"], "LineItems": lines}
    )


def _made(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"InvoiceId": body["InvoiceId"]}


def _tag(client: OmsClient, ids: Mapping[str, Any], ask: Ask) -> Put:
    calls, number = client.payment_processing, ids["InvoiceId"]
    invoice = listed_one(calls.get_invoices(invoice_id=number), "get_invoices")
    fields = with_tag(invoice.get("CustomFields"), ask["tag"])
    body = {"InvoiceId": number, "CustomFields": fields}
    return partial(calls.update_invoice_custom_fields, body=body)


ROWS: Final = (
    Operation(
        name="auto_invoice",
        look=look_at_invoices_and_total,
        judge=judge_auto,
        send=_auto,
        made=_made,
        tag=_tag,
        resends=1,
        doubt=DOUBT,
    ),
    Operation(
        name="create_sales_invoice_by_details",
        look=look_at_invoices,
        judge=judge_by_details,
        send=_by_details,
        made=_made,
        tag=_tag,
        resends=1,
        doubt=DOUBT,
    ),
)
