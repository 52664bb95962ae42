"""Many seeds in several processes."""

import gc
from collections.abc import Iterable, Iterator
from multiprocessing import get_context

from tests.simulation.mutants import MUTANTS, Mutant
from tests.simulation.play import Result, play

_BATCH = 10


def sittings(wanted: range, jobs: int, size: int) -> Iterator[Iterator[Result]]:
    """Play seeds, so many in a sitting; yield each sitting's results, to be taken whole."""
    with get_context("spawn").Pool(jobs, begin) as pool:
        for nth in range(0, len(wanted), size):
            yield pool.imap_unordered(_play, wanted[nth : nth + size], chunksize=_BATCH)


def hunts(wanted: range, jobs: int) -> Iterator[tuple[int, list[str]]]:
    """Hunt every mutant, in their order, as `hunt` does."""
    with get_context("spawn").Pool(jobs, begin) as pool:
        yield from pool.imap(_hunt, [(nth, wanted) for nth in range(len(MUTANTS))])


def hunt(mutant: Mutant, wanted: Iterable[int]) -> tuple[int, list[str]]:
    """Return how many seeds were played until a mutant was caught, and by which counts."""
    played = 0
    for seed in wanted:
        played += 1
        result = play(seed, options=mutant.options(seed), build=mutant.build)
        gc.collect()
        if result.faults:
            return played, sorted(result.faults)
    return played, []


def _hunt(told: tuple[int, range]) -> tuple[int, list[str]]:
    nth, wanted = told
    return hunt(MUTANTS[nth], wanted)


def _play(seed: int) -> Result:
    if seed % _BATCH == 0:
        gc.collect()
    return play(seed)


def begin() -> None:
    """Collect no garbage inside a seed: a process collects between them."""
    gc.collect()
    gc.freeze()
    gc.disable()
