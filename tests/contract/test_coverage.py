"""docs/oms.md says what client, sandbox and the story hold; the table is made of what was called."""

from pathlib import Path

import pytest

from tests.contract.coverage import CLIENT, EVERY, IMPORTS, LISTED, page, told, writes
from tests.contract.looks import LOOKS, UNSEEN, changes
from tests.contract.story_rig import Story

PAGE = Path(__file__).resolve().parents[2] / "docs" / "oms.md"
BEGIN, END = "<!-- python -m tests.contract.coverage -->\n", "<!-- end -->"
WRITES = [*writes(EVERY), *writes(IMPORTS["import to Kibo"])]


@pytest.fixture(scope="module")
def story() -> Story:
    return told()


def test_the_page_holds_what_the_command_prints(story):
    text = PAGE.read_text("utf-8")

    assert text.split(BEGIN)[1].split(END)[0] == page(story)


def test_the_list_has_27_families_of_146_endpoints_and_each_was_called(story):
    asked = {row["id"] for row in (*EVERY, *IMPORTS["import to Kibo"])}

    assert (len(LISTED), len(EVERY), len(asked)) == (27, 146, 147)
    assert story.answers.keys() == asked


def test_what_a_write_changed_is_seen_through_another_endpoint_or_it_is_said_why_not(story):
    unseen = {name for name in WRITES if not story.seen.get(name)}

    assert unseen == UNSEEN.keys()
    assert set(WRITES) == LOOKS.keys() | UNSEEN.keys()


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_is_a_read(name):
    assert not CLIENT[LOOKS[name].reader].write


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ({"TraceID": "2", "Items": [{"A": 1, "LastUpdatedDateTimeUtc": "later"}]}, set()),
        ({"TraceID": "1", "Items": [{"A": 2}]}, {"A"}),
        ({"TraceID": "1", "Items": [{"A": 1, "B": None}, {"A": 1}]}, {"Items +1"}),
        ({}, {"Items"}),
    ],
)
def test_only_what_a_write_can_have_changed_is_a_change(after, told):
    before = {"TraceID": "1", "Items": [{"A": 1, "LastUpdatedDateTimeUtc": "now"}]}

    assert changes(before, after) == told


def test_what_was_not_there_is_found_once_it_is():
    assert changes({}, {"Items": []}) == {"found"}
    assert changes({}, {}) == set()
