"""Customer support tickets: bodies and answers (docs/sandbox.md)."""

from oms_client.schemas.base import Form, Shape, instant, many, text, whole
from oms_client.schemas.parts import CustomerKey, Dated, OrderKey

STATUSES = ("Open", "InProgress", "Resolved", "Closed")


class NewTicket(CustomerKey, OrderKey):
    """create_ticket: a customer's, or an order's, whose customer it then is."""

    ExternalTicketId = text()
    QueueName = text()
    Subject = text(required=True)
    Description = text()


class NewTickets(Form):
    """create_tickets: all of them are made, or none."""

    Tickets = many(NewTicket, required=True)


class ChangedTicket(Form):
    """update_ticket: what is given is changed, the rest stays; the Comment goes to the events."""

    QueueName = text()
    TicketStatus = text(*STATUSES)
    Subject = text()
    Description = text()
    Comment = text()


class Ticket(Dated):
    """A ticket."""

    TicketId = whole()
    ExternalTicketId = text()
    QueueName = text()
    TicketStatus = text(*STATUSES)
    Subject = text()
    Description = text()
    InternalCustomerId = whole()
    ExternalCustomerId = text()
    InternalOrderId = whole()
    ExternalOrderId = text()


class MadeTickets(Shape):
    """The tickets that were made."""

    Tickets = many(Ticket)


class TicketChange(Shape):
    """One field that changed."""

    Field = text()
    OldValue = text()
    NewValue = text()


class TicketEvent(Shape):
    """What happened to a ticket."""

    TicketEventId = whole()
    TicketId = whole()
    EventType = text("Created", "Updated")
    Changes = many(TicketChange)
    Comment = text()
    CreateDateTimeUtc = instant()


class TicketQueue(Shape):
    """A queue, and how many of its tickets are not closed."""

    QueueName = text()
    Tickets = whole()
