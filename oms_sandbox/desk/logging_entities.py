"""Whose flexible events there are: by kind of object, how the journal names it; our definition."""

from __future__ import annotations

from collections.abc import Mapping

INITIATORS: Mapping[str, str] = {
    "Customer": "InternalCustomerId",
    "Invoice": "InvoiceId",
    "Note": "NoteId",
    "Order": "InternalOrderId",
    "Return": "ReturnId",
    "Shipment": "ShipmentId",
    "Ticket": "TicketId",
}
