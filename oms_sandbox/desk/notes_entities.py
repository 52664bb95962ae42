"""What the OMS keeps of notes, in the very shape in which it is answered; our definition."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

CUSTOMERS = "Customers"
INVOICES = "Invoices"
ORDERS = "Orders"
RETURNS = "Returns"
SHIPMENTS = "Shipments"
TICKETS = "Tickets"
TABLE_NAMES = (CUSTOMERS, INVOICES, ORDERS, RETURNS, SHIPMENTS, TICKETS)
"""What a note can be attached to, by the number (KeyValue) of the object."""


class AttachmentHead(TypedDict):
    """An attachment without its content; Size is in bytes."""

    AttachmentId: int
    FileName: str
    ContentType: str
    Size: int


class Attachment(AttachmentHead):
    NoteId: int
    Content: str


class Note(TypedDict):
    NoteId: int
    TableName: str
    KeyValue: int
    Text: str
    Attachments: list[AttachmentHead]
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime
