"""The simulation in small: nothing is found, a seed repeats exactly, missing guards are noticed."""

import pytest

from tests.simulation import crashes
from tests.simulation.mutants import MUTANTS
from tests.simulation.play import play
from tests.simulation.swarm import hunt
from worker.effects.table import TABLE


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


@pytest.fixture(scope="module")
def ports() -> dict[int, int]:
    """The scenarios that are killed, and how many points each has to die at."""
    calm = {scenario: crashes.calm(scenario) for scenario in crashes.SCENARIOS}

    assert TABLE.keys() - set().union(*(names for _, names in calm.values())) == crashes.UNTOLD
    return {scenario: number for scenario, (number, _) in calm.items()}


@pytest.mark.parametrize("nth", range(len(crashes.SCENARIOS)))
def test_whoever_dies_at_a_point_of_a_scenario_nothing_comes_of_it(
    ports: dict[int, int], nth: int
) -> None:
    scenario = crashes.SCENARIOS[nth]
    some = crashes.singles({scenario: ports[scenario]}, every=37)
    found = [crashes.found(deaths) for deaths in some]

    assert {died for _, _, died in found} == {1}
    assert not [(deaths, faults) for deaths, faults, _ in found if faults]


def test_a_death_finds_out_a_build_without_an_intent(ports: dict[int, int]) -> None:
    build = next(one.build for one in MUTANTS if one.name == "no intent")
    scenario = crashes.SCENARIOS[0]
    points = (deaths.points for deaths in crashes.singles({scenario: ports[scenario]}))
    runs = (play(scenario, options=crashes.CALM, build=build, deaths=died) for died in points)

    assert any("phantom" in run.faults for run in runs)
