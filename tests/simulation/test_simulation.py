"""The simulation in small: nothing is found, a seed repeats exactly, missing guards are noticed."""

import pytest

from tests.simulation.mutants import MUTANTS
from tests.simulation.play import play
from tests.simulation.swarm import hunt


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_ten_seeds_lose_double_and_reorder_nothing(first: int) -> None:
    found = {seed: play(seed).faults for seed in range(first, first + 10)}

    assert not {seed: faults for seed, faults in found.items() if faults}


def test_a_seed_repeats_exactly() -> None:
    once, again = play(7), play(7)

    assert once.trace == again.trace
    assert once.fired == again.fired


def test_another_seed_is_another_run() -> None:
    assert play(7).trace != play(8).trace


def test_a_build_that_marks_before_it_stores_is_caught() -> None:
    mutant = next(one for one in MUTANTS if one.name == "dedupe mark first")

    _, kinds = hunt(mutant, range(60))

    assert "lost" in kinds
