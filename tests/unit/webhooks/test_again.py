"""docs/quarantine.md tells the remedies that a recheck tells."""

from pathlib import Path

from webhooks.again import REMEDIES

DOCS = Path(__file__).parents[3] / "docs" / "quarantine.md"


def test_the_page_has_every_reason_with_its_remedy() -> None:
    table = DOCS.read_text().split("## What to do about a reason")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| `")]

    assert {reason.strip("`"): remedy for reason, remedy in rows} == REMEDIES
