"""The protocol of one lane, every state of it: docs/model.md."""

from functools import cache

import pytest

from tests.model.rules import Guards
from tests.model.search import search
from tests.model.variants import HOLDS, MUTANTS, Variant

NOT_VACUOUS = 5_000
STEPS = (
    "CLAIM of event",
    "too many deaths, the lane is parked",
    "pre-read: absent",
    "pre-read: already so",
    "W1 INTENT",
    "INTENT is refused",
    "SEND: carried out",
    "carried out (reads lag), the answer is lost",
    "SEND: on its way, no answer",
    "SEND: dropped",
    "SEND: surely not sent",
    "its lease is over: nothing is sent",
    "read back: found",
    "read back: absent",
    "read back: unclear",
    "read back: no answer",
    "OUTCOME: applied",
    "OUTCOME: not sent",
    "OUTCOME: did not land",
    "DEFER: back off",
    "DEFER: in doubt, quiet time",
    "DEFER: one more look",
    "W1 PARK",
    "a fault of ours: PARK",
    "FENCED",
    "COMPLETE is refused",
    "COMPLETE: event 1 is popped",
    "dies",
    "runs out, it goes on",
    "the lease of the dead worker runs out",
    "the quiet time is over",
    "the OMS carries out event 1 late",
    "Redis dies",
    "arrives and goes first",
    "a person says: retry",
    "a person says: skip",
)
searched = cache(search)


def named(variant: Variant) -> str:
    return variant.name.replace(" ", "-")


@pytest.mark.parametrize("variant", HOLDS, ids=named)
def test_nothing_is_doubled_lost_reordered_or_stuck(variant: Variant) -> None:
    verdict = searched(variant)

    assert (verdict.broken, verdict.trace) == ("", ())
    assert verdict.states > NOT_VACUOUS


@pytest.mark.parametrize("variant", MUTANTS, ids=named)
def test_without_one_guard_the_search_finds_what_it_prevents(variant: Variant) -> None:
    verdict = searched(variant)

    assert verdict.broken == variant.expected, "\n".join(verdict.trace)
    assert verdict.trace


def test_every_guard_has_its_mutant() -> None:
    assert sorted(variant.without for variant in MUTANTS) == sorted(Guards._fields)


@pytest.mark.parametrize("step", STEPS)
def test_the_whole_protocol_takes_every_kind_of_step(step: str) -> None:
    met = [what for variant in HOLDS for what in searched(variant).met]

    assert any(step in what for what in met)


def test_a_trace_is_the_shortest_and_reads_as_a_story() -> None:
    verdict = searched(next(one for one in MUTANTS if one.without == "intent"))

    assert verdict.trace == (
        "W1 CLAIM of event 1",
        "W1 pre-read: absent",
        "W1 (no INTENT)",
        "W1 SEND: carried out",
        "the lease of W1 runs out, it goes on",
        "W2 CLAIM of event 1",
        "W2 pre-read: absent",
        "W2 (no INTENT)",
        "W2 SEND: carried out",
    )
