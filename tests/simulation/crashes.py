"""Death at every point: scenarios are played once, then once for each port call, where a process dies."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing import get_context
from random import Random
from typing import Final, NamedTuple

from tests.simulation.options import FAULTLESS, Options
from tests.simulation.play import play
from tests.simulation.swarm import begin
from worker.effects.table import TABLE

CALM: Final[Options] = replace(FAULTLESS, orders=1, workers=1)
SCENARIOS: Final = (95, 80, 44, 5, 26, 11, 193, 21)
"""Seeds whose orders together need every operation of the effect table but UNTOLD."""
UNTOLD: Final = frozenset({"import_order", "import_kibo_order", "update_onhand_inventory"})
"""What no story of the simulation tells; their own tests kill their processes."""


class Deaths(NamedTuple):
    """A scenario, and the numbers of the port calls at which the process that makes them dies."""

    scenario: int
    points: tuple[int, ...]


def calm(scenario: int) -> tuple[int, set[str]]:
    """Play a scenario without a death; return its port calls, and the table's operations it needs."""
    result = play(scenario, options=CALM)
    if result.faults:
        raise AssertionError(f"scenario {scenario}: {result.faults}")
    return result.ports, result.operations.keys() & TABLE.keys()


def singles(ports: dict[int, int], every: int = 1) -> Iterator[Deaths]:
    """Yield a death at each point of each scenario, or at every n-th."""
    for scenario, number in ports.items():
        yield from (Deaths(scenario, (point,)) for point in range(1, number + 1, every))


def pairs(ports: dict[int, int], number: int) -> Iterator[Deaths]:
    """Yield so many samples of two deaths in one run."""
    random = Random("pairs")
    for _ in range(number):
        scenario = random.choice(list(ports))
        first = random.randint(1, ports[scenario])
        yield Deaths(scenario, (first, first + random.randint(1, ports[scenario])))


def found(deaths: Deaths) -> tuple[Deaths, dict[str, list[str]], int]:
    """Play a scenario with its deaths; return what was found, and how many died."""
    result = play(deaths.scenario, options=CALM, deaths=deaths.points)
    return deaths, result.faults, result.fired["kill"]


def all_found(
    wanted: Iterable[Deaths], jobs: int
) -> Iterator[tuple[Deaths, dict[str, list[str]], int]]:
    """Play all of them in several processes."""
    with get_context("spawn").Pool(jobs, begin) as pool:
        yield from pool.imap_unordered(found, wanted, chunksize=20)
