"""Notes are attached to an object, with files, and read and changed."""

import base64

import pytest

BASE = "/v1/notes"
FILE = {"FileName": "a.txt", "ContentType": "text/plain", "Content": "aGVsbG8="}


@pytest.fixture
def write(api, order):
    """Attach notes with these texts to order 1001."""

    def make(*texts, **changes):
        notes = [{"Text": text, **changes} for text in texts]
        body = {"TableName": "Orders", "KeyValue": order["InternalOrderId"], "Notes": notes}
        return api.post(BASE, body, status=201)["Notes"]

    return make


def texts(api, **query):
    return [note["Text"] for note in api.get(BASE, **query)["Items"]]


def test_notes_of_an_order_are_found_by_it_and_by_number(api, order, write):
    _, second = write("first", "second")
    on_order = {"TableName": "Orders", "KeyValue": order["InternalOrderId"]}

    assert texts(api, **on_order) == ["first", "second"]
    assert texts(api, NoteID=second["NoteId"]) == ["second"]
    assert texts(api, TableName="Tickets") == []


def test_a_note_on_an_order_is_a_commit_of_that_order(api, order, write):
    note = write("call back")[0]

    commit = api.commits()[-1]
    assert (commit["Operation"], commit["ExternalOrderId"]) == ("create_notes", "1001")
    assert commit["EntityIds"] == {"NoteId": [note["NoteId"]]}
    assert api.order()["LastUpdatedDateTimeUtc"] > order["LastUpdatedDateTimeUtc"]


def test_notes_are_sorted_and_paged(api, write):
    write("a", "b", "c")

    assert texts(api, SortByColumn="NoteId", Ascending="false", PageSize=2) == ["c", "b"]
    assert texts(api, PageSize=2, PageNumber=2) == ["c"]
    assert api.code("GET", BASE, 400, SortByColumn="Text") == "VALIDATION_FAILED"


def test_an_attachment_is_read_by_its_number_and_listed_without_content(api, write):
    head = write("see file", Attachments=[FILE])[0]["Attachments"][0]

    read = api.get(f"{BASE}/Attachment", AttachmentId=head["AttachmentId"])
    assert (head["Size"], "Content" in head) == (5, False)
    assert base64.b64decode(read["Content"]) == b"hello"
    assert api.code("GET", f"{BASE}/Attachment", 404, AttachmentId=9) == "NOT_FOUND"


@pytest.mark.parametrize(
    "content",
    ["no base64!", "", 5, base64.b64encode(bytes(1024 * 1024 + 1)).decode()],
    ids=["letters", "empty", "number", "too long"],
)
def test_an_attachment_must_be_base64_of_up_to_a_megabyte(api, order, content):
    note = {"Text": "x", "Attachments": [{**FILE, "Content": content}]}
    body = {"TableName": "Orders", "KeyValue": order["InternalOrderId"], "Notes": [note]}

    refused = api.post(BASE, body, status=400)

    assert refused["Errors"][0]["Field"] == "Notes[0].Attachments[0].Content"
    assert texts(api) == []


def test_an_attachment_of_just_a_megabyte_is_kept(write):
    whole = base64.b64encode(bytes(1024 * 1024)).decode()

    assert write("big", Attachments=[{**FILE, "Content": whole}])[0]["Attachments"][0]["Size"] == (
        1024 * 1024
    )


def test_update_notes_changes_the_text_and_replaces_the_attachments(api, write):
    note = write("old", Attachments=[FILE])[0]
    number, old = note["NoteId"], note["Attachments"][0]["AttachmentId"]

    api.put(BASE, {"Text": "new"}, NoteId=number)
    new = api.put(BASE, {"Attachments": [FILE, FILE]}, NoteId=number)

    assert texts(api) == ["new"]
    assert [each["AttachmentId"] for each in new["Attachments"]] == [old + 1, old + 2]
    assert api.code("GET", f"{BASE}/Attachment", 404, AttachmentId=old) == "NOT_FOUND"
    assert new["LastUpdatedDateTimeUtc"] > note["LastUpdatedDateTimeUtc"]


def test_an_equal_text_is_no_commit(api, write):
    note = write("same")[0]
    before = len(api.commits())

    api.put(BASE, {"Text": "same"}, NoteId=note["NoteId"])

    assert len(api.commits()) == before


def test_what_is_missing_or_unknown_is_refused_by_name(api, order):
    note = {"TableName": "Orders", "KeyValue": 9, "Notes": [{"Text": "x"}]}

    assert api.code("POST", BASE, 404, note) == "NOT_FOUND"
    assert api.code("GET", BASE, 404, TableName="Orders", KeyValue=9) == "NOT_FOUND"
    assert api.code("GET", BASE, 404, NoteID=9) == "NOT_FOUND"
    assert api.code("PUT", BASE, 404, {"Text": "x"}, NoteId=9) == "NOT_FOUND"
    alone = api.get(BASE, 400, KeyValue=order["InternalOrderId"])
    assert alone["Errors"][0]["Field"] == "TableName"
    other = api.post(BASE, {**note, "Colour": "red"}, status=400)
    assert other["Errors"] == [{"Field": "Colour", "Message": "is unknown"}]
