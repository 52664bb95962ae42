"""Which invoice a payment means, and what is asked of the OMS for it."""

from decimal import Decimal
from typing import Any

import pytest

from tasks import payments as tasks
from tests.unit.tasks.telling import NewEvent, reason_of, wait_of
from worker.oms_reading import Invoice

TEN = {"amount": "10.00", "currency": "EUR"}


def invoice(number: int, **more: Any) -> Invoice:
    nothing = {"currency": "EUR", "needs_help": False, "open": False, "refundable": Decimal(0)}
    return Invoice(id=number, **{**nothing, **more})


def paid(number: int, left: str, **more: Any) -> Invoice:
    return invoice(number, refundable=Decimal(left), **more)


def test_a_capture_without_lines_invoices_the_rest(oms: Any, event: NewEvent):
    tasks.invoice_payment.run(event("payment.captured", transaction_id="tx"), oms)

    assert oms.asked == [("invoice_rest", "tx")]


def test_a_capture_with_lines_invoices_them_by_id_or_by_a_sku_of_one_line(
    oms: Any, event: NewEvent
):
    oms.order("MUG_1", "MUG_2", "CAP")
    lines = [
        {"id": "MUG_2", "sku": "MUG", "quantity": 1},
        {"sku": "CAP", "quantity": 1},
        {"sku": "CAP", "quantity": 2},
    ]
    asked = event("payment.capture_requested", transaction_id="tx", lines=lines)
    tasks.invoice_payment.run(asked, oms)

    assert oms.asked == [("invoice_lines", "tx", "OrderDetailId", {"MUG_2": 1, "CAP": 3})]


@pytest.mark.parametrize("sku", ["MUG", "HAT"], ids=["on two lines", "not ordered"])
def test_a_sku_that_does_not_tell_the_line_is_for_a_person(oms: Any, event: NewEvent, sku: str):
    oms.order("MUG_1", "MUG_2")
    lines = [{"sku": sku, "quantity": 1}]
    asked = event("payment.captured", transaction_id="tx", lines=lines)

    assert reason_of(tasks.invoice_payment, asked, oms) == "LINES_NOT_FOUND"


def declined(event: NewEvent) -> Any:
    return event("payment.failed", source="oms", invoice_id="2")


def test_a_declined_invoice_is_tried_once_more_by_its_number(oms: Any, event: NewEvent):
    oms.money = [invoice(1, needs_help=True), invoice(2, needs_help=True)]

    def takes_the_money(request: str, number: int) -> None:
        oms.asked.append((request, number))
        oms.money[1] = invoice(2)

    oms.retry = takes_the_money
    tasks.retry_declined_payment.run(declined(event), oms)

    assert oms.asked == [("declined 2", 2)]


def test_an_invoice_that_still_needs_help_is_for_a_person(oms: Any, event: NewEvent):
    oms.money = [invoice(2, needs_help=True)]

    assert reason_of(tasks.retry_declined_payment, declined(event), oms) == "MANUAL_INTERVENTION"
    assert oms.asked == [("retry", "declined 2", 2)]


def test_a_decline_that_comes_of_our_own_retry_is_left_alone(oms: Any, event: NewEvent):
    oms.money = [invoice(2, needs_help=True)]
    oms.done = {("retry", "declined 2")}
    tasks.retry_declined_payment.run(declined(event), oms)

    assert oms.asked == []


def test_a_declined_invoice_that_needs_no_help_any_more_is_left_alone(oms: Any, event: NewEvent):
    oms.money = [invoice(1, needs_help=True), invoice(2, open=True)]
    tasks.retry_declined_payment.run(declined(event), oms)

    assert oms.asked == []


def test_the_invoice_named_is_retried(oms: Any, event: NewEvent):
    oms.money = [invoice(1, needs_help=True), invoice(2, needs_help=True)]
    named = event("payment.retry_requested", request_id="r", invoice_id="2")
    tasks.retry_payment.run(named, oms)

    assert oms.asked == [("retry", "r", 2)]


def test_without_a_name_the_only_one_that_needs_help_is_retried(oms: Any, event: NewEvent):
    oms.money = [invoice(1), invoice(2, needs_help=True)]
    tasks.retry_payment.run(event("payment.retry_requested", request_id="r"), oms)

    assert oms.asked == [("retry", "r", 2)]


def test_nothing_is_retried_when_none_needs_help(oms: Any, event: NewEvent):
    oms.money = [invoice(1)]
    tasks.retry_payment.run(event("payment.retry_requested", request_id="r"), oms)

    assert oms.asked == []


def test_several_that_need_help_or_an_unknown_name_are_for_a_person(oms: Any, event: NewEvent):
    oms.money = [invoice(1, needs_help=True), invoice(2, needs_help=True)]
    unnamed = event("payment.retry_requested", request_id="r")
    misnamed = event("payment.retry_requested", request_id="r", invoice_id="9")

    assert reason_of(tasks.retry_payment, unnamed, oms) == "SEVERAL_INVOICES"
    assert reason_of(tasks.retry_payment, misnamed, oms) == "INVOICE_UNKNOWN"


def test_a_refund_is_credited_on_a_paid_invoice_with_enough_left(oms: Any, event: NewEvent):
    oms.money = [paid(1, "9.99"), paid(2, "50", currency="USD"), paid(3, "10.00")]
    refund = event("payment.refunded", refund_id="re", amount=TEN, reason="damaged")
    tasks.credit_payment.run(refund, oms)

    assert oms.asked == [("credit", "re", 3, "10.00", "damaged")]


def test_a_refund_before_any_payment_waits_for_one(oms: Any, event: NewEvent):
    oms.money = [invoice(1, open=True), paid(2, "9.99")]
    refund = event("payment.refunded", refund_id="re", amount=TEN)

    waits = wait_of(tasks.credit_payment, refund, oms)

    assert waits.reason == "NO_INVOICE_TO_CREDIT"
    assert {"payment.captured", "payment.received", "order.held"} < set(waits.unblocked_by)
    assert oms.asked == []


def test_a_refund_that_is_done_or_of_nothing_asks_for_nothing(oms: Any, event: NewEvent):
    oms.done = {("credit", "re")}
    nothing = {**TEN, "amount": "0.00"}
    tasks.credit_payment.run(event("payment.refunded", refund_id="re", amount=TEN), oms)
    tasks.credit_payment.run(event("payment.refunded", refund_id="re2", amount=nothing), oms)

    assert oms.asked == []


@pytest.mark.parametrize("named", [None, "2"])
def test_money_from_outside_is_accepted_then_spent_on_the_open_invoice(
    oms: Any, event: NewEvent, named: str | None
):
    oms.money = [invoice(1), invoice(2, open=True)]
    received = event("payment.received", reference="wire", amount=TEN, invoice_id=named)
    tasks.accept_offline_payment.run(received, oms)

    assert oms.asked == [("accept", "wire", "10.00"), ("apply", "wire", 2, "10.00")]


def test_money_that_was_spent_in_an_earlier_turn_is_not_spent_again(oms: Any, event: NewEvent):
    oms.done = {("apply", "wire")}
    oms.money = [invoice(1, open=True)]
    received = event("payment.received", reference="wire", amount=TEN)
    tasks.accept_offline_payment.run(received, oms)

    assert oms.asked == [("accept", "wire", "10.00")]


@pytest.mark.parametrize(
    ("invoices", "reason"),
    [
        ([invoice(1)], "NO_OPEN_INVOICE"),
        ([invoice(1, open=True, currency="USD")], "NO_OPEN_INVOICE"),
        ([invoice(1, open=True), invoice(2, open=True)], "SEVERAL_INVOICES"),
    ],
    ids=["none open", "none in this currency", "several open"],
)
def test_money_without_one_invoice_to_spend_it_on_is_for_a_person(
    oms: Any, event: NewEvent, invoices: Any, reason: str
):
    oms.money = invoices
    received = event("payment.received", reference="wire", amount=TEN)

    assert reason_of(tasks.accept_offline_payment, received, oms) == reason
