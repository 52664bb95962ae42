"""What client and sandbox hold of the vendor's list, as a table: `python -m tests.contract.coverage`.

A call counts when the story made it over a socket; a write's change counts as seen when another
endpoint answered differently after it (tests/contract/looks.py). docs/oms.md holds the output.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

import oms_sandbox
from oms_client import Endpoint, OmsClient
from oms_client.catalogue import FAMILIES
from oms_client.endpoints import Family
from oms_client.kibo import HistoricOrders, KiboClient
from oms_sandbox.endpoints import BY_OPERATION
from oms_sandbox.kibo.orders import ENDPOINTS as KIBO_ENDPOINTS
from tests.contract.kibo_import import import_body
from tests.contract.looks import LOOKS, UNSEEN
from tests.contract.story_rig import Story
from tests.contract.test_client_bodies import CHAPTERS

LIST = yaml.safe_load((Path(__file__).parent / "endpoints.yaml").read_text("utf-8"))
FAMILIES_AND_KIBO: list[type[Family]] = [*FAMILIES.values(), HistoricOrders]
CLIENT: dict[str, Endpoint] = {
    name: one for family in FAMILIES_AND_KIBO for name, one in family.endpoints().items()
}
SANDBOX: dict[str, Any] = {**BY_OPERATION, **{one.operation: one for one in KIBO_ENDPOINTS}}
LISTED: dict[str, list[dict[str, Any]]] = {
    family["title"]: family["endpoints"] for family in LIST["families"]
}
EVERY = [row for rows in LISTED.values() for row in rows]
IMPORTS: dict[str, list[dict[str, Any]]] = {
    "import, one of the above": [row for row in EVERY if row["id"] == "import_order"],
    "import to Kibo": LIST["import_api"]["endpoints"],
}
HEAD = ("family", "endpoints", "client", "sandbox", "called over a socket", "change seen elsewhere")
WRITE_HEAD = ("write", "shown by", "what changed there")


def told() -> Story:
    """Tell a sandbox the whole story, and Kibo's import after it."""
    with oms_sandbox.running(keys=("test-key",), rate_limit=None, seed=7) as sandbox:
        client = OmsClient(sandbox.url, lambda: "test-key")
        kibo = KiboClient(sandbox.url, sandbox.url, "kibo-key", "kibo-secret")
        story = Story(client, HistoricOrders(kibo))
        for chapter in CHAPTERS:
            chapter(story)
        story.tell(HistoricOrders(kibo).import_historic_order, import_body())
        client.close()
        kibo.close()
    return story


def writes(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Return the writes among endpoints of the list."""
    return [row["id"] for row in rows if CLIENT[row["id"]].write]


def page(story: Story) -> str:
    """Return both tables in Markdown."""
    named = {**LISTED, "**all**": EVERY, **{_call(n, r): r for n, r in IMPORTS.items()}}
    families = [_family(story, name, rows) for name, rows in named.items()]
    shown = [
        (f"`{name}`", f"`{LOOKS[name].reader}`", ", ".join(sorted(story.seen[name])))
        for name in (*writes(EVERY), *writes(IMPORTS["import to Kibo"]))
        if story.seen.get(name)
    ]
    return f"{_table(HEAD, families)}\n\n{_table(WRITE_HEAD, shown)}\n"


def _call(name: str, rows: list[dict[str, Any]]) -> str:
    return f"`{rows[0]['method']} {rows[0]['path']}` ({name})"


def _family(story: Story, name: str, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    held = [sum(_holds(side, row) for row in rows) for side in (CLIENT, SANDBOX)]
    called = sum(row["id"] in story.answers for row in rows)
    return (name, *map(str, (len(rows), *held, called)), _seen(story, writes(rows)))


def _holds(side: dict[str, Any], row: dict[str, Any]) -> bool:
    one = side.get(row["id"])
    return one is not None and (one.method, one.path) == (row["method"], row["path"])


def _seen(story: Story, names: list[str]) -> str:
    if not names:
        return "no writes"
    unseen = [name for name in names if not story.seen.get(name)]
    told_by_reason: dict[str, list[str]] = {}
    for name in unseen:
        told_by_reason.setdefault(UNSEEN.get(name, "**not seen**"), []).append(f"`{name}`")
    reasons = [f"{', '.join(them)}: {reason}" for reason, them in told_by_reason.items()]
    return "; ".join([f"{len(names) - len(unseen)} of {len(names)}", *reasons])


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    sys.stdout.write(page(told()))
