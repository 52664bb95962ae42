"""The payment gateway's book, and the outcome of a capture."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

from oms_sandbox.entities import (
    APPROVED,
    CAPTURE,
    DECLINED,
    MANUAL_INTERVENTION_REQUIRED,
    OFFLINE,
    PAID,
    REFUND,
    Invoice,
    Order,
    Transaction,
)
from oms_sandbox.orders.rules import complete_if_paid
from oms_sandbox.state import Oms

# How many attempts per invoice are declined, by payment method; all others approve at once.
DECLINED_ATTEMPTS: Mapping[str, float] = {"TEST_DECLINE": math.inf, "TEST_DECLINE_ONCE": 1}


def record(
    oms: Oms,
    order: Order,
    kind: str,
    amount: Decimal,
    *,
    invoice_id: int | None = None,
    result: str = APPROVED,
    reference: str = "",
) -> Transaction:
    """Write a transaction into the book."""
    number = oms.transactions.new_number()
    transaction = Transaction(
        TransactionId=number,
        InternalOrderId=order["InternalOrderId"],
        ExternalOrderId=order["ExternalOrderId"],
        InvoiceId=invoice_id,
        TransactionType=kind,
        Result=result,
        Amount=amount,
        Reference=reference,
        CreateDateTimeUtc=oms.now(),
    )
    oms.transactions.put(number, transaction, owner=order["InternalOrderId"])
    return transaction


def capture(oms: Oms, order: Order, invoice: Invoice) -> None:
    """Take what is open on an invoice from the order's first payment; without one it stays Pending."""
    if not order["Payments"]:
        return
    method = order["Payments"][0]["PaymentMethod"]
    declined = invoice["PaymentAttempts"] < DECLINED_ATTEMPTS.get(method, 0)
    invoice["PaymentAttempts"] += 1
    result = DECLINED if declined else APPROVED
    number, amount = invoice["InvoiceId"], invoice["OpenAmount"]
    record(oms, order, CAPTURE, amount, invoice_id=number, result=result)
    if declined:
        invoice["InvoiceStatus"] = MANUAL_INTERVENTION_REQUIRED
        invoice["FailureReason"] = "The payment gateway declined."
    else:
        settle(oms, order, invoice)


def settle(oms: Oms, order: Order, invoice: Invoice) -> None:
    """Mark an invoice as paid in full, which may complete the order."""
    invoice["InvoiceStatus"] = PAID
    invoice["OpenAmount"] = Decimal()
    invoice["FailureReason"] = ""
    complete_if_paid(oms, order)


def accepted_offline(oms: Oms, order: Order) -> list[Transaction]:
    """List the offline payments accepted for an order, each with its reference."""
    return [one for one in _offline(oms, order) if one["InvoiceId"] is None]


def amounts(oms: Oms, order: Order) -> dict[str, Decimal]:
    """Add up the gateway's book for one order."""
    book = oms.transactions.of(order["InternalOrderId"])
    captured = _total(
        [one for one in book if (one["TransactionType"], one["Result"]) == (CAPTURE, APPROVED)]
    )
    refunded = _total([one for one in book if one["TransactionType"] == REFUND])
    accepted = _total(accepted_offline(oms, order))
    applied = _total(_offline(oms, order)) - accepted
    return {
        "AuthorizedAmount": sum((one["Amount"] for one in order["Payments"]), Decimal()),
        "CapturedAmount": captured,
        "RefundableAmount": captured + applied - refunded,
        "OfflineAcceptedAmount": accepted,
        "OfflineAppliedAmount": applied,
    }


def _offline(oms: Oms, order: Order) -> list[Transaction]:
    book = oms.transactions.of(order["InternalOrderId"])
    return [one for one in book if one["TransactionType"] == OFFLINE]


def _total(transactions: list[Transaction]) -> Decimal:
    return sum((one["Amount"] for one in transactions), Decimal())
