"""Tickets are read: one, a customer's, their events, their queues; and they are forgotten."""

from __future__ import annotations

from collections import Counter
from typing import Any

from oms_sandbox.desk.tickets_entities import (
    ASCENDING,
    CLOSED,
    COLUMNS,
    QUEUES,
    Ticket,
    TicketEvent,
)
from oms_sandbox.endpoint import Answer, Call, Endpoint, optional, required, unchanged
from oms_sandbox.openapi.answers import ListOf, TicketQueue
from oms_sandbox.paging import ordered, page, whole_list
from oms_sandbox.state import Oms, numbered

EVENT_COLUMNS = ("TicketEventId", "EventType", "CreateDateTimeUtc")
PERSONAL = ("Subject", "Description")


def get_ticket_by_id(oms: Oms, call: Call) -> Answer:
    """List the ticket with this number, or all without one."""
    number = call.query["TicketId"]
    found: Any = oms.tickets if number is None else [numbered(oms.tickets, number, "TicketId")]
    return unchanged(page(ordered(found, call.query, COLUMNS), call.query))


def get_customer_ticket_history(oms: Oms, call: Call) -> Answer:
    customer = numbered(oms.customers, call.query["CustomerId"], "customerId")
    tickets: list[Any] = oms.tickets.of(customer["InternalCustomerId"])
    ascending = call.query["SortDirection"] in (None, ASCENDING)
    sorting = {"SortByColumn": call.query["SortBy"], "Ascending": ascending}
    return unchanged(page(ordered(tickets, sorting, COLUMNS), call.query))


def get_ticket_events(oms: Oms, call: Call) -> Answer:
    """List the events of the ticket with this number, or of all without one."""
    number = call.query["TicketId"]
    if number is not None:
        numbered(oms.tickets, number, "TicketId")
    events: Any = oms.ticket_events if number is None else oms.ticket_events.of(number)
    return unchanged(page(ordered(events, call.query, EVENT_COLUMNS), call.query))


def get_ticket_queues(oms: Oms, call: Call) -> Answer:
    """List the queues, each with how many of its tickets are not closed."""
    waiting = Counter(one["QueueName"] for one in oms.tickets if one["TicketStatus"] != CLOSED)
    return unchanged(whole_list([{"QueueName": name, "Tickets": waiting[name]} for name in QUEUES]))


def forget_tickets(oms: Oms, customer: int) -> None:
    """Empty what was written in a customer's tickets and in their events."""
    for ticket in oms.tickets.of(customer):
        ticket["Subject"] = ticket["Description"] = ""
        for event in oms.ticket_events.of(ticket["TicketId"]):
            event["Comment"] = ""
            for change in event["Changes"]:
                if change["Field"] in PERSONAL:
                    change["OldValue"] = change["NewValue"] = ""
        oms.touch(ticket)


SORTED_PAGE = ("SortByColumn", "Ascending", "PageSize", "PageNumber")

ENDPOINTS = (
    Endpoint(
        "get_customer_ticket_history",
        "GET",
        "/v1/tickets/customerHistory",
        get_customer_ticket_history,
        answers=ListOf(Ticket),
        query=required("customerId")
        + optional("sortBy", "sortDirection", "pageSize", "pageNumber"),
    ),
    Endpoint(
        "get_ticket_by_id",
        "GET",
        "/v1/tickets/",
        get_ticket_by_id,
        answers=ListOf(Ticket),
        query=optional("TicketId", *SORTED_PAGE),
    ),
    Endpoint(
        "get_ticket_events",
        "GET",
        "/v1/tickets/Events",
        get_ticket_events,
        answers=ListOf(TicketEvent),
        query=optional("TicketId", *SORTED_PAGE),
    ),
    Endpoint(
        "get_ticket_queues",
        "GET",
        "/v1/tickets/Queues",
        get_ticket_queues,
        answers=ListOf(TicketQueue),
    ),
)
