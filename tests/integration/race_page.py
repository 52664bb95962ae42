"""docs/races.md, written from the race table."""

from collections.abc import Mapping, Sequence
from typing import Final

from tests.integration.race_story import COMMANDS
from tests.integration.races import Race

EFFECTS: Final = {
    "create": ("create_order",),
    "address": ("update_shipping_address",),
    "hold": ("hold_order",),
    "resume": ("resume_order",),
    "cancel": ("cancel_order",),
    "make": ("create_all_shipments",),
    "split": ("split_shipment_by_sku", "split_shipment_by_order_detail_id"),
    "number": ("update_shipment_tracking_numbers",),
    "mark": ("update_shipment_status",),
    "invoice": ("auto_invoice",),
    "credit": ("credit_invoice",),
    "return": ("create_return",),
    "commit": ("commit_return",),
}
"""The table's words for what the OMS commits."""

HEAD: Final = """# Races

Two commands for one order can arrive in either order, at any time. This page says what becomes of every two of them: which changes the OMS commits, in which order, and how each event ends. It is written from the table in `tests/integration/races.py` by `python -m tests.integration.races`. `tests/integration/test_races.py` runs every line against a real ledger and the [sandbox](sandbox.md), whose behaviour is our definition of the OMS, and fails when line or page is wrong.

Each two commands are run as they happened at the sender (its versions say so), each carried out before the next one arrives; and the other way round, with both there before the first turn. Its mirror image beyond the diagonal arrives in the same order with the other versions, so every order of arrival is run both ways.

How an event ends: **done**; **stale** (an older fact than the one known); **superseded** (another event has made it pointless); **waits** for a reason that [Effects](effects.md) names, to be parked with it when its time is over; **parked** for a person; **stands behind** another event of its order that waits or is parked. Nothing is dropped in silence: each of these stands in the order's timeline.

## The matrix

Row: what happened first. Column: what happened second. A cell says how the two ended when they arrived as they happened, and, after the stroke, when they arrived the other way round, if that differs; `1` is the row's command, `2` the column's. It leads to the reason.
"""

LINES: Final = """
## Every line

*Before* is what was done for the order already: it is of three mugs and a cap, or `small`, of one mug. What the OMS commits is named by these words: {words}. A return is told by two events, `return.requested` and `return.received`; it ends as the first of them that is not done.
"""


def page(table: Sequence[Race], why: Mapping[str, str]) -> str:
    """Return the page."""
    words = ", ".join(f"*{word}* (`{names[0]}`)" for word, names in EFFECTS.items())
    return "\n".join(
        [HEAD, *_matrix(table), "\n## Why\n", *_reasons(why), LINES.format(words=words)]
        + [line for command in COMMANDS for line in _lines(command, table)]
    )


def _matrix(table: Sequence[Race]) -> list[str]:
    cells = {(race.first, race.second): _cell(race) for race in table}
    rows = [[f"**{one}**", *(cells[one, other] for other in COMMANDS)] for one in COMMANDS]
    return _table([["", *COMMANDS], *rows])


def _cell(race: Race) -> str:
    ends = [_states(outcome) for outcome in dict.fromkeys((race.told, race.late))]
    return f"[{' / '.join(dict.fromkeys(ends))}](#{race.why})"


def _states(outcome: str) -> str:
    """Return the ends of an outcome without their reasons."""
    ends = [end.split()[:2] for end in outcome.partition(": ")[2].split(", ") if end]
    return ", ".join(" ".join(end) for end in ends) or "done"


def _reasons(why: Mapping[str, str]) -> list[str]:
    return [f"### {name}\n\n{sentence}\n" for name, sentence in why.items()]


def _lines(command: str, table: Sequence[Race]) -> list[str]:
    rows = [
        [
            race.second,
            " ".join(race.given),
            race.told,
            "the same" if race.late == race.told else race.late,
            f"[{race.why}](#{race.why})",
        ]
        for race in table
        if race.first == command
    ]
    head = ["then", "before", "as they happened", "the other way round", "why"]
    return [f"### First: {command}\n", *_table([head, *rows]), ""]


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return [head, "|" + " --- |" * len(rows[0]), *body]
