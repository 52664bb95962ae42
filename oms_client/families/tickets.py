"""Tickets API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import keys, optional, required
from oms_client.schemas.base import page_of
from oms_client.schemas.tickets import (
    ChangedTicket,
    MadeTickets,
    NewTicket,
    NewTickets,
    Ticket,
    TicketEvent,
    TicketQueue,
)


class Tickets(Family):
    """Create, update and read customer support tickets, their events and queues."""

    # sortBy and sortDirection, where other lists have SortByColumn and Ascending.
    get_customer_ticket_history = Endpoint(
        "Get Ticket History for a Customer",
        "GET",
        "/v1/tickets/customerHistory",
        required("customerId") + optional("sortBy", "sortDirection", "pageSize", "pageNumber"),
        answer=page_of(Ticket),
    )
    get_ticket_by_id = Endpoint(
        "Get Ticket by ID",
        "GET",
        "/v1/tickets/",
        optional("TicketId", "SortByColumn", "Ascending", "PageSize", "PageNumber"),
        answer=page_of(Ticket),
        about="Without a TicketId, all tickets.",
    )
    create_ticket = Endpoint("Create Ticket", "POST", "/v1/tickets/", body=NewTicket, answer=Ticket)
    get_ticket_events = Endpoint(
        "Get Ticket Events",
        "GET",
        "/v1/tickets/Events",
        optional("TicketId", "PageSize", "PageNumber", "SortByColumn", "Ascending"),
        answer=page_of(TicketEvent),
        about="Without a TicketId, the events of all tickets.",
    )
    # The same call as create_ticket, listed twice by the vendor.
    create_tickets = Endpoint(
        "Create Tickets",
        "POST",
        "/v1/tickets/",
        body=NewTickets,
        answer=MadeTickets,
        about="Several at once: all are made, or none.",
    )
    get_ticket_queues = Endpoint(
        "Ticket Queues", "GET", "/v1/tickets/Queues", answer=page_of(TicketQueue)
    )
    update_ticket = Endpoint(
        "Update a Ticket",
        "PUT",
        "/v1/tickets/",
        keys("TicketId"),
        body=ChangedTicket,
        answer=Ticket,
    )
