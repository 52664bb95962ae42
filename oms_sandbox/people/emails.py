"""The log of e-mails: what orders would have sent is told from the history, at reading time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from oms_sandbox.checks import Table, text
from oms_sandbox.checks import required as must_have
from oms_sandbox.desk.logging_history import committed_at
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, unchanged
from oms_sandbox.entities import Order
from oms_sandbox.errors import not_found
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.orders.rules import GONE
from oms_sandbox.paging import ordered, page
from oms_sandbox.people.emails_entities import Email, Resent
from oms_sandbox.state import Oms, numbered

COLUMNS = ("SentDateTimeUtc", "StorageId", "EmailType", "InternalOrderId", "Recipient")
EMAIL_BY_OPERATION = {"create_order": "OrderCreated", "cancel_order": "OrderCancelled"}
MOVES_SHIPMENTS = "update_shipment_status"
ORDER_SHIPPED = "OrderShipped"


def get_email_logs(oms: Oms, call: Call) -> Answer:
    customer = numbered(oms.customers, call.query["InternalCustomerId"], "InternalCustomerId")
    log: list[Any] = email_log(oms, customer["InternalCustomerId"])
    return unchanged(page(ordered(log, call.query, COLUMNS), call.query))


def resend_email(oms: Oms, call: Call) -> Answer:
    """Send an e-mail of the log once more, which adds a row to the log."""
    name = call.body["StorageId"]
    found = [one for one in _log(oms, oms.orders, oms.resent_emails) if one["StorageId"] == name]
    if not found:
        raise not_found("StorageId", name)
    customer = found[0]["InternalCustomerId"]
    resent = Resent(
        ResentEmailId=oms.resent_emails.new_number(), StorageId=name, SentDateTimeUtc=oms.now()
    )
    number = resent["ResentEmailId"]
    oms.resent_emails.put(number, resent, owner=customer)
    order = numbered(oms.orders, found[0]["InternalOrderId"], "InternalOrderId")
    return changed(_again(found[0], resent), order, ResentEmailId=[number])


def email_log(oms: Oms, customer: int) -> list[Email]:
    """List what was sent to a customer, oldest first; the addresses are those of today."""
    return _log(oms, oms.orders.of(customer), oms.resent_emails.of(customer))


def _log(oms: Oms, orders: Iterable[Order], resent: Iterable[Resent]) -> list[Email]:
    log = {email["StorageId"]: email for email in _sent(oms, orders)}
    for one in resent:
        email = _again(log[one["StorageId"]], one)
        log[email["StorageId"]] = email
    return sorted(log.values(), key=lambda email: email["SentDateTimeUtc"])


def _sent(oms: Oms, orders: Iterable[Order]) -> Iterator[Email]:
    """Tell the e-mails of these orders: one when created, one when cancelled, one per shipment."""
    known = {order["InternalOrderId"]: order for order in orders}
    gone: dict[int, Email] = {}
    for commit in oms.history():
        order, operation = known.get(commit["InternalOrderId"] or 0), commit["Operation"]
        if order is not None and operation in EMAIL_BY_OPERATION:
            number, kind = order["InternalOrderId"], EMAIL_BY_OPERATION[operation]
            yield _email(oms, order, kind, number, commit)
        if order is not None and operation == MOVES_SHIPMENTS:
            for number in commit["EntityIds"]["ShipmentId"]:
                gone[number] = _email(oms, order, ORDER_SHIPPED, number, commit)
    for number, email in gone.items():
        if numbered(oms.shipments, number, "ShipmentId")["ShipmentStatus"] in GONE:
            yield email


def _email(oms: Oms, order: Order, kind: str, number: int, commit: Mapping[str, Any]) -> Email:
    customer = numbered(oms.customers, order["InternalCustomerId"], "InternalCustomerId")
    return Email(
        StorageId=f"{kind}-{number}",
        EmailType=kind,
        ResentFrom="",
        Recipient=order["ShippingAddress"]["Email"] or customer["Email"],
        InternalCustomerId=order["InternalCustomerId"],
        ExternalCustomerId=order["ExternalCustomerId"],
        InternalOrderId=order["InternalOrderId"],
        ExternalOrderId=order["ExternalOrderId"],
        SentDateTimeUtc=committed_at(commit),
    )


def _again(email: Email, resent: Resent) -> Email:
    again = email.copy()
    again["StorageId"] = f"Resent-{resent['ResentEmailId']}"
    again["ResentFrom"] = resent["StorageId"]
    again["SentDateTimeUtc"] = resent["SentDateTimeUtc"]
    return again


RESEND: Table = {"StorageId": must_have(text())}

ENDPOINTS = (
    Endpoint(
        "get_email_logs",
        "GET",
        "/v1/emails/",
        get_email_logs,
        answers=ListOf(Email),
        query=optional("InternalCustomerId", "SortByColumn", "Ascending", "PageSize", "PageNumber"),
    ),
    Endpoint(
        "resend_email",
        "POST",
        "/v1/emails/ResendEmails",
        resend_email,
        answers=Email,
        body=RESEND,
    ),
)
