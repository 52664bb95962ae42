"""Notes and their attachments: bodies and answers (docs/sandbox.md)."""

from oms_client.schemas.base import Form, Shape, many, text, whole
from oms_client.schemas.parts import Dated

TABLES = ("Customers", "Invoices", "Orders", "Returns", "Shipments", "Tickets")


class NewAttachment(Form):
    """A file; Content in base64, at most 1 MiB of it decoded."""

    FileName = text(required=True)
    ContentType = text()
    Content = text(required=True)


class NewNote(Form):
    """A note's text and files."""

    Text = text(required=True)
    Attachments = many(NewAttachment)


class NewNotes(Form):
    """create_notes: notes on one record, KeyValue being the OMS's id of it."""

    TableName = text(*TABLES, required=True)
    KeyValue = whole(required=True)
    Notes = many(NewNote, required=True)


class ChangedNote(Form):
    """update_notes: what is given replaces what was there, the rest stays."""

    Text = text()
    Attachments = many(NewAttachment)


class AttachmentHead(Shape):
    """A file without its content; Size in bytes."""

    AttachmentId = whole()
    FileName = text()
    ContentType = text()
    Size = whole()


class Attachment(AttachmentHead):
    """A file; Content in base64."""

    NoteId = whole()
    Content = text()


class Note(Dated):
    """A note on a record."""

    NoteId = whole()
    TableName = text(*TABLES)
    KeyValue = whole()
    Text = text()
    Attachments = many(AttachmentHead)


class MadeNotes(Shape):
    """The notes that were made."""

    Notes = many(Note)
