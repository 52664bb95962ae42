"""The tables of docs/sources.md are those of the code."""

import re
from pathlib import Path

import pytest

from sources.registry import DIALECTS
from tests.unit.sources.keys import key_of

IN_THE_BODY = ("woocommerce", "extensiv", "easypost", "aftership", "shippo", "shipstation")
"""The dialects whose identity no header tells."""

DOCS = Path(__file__).parents[3] / "docs"


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the first table under a heading, without its head."""
    section = (DOCS / "sources.md").read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


@pytest.mark.parametrize("name", DIALECTS)
def test_the_topics_table_is_the_codes(name: str) -> None:
    written = {
        topic: event_type
        for dialect, event_type, topics in rows("Topics")
        if dialect == name
        for topic in re.findall(r"`([^`]+)`", topics)
    }

    assert written == dict(DIALECTS[name].topics)


def test_the_dialects_table_names_every_dialect() -> None:
    assert [row[0] for row in rows("Dialects")] == list(DIALECTS)


@pytest.mark.parametrize("row", rows("Dialects"), ids=lambda row: row[0])
def test_the_signature_and_identity_headers_are_those_of_a_sealed_delivery(row: list[str]) -> None:
    key = key_of(row[0], b"k" * 32)
    sealed = DIALECTS[row[0]].seal(b"{}", key, topic="a/b", identity="msg_1", now=1e9)
    identity = re.findall(r"`([^`]+)`", row[3])[0]

    assert row[1].strip("`") in sealed
    assert sealed.get(identity) == "msg_1" or row[0] in IN_THE_BODY
