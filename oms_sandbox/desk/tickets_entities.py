"""What the OMS keeps of tickets, in the very shape in which it is answered; our definition."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

OPEN = "Open"
IN_PROGRESS = "InProgress"
RESOLVED = "Resolved"
CLOSED = "Closed"
TICKET_STATUSES = (OPEN, IN_PROGRESS, RESOLVED, CLOSED)

QUEUES = ("CustomerCare", "Fulfillment", "Payments", "Returns")
"""A new ticket goes into the first unless told otherwise."""

COLUMNS = (
    "TicketId", "ExternalTicketId", "QueueName", "TicketStatus", "CreateDateTimeUtc",
    "LastUpdatedDateTimeUtc",
)  # fmt: skip
ASCENDING = "asc"
DESCENDING = "desc"
SORT_DIRECTIONS = (ASCENDING, DESCENDING)

CREATED = "Created"
UPDATED = "Updated"


class Ticket(TypedDict):
    TicketId: int
    ExternalTicketId: str
    QueueName: str
    TicketStatus: str
    Subject: str
    Description: str
    InternalCustomerId: int
    ExternalCustomerId: str
    InternalOrderId: int | None
    ExternalOrderId: str
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime


class Change(TypedDict):
    Field: str
    OldValue: str
    NewValue: str


class TicketEvent(TypedDict):
    TicketEventId: int
    TicketId: int
    EventType: str
    Changes: list[Change]
    Comment: str
    CreateDateTimeUtc: datetime
