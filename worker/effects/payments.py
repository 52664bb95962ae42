"""Effects that move money: retry, credit, money from outside the payment gateway."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from oms_client import Answer, OmsClient
from worker.effects.invoice_look import (
    CREDITABLE,
    NEEDS_HELP,
    OPEN,
    credit_ids,
    invoice_in,
    look_at_invoice_and_captures,
    look_at_invoices,
    look_at_offline_money,
    refundable,
    tagged_reason,
)
from worker.effects.look import digest, with_amounts
from worker.effects.obstacles import NO_CREATE
from worker.effects.operation import ABSENT, Ask, Finding, Operation, Picture, applied, park

UNKNOWN: Final = park("INVOICE_UNKNOWN")
RETRY_DOUBT: Final = "RETRY_IN_DOUBT"
CREDIT_DOUBT: Final = "CREDIT_IN_DOUBT"
ACCEPT_DOUBT: Final = "OFFLINE_ACCEPT_IN_DOUBT"
APPLY_DOUBT: Final = "OFFLINE_APPLY_IN_DOUBT"


def judge_retry(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """One attempt and one capture more: it ran, paid or declined."""
    if not now["found"]:
        return NO_CREATE
    invoice = invoice_in(now, ask["invoice"])
    if invoice is None:
        return UNKNOWN
    if before is None:
        return _retryable(invoice)
    earlier = invoice_in(before, ask["invoice"])
    attempts = invoice["attempts"] - (earlier["attempts"] if earlier else 0)
    captures = len(set(now["captures"]) - set(before["captures"]))
    if (attempts, captures) == (1, 1):
        return applied(InvoiceId=invoice["id"], InvoiceStatus=invoice["status"])
    return ABSENT if invoice == earlier and not captures else park(RETRY_DOUBT)


def _retryable(invoice: Mapping[str, Any]) -> Finding:
    if invoice["status"] in CREDITABLE:
        return applied()
    return ABSENT if invoice["status"] == NEEDS_HELP else park("NOTHING_TO_RETRY")


def judge_credit(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """Only the tag in its reason tells a credit of ours from another of the same amount."""
    if not now["found"]:
        return NO_CREATE
    ours = [invoice for invoice in now["invoices"] if invoice["reason_tag"] == ask["tag"]]
    if ours:
        return applied(InvoiceId=ours[0]["id"]) if len(ours) == 1 else park("CREDITED_TWICE")
    invoice = invoice_in(now, ask["invoice"])
    if invoice is None:
        return UNKNOWN
    if before is None:
        enough = refundable(now, invoice) >= Decimal(ask["amount"])
        creditable = invoice["status"] in CREDITABLE and enough
        return ABSENT if creditable else park("NOT_ENOUGH_TO_CREDIT")
    unchanged = invoice == invoice_in(before, ask["invoice"])
    return ABSENT if unchanged and credit_ids(now) == credit_ids(before) else park(CREDIT_DOUBT)


def judge_accept(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """Money is accepted once by its reference."""
    if not now["found"]:
        return NO_CREATE
    accepted = now["accepted"].get(digest(ask["reference"]))
    if accepted is not None:
        same = Decimal(accepted) == Decimal(ask["amount"])
        return applied() if same else park("OTHER_AMOUNT")
    unchanged = before is None or now["accepted_total"] == before["accepted_total"]
    return ABSENT if unchanged else park(ACCEPT_DOUBT)


def judge_apply(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """The invoice's open amount is less by just what was applied."""
    if not now["found"]:
        return NO_CREATE
    invoice = invoice_in(now, ask["invoice"])
    if invoice is None:
        return UNKNOWN
    still_open, amount = Decimal(invoice["open"]), Decimal(ask["amount"])
    if before is None:
        fits = invoice["status"] in OPEN and still_open >= amount
        return ABSENT if fits else park("NOT_ENOUGH_OPEN")
    earlier = invoice_in(before, ask["invoice"])
    if earlier and still_open == Decimal(earlier["open"]) - amount:
        return applied(InvoiceId=invoice["id"])
    return ABSENT if invoice == earlier else park(APPLY_DOUBT)


def _retry(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    return client.payment_processing.retry_invoice_payment(body={"InvoiceIds": [ask["invoice"]]})


def _credit(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    body = {
        "InvoiceId": ask["invoice"],
        "Amount": ask["amount"],
        "Reason": tagged_reason(ask["reason"], ask["tag"]),
    }
    return client.payment_processing.credit_invoice(body=with_amounts(body))


def _accept(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    body = {"Amount": ask["amount"], "Reference": ask["reference"]}
    return client.payment_processing.accept_offline_payment(
        external_order_id=ask["order"], body=with_amounts(body)
    )


def _apply(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    body = {"InvoiceId": ask["invoice"], "Amount": ask["amount"]}
    return client.payment_processing.apply_offline_payment(
        external_order_id=ask["order"], body=with_amounts(body)
    )


def _made(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"InvoiceId": body["InvoiceId"]}


ROWS: Final = (
    Operation(
        name="retry_invoice_payment",
        look=look_at_invoice_and_captures,
        judge=judge_retry,
        send=_retry,
        made=lambda body: {
            name: body["Results"][0][name] for name in ("InvoiceId", "InvoiceStatus")
        },
        resends=0,
        doubt=RETRY_DOUBT,
    ),
    Operation(
        "credit_invoice", look_at_invoices, judge_credit, _credit, 0, CREDIT_DOUBT, made=_made
    ),
    Operation(
        "accept_offline_payment", look_at_offline_money, judge_accept, _accept, 1, ACCEPT_DOUBT
    ),
    Operation(
        "apply_offline_payment", look_at_invoices, judge_apply, _apply, 0, APPLY_DOUBT, made=_made
    ),
)
