"""Payments: invoice, retry, credit, money received outside the gateway."""

from typing import Any

from tasks.mapping import goods_by_line
from worker.app import lane_task
from worker.effects.obstacles import MONEY
from worker.event import Event
from worker.oms import Oms
from worker.oms_reading import Invoice
from worker.outcomes import NeedsPerson, Waits


@lane_task("payments.invoice")
def invoice_payment(event: Event, oms: Oms) -> None:
    """Invoice what was paid: the lines named, else all that is not invoiced yet."""
    transaction = event.data["transaction_id"]
    if event.data["lines"]:
        wanted = goods_by_line(event.data["lines"], oms.orders.lines())
        oms.payments.invoice_lines(transaction, wanted)
    else:
        oms.payments.invoice_rest(transaction)


@lane_task("payments.retry")
def retry_payment(event: Event, oms: Oms) -> None:
    """Try a capture again: of the invoice named, else of the one that needs it, if any."""
    invoices = oms.payments.invoices()
    waiting = [one for one in invoices if one.needs_help]
    for invoice in _chosen(invoices, event.data["invoice_id"], waiting):
        oms.payments.retry(event.data["request_id"], invoice.id)


@lane_task("payments.retry_declined")
def retry_declined_payment(event: Event, oms: Oms) -> None:
    """Try a declined capture once more; then, if the invoice still needs help, ask a person.

    Both once for an invoice: told again, as our own retry may be, there is nothing to do.
    """
    number = event.data["invoice_id"]
    request = f"declined {number}"
    if oms.payments.is_retried_for_another(request):
        return
    for invoice in _in_need(oms, number):
        oms.payments.retry(request, invoice.id)
    if _in_need(oms, number):
        raise NeedsPerson("MANUAL_INTERVENTION", f"invoice {number}")


@lane_task("payments.credit")
def credit_payment(event: Event, oms: Oms) -> None:
    """Give money back on a paid invoice that has so much left."""
    refund, money = event.data["refund_id"], event.data["amount"]
    if not money["amount"] or oms.payments.is_credited(refund):
        return
    paid = [one for one in oms.payments.invoices() if one.refundable >= money["amount"]]
    enough = _in_currency(paid, money)
    if not enough:
        raise Waits("NO_INVOICE_TO_CREDIT", MONEY)
    reason = event.data["reason"] or "refund"
    oms.payments.credit(refund, enough[0].id, money["amount"], reason)


@lane_task("payments.accept_offline")
def accept_offline_payment(event: Event, oms: Oms) -> None:
    """Accept money received outside the gateway, then spend it on an invoice."""
    reference, money = event.data["reference"], event.data["amount"]
    oms.payments.accept_offline(reference, money["amount"])
    if oms.payments.is_applied(reference):
        return
    invoices = _in_currency(oms.payments.invoices(), money)
    unpaid = [one for one in invoices if one.open]
    chosen = _chosen(invoices, event.data["invoice_id"], unpaid)
    if not chosen:
        raise NeedsPerson("NO_OPEN_INVOICE")
    oms.payments.apply_offline(reference, chosen[0].id, money["amount"])


def _in_need(oms: Oms, number: str) -> list[Invoice]:
    return [one for one in oms.payments.invoices() if str(one.id) == number and one.needs_help]


def _chosen(invoices: list[Invoice], named: str | None, likely: list[Invoice]) -> list[Invoice]:
    """Return the invoice named, else the only likely one, if any."""
    if named:
        found = [one for one in invoices if str(one.id) == named]
        if not found:
            raise NeedsPerson("INVOICE_UNKNOWN")
        return found
    if len(likely) > 1:
        raise NeedsPerson("SEVERAL_INVOICES")
    return likely


def _in_currency(invoices: list[Invoice], money: dict[str, Any]) -> list[Invoice]:
    return [one for one in invoices if one.currency in ("", money["currency"])]
