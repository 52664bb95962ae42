"""The pages say what the code says, and name no page that is not there."""

import re
from pathlib import Path

from config.routes import ROUTES
from events.payloads import SCHEMAS

ROOT = Path(__file__).resolve().parents[2]
COMMON = {"order", "version"}


def test_the_page_of_events_lists_every_type_with_its_fields_and_task():
    page = (ROOT / "docs" / "events.md").read_text()
    rows = dict(re.findall(r"^\| `([a-z_.]+)` \| (.*) \|$", page, re.MULTILINE))

    assert set(rows) == set(ROUTES)
    for kind, row in rows.items():
        fields, _, task = row.partition(" | ")
        told = dict(re.findall(r"`(\w+)`(\??)", fields))
        schema = SCHEMAS[kind].fields if kind in SCHEMAS else {}
        wanted = {
            field.data_key or name: "" if field.required else "?"
            for name, field in schema.items()
            if name not in COMMON
        }
        assert told == wanted, kind
        assert task == f"`{ROUTES[kind].task}`"


def test_every_page_that_is_named_is_there():
    places = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("*/**/*.py")]
    named = {
        name
        for place in places
        if ".venv" not in place.parts
        for name in re.findall(r"docs/([a-z-]+\.md)", place.read_text())
    }

    assert {name for name in named if not (ROOT / "docs" / name).exists()} == set()
