"""docs/effects.md says what the table and the tasks do."""

import re
from pathlib import Path

from worker.effects.table import TABLE

ROOT = Path(__file__).resolve().parents[4]
PAGE = (ROOT / "docs" / "effects.md").read_text()
ROW = re.compile(r"^\| `(\w+)` \|.*\| (\d+) \| `(\w+)` \|$", re.MULTILINE)
ASKED = re.compile(r"\b(?:park|NeedsPerson)\(\s*\"([A-Z_]+)\"")


def test_the_page_has_the_table_s_operations_re_sends_and_parking_reasons():
    told = {name: (int(resends), doubt) for name, resends, doubt in ROW.findall(PAGE)}

    assert told == {row.name: (row.resends, row.doubt) for row in TABLE.values()}


def test_the_page_explains_every_reason_to_ask_a_person():
    files = [*ROOT.glob("worker/effects/*.py"), *ROOT.glob("tasks/*.py")]
    asked = {reason for file in files for reason in ASKED.findall(file.read_text())}
    told = set(re.findall(r"`([A-Z_]+)`", PAGE))

    assert asked
    assert asked <= told
