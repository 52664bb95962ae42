"""The ledger's scripts on a real Redis beside a reference ledger, driven by chance, step by step.

A short run is part of `make test`, the same each time. A long one takes other steps each time:
`ORDERLANE_EXAMPLES=20000 python -m pytest --timeout 0 tests/chaos/test_ledger_states.py`.
"""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test as run

from orderlane.embedded import EmbeddedRedis, embedded_redis
from tests.chaos.ledger_machine import LedgerMachine
from tests.chaos.ledger_stories import HELD, ORDER, STORIES, brought

EXAMPLES, STEPS = 130, 40
ANSWERS = {
    "ingest": "ACCEPTED WAITING DUPLICATE CONFLICT SKIPPED QUARANTINED SUPERSEDED",
    "claim": "OK OTHER BUSY LATER WAITING PARKED SETTLED GONE PAUSED",
    "renew": "None Fenced",
    "intent": "None OPEN Fenced",
    "outcome": "None Fenced",
    "complete": "Bell None Fenced",
    "defer": "True False Fenced",
    "park": "None Fenced",
    "retry": "Bell None NotParked",
    "skip": "Bell None",
    "drop": "None",
    "pause": "None NotParked",
    "resume": "Bell None",
    "keep": "True False",
    "tell_again": "ACCEPTED NOT_SETTLED SAME",
    "release": "ACCEPTED WAITING DUPLICATE CONFLICT SKIPPED QUARANTINED GONE",
    "discard": "True False",
    "sweep": "True False",
}
"""What a run must have heard at least once, or it has proven nothing."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """A Redis of this test alone, which may be killed."""
    with embedded_redis(tmp_path_factory.mktemp("states")) as running:
        yield running


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    return count()


@pytest.fixture(scope="module")
def seen() -> Counter[str]:
    """Every kind of answer that was heard, in the stories and by chance."""
    return Counter()


@pytest.fixture
def machine(
    server: EmbeddedRedis, numbers: Iterator[int], seen: Counter[str]
) -> Iterator[LedgerMachine]:
    driven = LedgerMachine(server, numbers, seen)
    yield driven
    driven.close()


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
def test_a_story_is_told_as_the_reference_tells_it(machine: LedgerMachine, story):
    for name, *arguments in story:
        getattr(machine, name)(*arguments)

        machine.compare()


def test_a_place_without_a_record_keeps_nobody_waiting(machine: LedgerMachine):
    machine.deliver(*brought(HELD, (ORDER,))[1:])
    lane = f"{machine.stores[0]}/{ORDER}"
    machine.client.zadd(f"{machine.prefix}:q:{lane}", {"left by a half-done ingest": 0})

    machine.sweep(True)
    machine.claim_a_head(0)
    assert [hand.lane for hand in machine.hands] == [lane]


@pytest.mark.timeout(600)
def test_the_scripts_do_what_the_reference_does_in_any_order_of_steps(
    server: EmbeddedRedis, numbers: Iterator[int], seen: Counter[str]
):
    wanted = os.environ.get("ORDERLANE_EXAMPLES")

    run(
        lambda: LedgerMachine(server, numbers, seen),
        settings=settings(
            max_examples=int(wanted or EXAMPLES),
            stateful_step_count=STEPS,
            derandomize=wanted is None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    wanted_answers = {f"{verb} {one}" for verb, some in ANSWERS.items() for one in some.split()}
    assert sorted(wanted_answers - seen.keys()) == []
