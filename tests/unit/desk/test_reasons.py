"""Why an order waits: every reason that the code can give has its sentence and its remedy."""

import re
from pathlib import Path

import pytest

from desk.reasons import reason_of, sentence_of
from desk.reasons_table import FAMILIES, PARKS, UNKNOWN, WAITS
from worker.effects.table import TABLE

ROOT = Path(__file__).parents[3]
GIVES = re.compile(
    r"(?:park|wait|superseded|Waits|NeedsPerson|doubt|reason)\s*(?:\(|=)\s*\"([A-Z][A-Z_]+)\""
)
"""How worker and tasks give a reason."""
SCRIPTS = re.compile(r"park\([^\n]*?'([A-Z][A-Z_]+)'|return '(PAUSED_[A-Z]+)'")
SETTLED = {"ORDER_CANCELLED"}
"""Reasons of what is settled without a person."""


def given() -> set[str]:
    code = [
        path.read_text() for room in ("worker", "tasks") for path in (ROOT / room).rglob("*.py")
    ]
    scripts = [path.read_text() for path in (ROOT / "ledger/scripts").glob("*.lua")]
    found = {name for text in code for name in GIVES.findall(text)}
    pairs = [pair for text in scripts for pair in SCRIPTS.findall(text)]
    found |= {name for pair in pairs for name in pair if name}
    return (found | {row.doubt for row in TABLE.values()}) - SETTLED - {"ZRANGE"}


def test_the_search_finds_reasons_of_every_kind():
    assert {"NO_CREATE", "OTHER_CONTENT", "POISON", "PAUSED_SOURCE", "CREATE_IN_DOUBT"} <= given()


@pytest.mark.parametrize("name", sorted(given()))
def test_every_reason_of_the_code_has_its_row(name: str):
    assert reason_of(name) != UNKNOWN


def test_every_row_completes_a_sentence():
    for why, moves in [*WAITS.values(), *PARKS.values(), *FAMILIES.values()]:
        assert not why[0].isupper() or why.startswith(("OMS", "Kibo"))
        assert not why.endswith(".")
        assert moves
        assert not moves.endswith(".")


def test_a_refusal_is_told_by_its_family():
    assert reason_of("REFUSED_INVALID").why == "the OMS refused it for good"
    assert reason_of("WHATEVER") == UNKNOWN


NO_CREATE = (
    "It waits (NO_CREATE), because the OMS does not know the order yet: the order's create moves "
    "it; if it never comes, send it again or import the order, then retry (order.created)."
)
POISON = (
    "Parked (POISON), because its worker died again and again: find out why in the worker's log; "
    "then retry (event 17-x)."
)
PAUSED = (
    "It waits (PAUSED_OMS), because a person has paused the OMS: `orderlane resume oms` moves it."
)


@pytest.mark.parametrize(
    ("record", "waiting", "told"),
    [
        ({"state": "idle"}, 0, "Nothing waits."),
        ({"state": "leased"}, 2, "A worker is at it, and 1 behind it."),
        ({"state": "ready"}, 1, "Its turn is due: nothing is to be done, a worker takes it."),
        ({"state": "ready", "reason": "NO_CREATE", "unblock": "order.created"}, 1, NO_CREATE),
        ({"state": "parked", "reason": "POISON", "parked": "17-x"}, 1, POISON),
        ({"state": "paused", "reason": "PAUSED_OMS"}, 1, PAUSED),
    ],
)
def test_a_lane_s_record_is_told_in_one_sentence(record, waiting, told):
    assert sentence_of(record, waiting) == told


def test_a_paused_order_says_so_whatever_it_waits_for():
    told = sentence_of({"state": "ready", "reason": "ON_HOLD"}, 1, paused=True)

    assert told.endswith("A person has paused this order: `orderlane resume ORDER` moves it.")
