"""Money apart from invoices: the gateway's book, amounts, cards on file, offline payments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from oms_sandbox.checks import Table, money, text, whole
from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, unchanged
from oms_sandbox.entities import (
    CANCELLED,
    MANUAL_INTERVENTION_REQUIRED,
    OFFLINE,
    PARTIALLY_PAID,
    PENDING,
    Card,
    Invoice,
    Order,
    Transaction,
)
from oms_sandbox.errors import INSUFFICIENT_AMOUNT, BackendError, invalid, not_found, wrong_state
from oms_sandbox.openapi.answers import ListOf, OrderAmounts
from oms_sandbox.orders.rules import sales_invoices
from oms_sandbox.paging import keep, page, whole_list
from oms_sandbox.payments.transactions import accepted_offline, amounts, record, settle
from oms_sandbox.state import Oms, customer_named, numbered, of_order, order_named, owner

CAN_BE_PAID_OFFLINE = (PENDING, MANUAL_INTERVENTION_REQUIRED, PARTIALLY_PAID)


def get_payment_gateway_transactions(oms: Oms, call: Call) -> Answer:
    if all(value is None for value in call.query.values()):
        raise invalid("InternalOrderId", "is required, or ExternalOrderId or InvoiceId")
    return unchanged(whole_list(keep(of_order(oms, oms.transactions, call.query), call.query)))


def get_available_order_amounts(oms: Oms, call: Call) -> Answer:
    return unchanged(_amounts(oms, order_named(oms, call.query)))


def _amounts(oms: Oms, order: Order) -> dict[str, Any]:
    invoices = sales_invoices(oms, order)
    fields = ("Reference", "Amount", "CreateDateTimeUtc")
    accepted: list[Any] = accepted_offline(oms, order)
    return {
        "InternalOrderId": order["InternalOrderId"],
        "ExternalOrderId": order["ExternalOrderId"],
        "CurrencyCode": order["CurrencyCode"],
        **amounts(oms, order),
        "InvoicedAmount": sum((invoice["TotalAmount"] for invoice in invoices), Decimal()),
        "OfflinePayments": [{field: one[field] for field in fields} for one in accepted],
    }


def get_credit_cards(oms: Oms, call: Call) -> Answer:
    customer = customer_named(oms, call.query)
    return unchanged(page(oms.cards.of(customer["InternalCustomerId"]), call.query))


def delete_credit_cards(oms: Oms, call: Call) -> Answer:
    card = numbered(oms.cards, call.query["CardId"], "CardId")
    oms.cards.remove(card["CardId"], card["InternalCustomerId"])
    return changed(card, CardId=[card["CardId"]])


def accept_offline_payment(oms: Oms, call: Call) -> Answer:
    """Record money received against an order, once per Reference."""
    order = order_named(oms, call.query)
    amount, reference = call.body["Amount"], call.body["Reference"]
    for payment in accepted_offline(oms, order):
        if payment["Reference"] == reference and payment["Amount"] != amount:
            raise wrong_state(f"Reference {reference} was accepted with another amount.")
        if payment["Reference"] == reference:
            return unchanged(_amounts(oms, order))
    if order["OrderStatus"] == CANCELLED:
        raise wrong_state("The order is Cancelled.")
    transaction = record(oms, order, OFFLINE, amount, reference=reference)
    return changed(_amounts(oms, order), order, TransactionId=[transaction["TransactionId"]])


def apply_offline_payment(oms: Oms, call: Call) -> Answer:
    """Spend money accepted for an order on one of its invoices; answers the invoice."""
    number, amount = call.body["InvoiceId"], call.body["Amount"]
    invoice = numbered(oms.invoices, number, "InvoiceId")
    order = owner(oms, invoice)
    if any(call.query.values()) and order_named(oms, call.query) is not order:
        raise not_found("InvoiceId", number)
    if invoice["InvoiceStatus"] not in CAN_BE_PAID_OFFLINE:
        raise wrong_state(f"The invoice is {invoice['InvoiceStatus']}.")
    book = amounts(oms, order)
    unspent = book["OfflineAcceptedAmount"] - book["OfflineAppliedAmount"]
    if amount > min(unspent, invoice["OpenAmount"]):
        message = f"{unspent} is unspent and {invoice['OpenAmount']} is open."
        raise BackendError(INSUFFICIENT_AMOUNT, message, [("Amount", "is too high")])
    record(oms, order, OFFLINE, amount, invoice_id=number)
    invoice["OpenAmount"] -= amount
    invoice["InvoiceStatus"] = PARTIALLY_PAID
    if not invoice["OpenAmount"]:
        settle(oms, order, invoice)
    return changed(invoice, order, InvoiceId=[number])


ACCEPT: Table = {"Amount": must_have(money("0.01")), "Reference": must_have(text())}
APPLY: Table = {"InvoiceId": must_have(whole()), "Amount": must_have(money("0.01"))}
ORDER_KEY = optional("InternalOrderId", "ExternalOrderId")

ENDPOINTS = (
    Endpoint(
        "get_payment_gateway_transactions",
        "GET",
        "/v1/paymentprocessing/OrderTransactions",
        get_payment_gateway_transactions,
        answers=ListOf(Transaction),
        query=ORDER_KEY + optional("InvoiceId"),
    ),
    Endpoint(
        "get_available_order_amounts",
        "GET",
        "/v1/paymentprocessing/OrderAvailableAmounts",
        get_available_order_amounts,
        answers=OrderAmounts,
        query=ORDER_KEY,
    ),
    Endpoint(
        "get_credit_cards",
        "GET",
        "/v1/paymentprocessing/CreditCards",
        get_credit_cards,
        answers=ListOf(Card),
        query=optional("InternalCustomerId", "ExternalCustomerId", "PageSize", "PageNumber"),
    ),
    Endpoint(
        "delete_credit_cards",
        "DELETE",
        "/v1/paymentprocessing/CreditCards",
        delete_credit_cards,
        answers=Card,
        query=optional("CardId"),
    ),
    Endpoint(
        "accept_offline_payment",
        "POST",
        "/v1/paymentprocessing/OfflinePayment/Accept",
        accept_offline_payment,
        answers=OrderAmounts,
        query=ORDER_KEY,
        body=ACCEPT,
    ),
    Endpoint(
        "apply_offline_payment",
        "POST",
        "/v1/paymentprocessing/OfflinePayment/Apply",
        apply_offline_payment,
        answers=Invoice,
        query=ORDER_KEY,
        body=APPLY,
    ),
)
