"""Notes on the OMS's objects: made with attachments, read, changed, forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from oms_sandbox.checks import Table, list_of, object_of, one_of, text, whole
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.desk.notes_attachments import ATTACHMENT, size
from oms_sandbox.desk.notes_entities import (
    CUSTOMERS,
    INVOICES,
    ORDERS,
    RETURNS,
    SHIPMENTS,
    TABLE_NAMES,
    TICKETS,
    Attachment,
    AttachmentHead,
    Note,
)
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, required, unchanged
from oms_sandbox.entities import Order
from oms_sandbox.errors import invalid
from oms_sandbox.openapi.answers import ListOf, NewNotes
from oms_sandbox.paging import keep, ordered, page
from oms_sandbox.state import Oms, Shelf, numbered

COLUMNS = ("NoteId", "TableName", "KeyValue", "CreateDateTimeUtc", "LastUpdatedDateTimeUtc")
NO_TEXT = ""

SHELVES: Mapping[str, Callable[[Oms], Shelf[Any]]] = {
    CUSTOMERS: lambda oms: oms.customers,
    INVOICES: lambda oms: oms.invoices,
    ORDERS: lambda oms: oms.orders,
    RETURNS: lambda oms: oms.returns,
    SHIPMENTS: lambda oms: oms.shipments,
    TICKETS: lambda oms: oms.tickets,
}


def create_notes(oms: Oms, call: Call) -> Answer:
    """Attach notes to one object, in the order given."""
    table, number = call.body["TableName"], call.body["KeyValue"]
    on = numbered(SHELVES[table](oms), number, "KeyValue")
    notes = [_make(oms, table, number, one) for one in call.body["Notes"]]
    numbers = [note["NoteId"] for note in notes]
    return changed({"Notes": notes}, _order(oms, on), NoteId=numbers)


def _make(oms: Oms, table: str, number: int, given: Mapping[str, Any]) -> Note:
    now = oms.now()
    note = Note(
        NoteId=oms.notes.new_number(),
        TableName=table,
        KeyValue=number,
        Text=given["Text"],
        Attachments=[],
        CreateDateTimeUtc=now,
        LastUpdatedDateTimeUtc=now,
    )
    oms.notes.put(note["NoteId"], note, owner=number)
    _attach(oms, note, given["Attachments"])
    return note


def get_notes(oms: Oms, call: Call) -> Answer:
    """List the notes of an object, or of all; NoteID gives one of them."""
    table, number, note = (call.query[key] for key in ("TableName", "KeyValue", "NoteID"))
    if number is not None:
        if table is None:
            raise invalid("TableName", "is required with KeyValue")
        numbered(SHELVES[table](oms), number, "KeyValue")
    if note is not None:
        numbered(oms.notes, note, "NoteID")
    found = oms.notes.of(number) if number is not None else oms.notes
    kept = keep(cast("Iterable[Any]", found), {"NoteId": note, "TableName": table})
    return unchanged(page(ordered(kept, call.query, COLUMNS), call.query))


def get_note_attachment(oms: Oms, call: Call) -> Answer:
    attachment = numbered(oms.attachments, call.query["AttachmentId"], "AttachmentId")
    return unchanged(attachment)


def update_notes(oms: Oms, call: Call) -> Answer:
    """Change the text, replace the attachments, or both; what is absent stays."""
    note = numbered(oms.notes, call.query["NoteId"], "NoteId")
    words, files = call.body["Text"], call.body["Attachments"]
    if files is None and words in (None, note["Text"]):
        return unchanged(note)
    if words is not None:
        note["Text"] = words
    if files is not None:
        _detach(oms, note)
        _attach(oms, note, files)
    oms.touch(note)
    on = numbered(SHELVES[note["TableName"]](oms), note["KeyValue"], "KeyValue")
    return changed(note, _order(oms, on), NoteId=[note["NoteId"]])


def notes_on(oms: Oms, table: str, number: int) -> list[Note]:
    """List the notes on one object, oldest first."""
    return [note for note in oms.notes.of(number) if note["TableName"] == table]


def forget_notes(oms: Oms, table: str, number: int) -> None:
    """Empty the text of every note on one object, and delete its attachments."""
    for note in notes_on(oms, table, number):
        note["Text"] = NO_TEXT
        _detach(oms, note)
        oms.touch(note)


def _attach(oms: Oms, note: Note, files: Iterable[Mapping[str, Any]]) -> None:
    for file in files:
        head = AttachmentHead(
            AttachmentId=oms.attachments.new_number(),
            FileName=file["FileName"],
            ContentType=file["ContentType"],
            Size=size(file),
        )
        kept = Attachment(**head, NoteId=note["NoteId"], Content=file["Content"])
        oms.attachments.put(head["AttachmentId"], kept, owner=note["NoteId"])
        note["Attachments"].append(head)


def _detach(oms: Oms, note: Note) -> None:
    for head in note["Attachments"]:
        oms.attachments.remove(head["AttachmentId"], note["NoteId"])
    note["Attachments"] = []


def _order(oms: Oms, on: Mapping[str, Any]) -> Order | None:
    """Give the order that an object with notes is, or belongs to, if there is one."""
    number = on.get("InternalOrderId")
    return oms.orders.get(number) if number is not None else None


ATTACHMENTS = list_of(object_of(ATTACHMENT))
NOTE: Table = {
    "Text": must_have(text(4000)),
    "Attachments": may_have(ATTACHMENTS, default=list),
}
NEW_NOTES: Table = {
    "TableName": must_have(one_of(TABLE_NAMES)),
    "KeyValue": must_have(whole()),
    "Notes": must_have(list_of(object_of(NOTE), fewest=1)),
}
CHANGED_NOTE: Table = {"Text": may_have(text(4000)), "Attachments": may_have(ATTACHMENTS)}

ENDPOINTS = (
    Endpoint(
        "create_notes",
        "POST",
        "/v1/notes",
        create_notes,
        answers=NewNotes,
        body=NEW_NOTES,
        status=201,
    ),
    Endpoint(
        "get_notes",
        "GET",
        "/v1/notes/",
        get_notes,
        answers=ListOf(Note),
        query=optional("NoteID", "TableName", "KeyValue")
        + optional("SortByColumn", "Ascending", "PageSize", "PageNumber"),
    ),
    Endpoint(
        "get_note_attachment",
        "GET",
        "/v1/notes/Attachment",
        get_note_attachment,
        answers=Attachment,
        query=required("AttachmentId"),
    ),
    Endpoint(
        "update_notes",
        "PUT",
        "/v1/notes/",
        update_notes,
        answers=Note,
        query=required("NoteId"),
        body=CHANGED_NOTE,
    ),
)
