"""What a picture of invoices and money says about an effect that moves money."""

import json
from typing import Any

import pytest

from worker.effects.invoice_look import tagged_reason
from worker.effects.look import digest
from worker.effects.obstacles import NO_CREATE
from worker.effects.operation import ABSENT, Finding, applied, park
from worker.effects.payments import judge_accept, judge_apply, judge_credit, judge_retry

STUCK = "ManualInterventionRequired"
NOT_FOUND = {"found": False}


def invoice(number: int, status: str = "Paid", **more: Any) -> Any:
    plain = {"type": "Sales", "original": None, "attempts": 1, "tag": "", "reason_tag": ""}
    amounts = {"total": "30.00", "open": "0.00" if status == "Paid" else "30.00"}
    return {"id": number, "status": status, **plain, **amounts, **more}


def credit(number: int, total: str, reason_tag: str = "") -> Any:
    of = {"type": "Credit", "original": 41}
    return invoice(number, **of, total=total, reason_tag=reason_tag)


def order(*invoices: Any, **more: Any) -> Any:
    picture = {"found": True, "status": "Processing", "invoices": list(invoices), **more}
    return json.loads(json.dumps(picture))


def tried(status: str, attempts: int, *captures: int) -> Any:
    return order(invoice(41, status, attempts=attempts), captures=list(captures))


FAILED = tried(STUCK, 1, 51)
RETRY_DOUBT = park("RETRY_IN_DOUBT")
RETRY: dict[str, tuple[Any, Any, Finding]] = {
    "an unknown order waits for its create": (None, NOT_FOUND, NO_CREATE),
    "no such invoice": (None, order(captures=[]), park("INVOICE_UNKNOWN")),
    "it needs help": (None, FAILED, ABSENT),
    "it is paid": (None, tried("Paid", 2, 51, 52), applied()),
    "it was paid and partly credited": (None, tried("PartiallyCredited", 2, 51), applied()),
    "it is void": (None, tried("Voided", 1, 51), park("NOTHING_TO_RETRY")),
    "read back: paid": (
        FAILED,
        tried("Paid", 2, 51, 52),
        applied(InvoiceId=41, InvoiceStatus="Paid"),
    ),
    "read back: it ran and was declined": (
        FAILED,
        tried(STUCK, 2, 51, 52),
        applied(InvoiceId=41, InvoiceStatus=STUCK),
    ),
    "read back: nothing happened": (FAILED, FAILED, ABSENT),
    "read back: it ran twice": (FAILED, tried("Paid", 3, 51, 52, 53), RETRY_DOUBT),
    "read back: counted, but the gateway has no capture": (
        FAILED,
        tried(STUCK, 2, 51),
        RETRY_DOUBT,
    ),
    "read back: captured, but not counted": (FAILED, tried(STUCK, 1, 51, 52), RETRY_DOUBT),
    "read back: paid by other means": (FAILED, tried("Paid", 1, 51), RETRY_DOUBT),
}


@pytest.mark.parametrize(("before", "now", "finding"), RETRY.values(), ids=RETRY)
def test_a_retry_is_told_by_one_attempt_and_one_capture_more(
    before: Any, now: Any, finding: Finding
):
    assert judge_retry({"invoice": 41}, before, now) == finding


PAID = order(invoice(41))
PARTLY = invoice(41, "PartiallyCredited")
SHORT = park("NOT_ENOUGH_TO_CREDIT")
CREDIT_DOUBT = park("CREDIT_IN_DOUBT")
CREDIT: dict[str, tuple[Any, Any, Finding]] = {
    "an unknown order waits for its create": (None, NOT_FOUND, NO_CREATE),
    "no such invoice": (None, order(), park("INVOICE_UNKNOWN")),
    "so much is left": (None, PAID, ABSENT),
    "so much is left after another credit": (None, order(PARTLY, credit(42, "17.50")), ABSENT),
    "less is left": (None, order(PARTLY, credit(42, "17.51")), SHORT),
    "it is not paid": (None, order(invoice(41, "Pending")), SHORT),
    "a credit bears our tag already": (
        None,
        order(PARTLY, credit(42, "12.50", "our")),
        applied(InvoiceId=42),
    ),
    "read back: a credit with our tag": (
        PAID,
        order(PARTLY, credit(42, "12.50", "our")),
        applied(InvoiceId=42),
    ),
    "read back: two credits with our tag": (
        PAID,
        order(PARTLY, credit(42, "12.50", "our"), credit(43, "12.50", "our")),
        park("CREDITED_TWICE"),
    ),
    "read back: nothing happened": (PAID, PAID, ABSENT),
    "read back: an equal credit whose reason shows no tag": (
        PAID,
        order(PARTLY, credit(42, "12.50")),
        CREDIT_DOUBT,
    ),
    "read back: an equal credit of another effect": (
        PAID,
        order(invoice(41), credit(42, "12.50", "other")),
        CREDIT_DOUBT,
    ),
    "read back: no credit, but the invoice says so": (PAID, order(PARTLY), CREDIT_DOUBT),
}


@pytest.mark.parametrize(("before", "now", "finding"), CREDIT.values(), ids=CREDIT)
def test_a_credit_is_told_by_the_tag_in_its_reason(before: Any, now: Any, finding: Finding):
    ask = {"invoice": 41, "amount": "12.5", "tag": "our"}

    assert judge_credit(ask, before, now) == finding


def test_a_long_reason_is_cut_and_its_tag_is_not():
    reason = tagged_reason("x" * 600, "abc123")

    assert len(reason) <= 500
    assert reason.endswith(" [orderlane abc123]")


def money(total: str, **accepted: str) -> Any:
    by_digest = {digest(reference): amount for reference, amount in accepted.items()}
    return order(accepted=by_digest, accepted_total=total)


ACCEPT: dict[str, tuple[Any, Any, Finding]] = {
    "an unknown order waits for its create": (None, NOT_FOUND, NO_CREATE),
    "nothing by this reference": (None, money("5.00", other="5.00"), ABSENT),
    "accepted before": (None, money("12.50", wire1="12.50"), applied()),
    "accepted before with another amount": (
        None,
        money("12.51", wire1="12.51"),
        park("OTHER_AMOUNT"),
    ),
    "read back: there": (money("0.00"), money("12.50", wire1="12.50"), applied()),
    "read back: not there": (money("5.00"), money("5.00"), ABSENT),
    "read back: more money, but no reference is shown": (
        money("0.00"),
        money("12.50"),
        park("OFFLINE_ACCEPT_IN_DOUBT"),
    ),
}


@pytest.mark.parametrize(("before", "now", "finding"), ACCEPT.values(), ids=ACCEPT)
def test_money_from_outside_is_told_by_its_reference(before: Any, now: Any, finding: Finding):
    ask = {"reference": "wire1", "amount": "12.5"}

    assert judge_accept(ask, before, now) == finding


UNPAID = order(invoice(41, "Pending"))
APPLY_DOUBT = park("OFFLINE_APPLY_IN_DOUBT")
APPLY: dict[str, tuple[Any, Any, Finding]] = {
    "an unknown order waits for its create": (None, NOT_FOUND, NO_CREATE),
    "no such invoice": (None, order(), park("INVOICE_UNKNOWN")),
    "so much is open": (None, UNPAID, ABSENT),
    "less is open": (None, order(invoice(41, STUCK, open="12.49")), park("NOT_ENOUGH_OPEN")),
    "it is void": (None, order(invoice(41, "Voided")), park("NOT_ENOUGH_OPEN")),
    "read back: just so much less is open": (
        UNPAID,
        order(invoice(41, "PartiallyPaid", open="17.50")),
        applied(InvoiceId=41),
    ),
    "read back: as much is open as before": (UNPAID, UNPAID, ABSENT),
    "read back: another payment came in between": (
        UNPAID,
        order(invoice(41, "PartiallyPaid", open="7.50")),
        APPLY_DOUBT,
    ),
    "read back: as much is open, but it was tried": (
        UNPAID,
        order(invoice(41, STUCK, attempts=2)),
        APPLY_DOUBT,
    ),
}


@pytest.mark.parametrize(("before", "now", "finding"), APPLY.values(), ids=APPLY)
def test_money_spent_is_told_by_the_open_amount(before: Any, now: Any, finding: Finding):
    assert judge_apply({"invoice": 41, "amount": "12.5"}, before, now) == finding
