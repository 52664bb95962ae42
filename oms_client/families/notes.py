"""Notes API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import optional, required
from oms_client.schemas.base import page_of
from oms_client.schemas.notes import Attachment, ChangedNote, MadeNotes, NewNotes, Note


class Notes(Family):
    """Create, read and update the notes on a record, and read their attachments."""

    create_notes = Endpoint("Create Notes", "POST", "/v1/notes", body=NewNotes, answer=MadeNotes)
    # NoteID here, NoteId in update_notes.
    get_notes = Endpoint(
        "Get Notes",
        "GET",
        "/v1/notes/",
        optional(
            "NoteID", "TableName", "KeyValue", "SortByColumn", "Ascending", "PageSize", "PageNumber"
        ),
        answer=page_of(Note),
        about="By note, or by the record it is attached to (TableName and KeyValue).",
    )
    get_note_attachment = Endpoint(
        "Get Note Attachment",
        "GET",
        "/v1/notes/Attachment",
        required("AttachmentId"),
        answer=Attachment,
    )
    update_notes = Endpoint(
        "Update Notes", "PUT", "/v1/notes/", required("NoteId"), body=ChangedNote, answer=Note
    )
