"""Tickets are made, one or several at once, and changed; each change leaves an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oms_sandbox.checks import Table, list_of, object_of, one_of, text, words
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.desk.tickets_entities import (
    CLOSED,
    CREATED,
    OPEN,
    QUEUES,
    TICKET_STATUSES,
    UPDATED,
    Change,
    Ticket,
    TicketEvent,
)
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, unchanged
from oms_sandbox.entities import Customer, Order
from oms_sandbox.errors import invalid, wrong_state
from oms_sandbox.forms import CUSTOMER_KEY, ORDER_KEY
from oms_sandbox.goods.refusals import taken
from oms_sandbox.openapi.answers import NewTickets
from oms_sandbox.state import Oms, customer_named, numbered, order_named

Concerned = tuple[Customer, Order | None]


def create_ticket(oms: Oms, call: Call) -> Answer:
    concerned = _concerned(oms, call.body)
    _refuse_taken(oms, [call.body])
    ticket = _make(oms, call.body, concerned)
    return changed(ticket, concerned[1], TicketId=[ticket["TicketId"]])


def create_tickets(oms: Oms, call: Call) -> Answer:
    """Make all tickets of a list, or none; the commit names the order if they have one together."""
    given = call.body["Tickets"]
    concerned = [_concerned(oms, one) for one in given]
    _refuse_taken(oms, given)
    tickets = [_make(oms, *one) for one in zip(given, concerned, strict=True)]
    orders = {order["InternalOrderId"] if order else None: order for _, order in concerned}
    for order in filter(None, orders.values()):
        oms.touch(order)
    numbers = [ticket["TicketId"] for ticket in tickets]
    together = next(iter(orders.values())) if len(orders) == 1 else None
    return changed({"Tickets": tickets}, together, TicketId=numbers)


def _concerned(oms: Oms, body: Mapping[str, Any]) -> Concerned:
    """Find a ticket's customer and order; the order alone tells the customer too."""
    has_order = any(body[key] is not None for key in ORDER_KEY)
    order = order_named(oms, body) if has_order else None
    if order is None:
        return customer_named(oms, body), None
    number = order["InternalCustomerId"]
    if any(body[key] is not None for key in CUSTOMER_KEY):
        named = customer_named(oms, body)
        if named["InternalCustomerId"] != number:
            raise invalid("InternalOrderId", "is an order of another customer")
    return numbered(oms.customers, number, "InternalCustomerId"), order


def _refuse_taken(oms: Oms, given: list[Mapping[str, Any]]) -> None:
    names = [one["ExternalTicketId"] for one in given if one["ExternalTicketId"]]
    for at, name in enumerate(names):
        if oms.tickets.called(name) or name in names[:at]:
            raise taken("ExternalTicketId", name)


def _make(oms: Oms, given: Mapping[str, Any], concerned: Concerned) -> Ticket:
    (customer, order), now = concerned, oms.now()
    ticket = Ticket(
        TicketId=oms.tickets.new_number(),
        ExternalTicketId=given["ExternalTicketId"],
        QueueName=given["QueueName"],
        TicketStatus=OPEN,
        Subject=given["Subject"],
        Description=given["Description"],
        InternalCustomerId=customer["InternalCustomerId"],
        ExternalCustomerId=customer["ExternalCustomerId"],
        InternalOrderId=order["InternalOrderId"] if order else None,
        ExternalOrderId=order["ExternalOrderId"] if order else "",
        CreateDateTimeUtc=now,
        LastUpdatedDateTimeUtc=now,
    )
    name = ticket["ExternalTicketId"] or None
    oms.tickets.put(ticket["TicketId"], ticket, customer["InternalCustomerId"], name)
    _tell(oms, ticket, CREATED, [], "")
    return ticket


def update_ticket(oms: Oms, call: Call) -> Answer:
    """Change what is given, or only comment; a closed ticket stays as it is."""
    ticket: Any = numbered(oms.tickets, call.query["TicketId"], "TicketId")
    comment = call.body["Comment"]
    new = {key: value for key, value in call.body.items() if value is not None and key != "Comment"}
    changes = [
        Change(Field=field, OldValue=ticket[field], NewValue=value)
        for field, value in new.items()
        if ticket[field] != value
    ]
    if not changes and not comment:
        return unchanged(ticket)
    if ticket["TicketStatus"] == CLOSED:
        raise wrong_state("The ticket is Closed.")
    ticket.update(new)
    oms.touch(ticket)
    _tell(oms, ticket, UPDATED, changes, comment)
    order = oms.orders.get(ticket["InternalOrderId"])
    return changed(ticket, order, TicketId=[ticket["TicketId"]])


def _tell(oms: Oms, ticket: Ticket, kind: str, changes: list[Change], comment: str) -> None:
    event = TicketEvent(
        TicketEventId=oms.ticket_events.new_number(),
        TicketId=ticket["TicketId"],
        EventType=kind,
        Changes=changes,
        Comment=comment,
        CreateDateTimeUtc=oms.now(),
    )
    oms.ticket_events.put(event["TicketEventId"], event, owner=ticket["TicketId"])


NEW_TICKET: Table = {
    **CUSTOMER_KEY,
    **ORDER_KEY,
    "ExternalTicketId": words(),
    "QueueName": may_have(one_of(QUEUES), default=lambda: QUEUES[0]),
    "Subject": must_have(text(250)),
    "Description": words(4000),
}
CHANGED_TICKET: Table = {
    "QueueName": may_have(one_of(QUEUES)),
    "TicketStatus": may_have(one_of(TICKET_STATUSES)),
    "Subject": may_have(text(250)),
    "Description": may_have(text(4000, shortest=0)),
    "Comment": words(4000),
}

ENDPOINTS = (
    Endpoint(
        "create_ticket",
        "POST",
        "/v1/tickets/",
        create_ticket,
        answers=Ticket,
        body=NEW_TICKET,
        status=201,
        told_by="Subject",
    ),
    Endpoint(
        "create_tickets",
        "POST",
        "/v1/tickets/",
        create_tickets,
        answers=NewTickets,
        body={"Tickets": must_have(list_of(object_of(NEW_TICKET), fewest=1))},
        status=201,
        told_by="Tickets",
    ),
    Endpoint(
        "update_ticket",
        "PUT",
        "/v1/tickets/",
        update_ticket,
        answers=Ticket,
        query=optional("TicketId"),
        body=CHANGED_TICKET,
    ),
)
