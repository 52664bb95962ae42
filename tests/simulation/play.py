"""Plays one seed: the run with its faults, the same deliveries without, and the verdict."""

import logging
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from time import process_time

from tests.simulation.checker import check
from tests.simulation.options import FAULTLESS, Options, draw
from tests.simulation.parts import Build
from tests.simulation.storefront import Message, stories
from tests.simulation.world import SHIPPED, World

_AFTERMATH_S = 400.0
_APART_S = 0.05


@dataclass(slots=True)
class Result:
    """What became of a seed."""

    seed: int
    options: Options
    trace: str
    faults: dict[str, list[str]]
    parked: Counter[str]
    fired: Counter[str]
    operations: Counter[str]
    pairs: Counter[tuple[str, str]]
    messages: int
    accepted: int
    taken_in: int
    ports: int
    cpu_s: float = 0.0


def play(
    seed: int,
    *,
    options: Options | None = None,
    build: Build = SHIPPED,
    tell: Callable[[str], None] | None = None,
    deaths: Collection[int] = (),
) -> Result:
    """Play a seed of a build; the run without faults is always the shipped one's.

    deaths: the numbers of port calls at which the process that makes them dies.
    """
    options = options or draw(seed)
    began = process_time()
    with _quiet():
        result = _played(seed, options, build, tell, deaths)
    result.cpu_s = process_time() - began
    return result


def _played(
    seed: int,
    options: Options,
    build: Build,
    tell: Callable[[str], None] | None,
    deaths: Collection[int],
) -> Result:
    messages = stories(seed, options.orders, options.span_s)
    world = World(seed, options, build=build, tell=tell, deaths=deaths)
    world.send(messages)
    drained = world.run(options.span_s + _AFTERMATH_S)
    reference = _reference(seed, world, options)
    verdict = check(world, drained, reference)
    return Result(
        seed=seed,
        options=options,
        trace=world.scheduler.trace_hash(),
        faults=verdict.faults,
        parked=verdict.parked,
        fired=world.fired,
        operations=_operations(world),
        pairs=_pairs(world),
        messages=len(messages),
        accepted=sum(sender.accepted for sender in world.senders),
        taken_in=len(world.taken_in),
        ports=world.ports,
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the logs, and leave the process's own randomness as it was."""
    state = random.getstate()
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        random.setstate(state)


def _reference(seed: int, world: World, options: Options) -> World:
    """Deliver what was taken in, when it was, to a world where nothing goes wrong."""
    calm = replace(FAULTLESS, orders=options.orders, accept_duplicates=options.accept_duplicates)
    reference = World(seed, calm)
    reference.send(_one_after_another(world.taken_in))
    reference.run(1.0)
    return reference


def _one_after_another(taken_in: Sequence[tuple[float, Message]]) -> list[Message]:
    """Return the messages as they came in, far enough apart to come in so again."""
    messages, at = [], 0.0
    for came_at, message in taken_in:
        at = max(came_at, at + _APART_S)
        messages.append(replace(message, at=at))
    return messages


def _operations(world: World) -> Counter[str]:
    return Counter(one["Operation"] for one in world.oms.sandbox.journal.after(0))


def _pairs(world: World) -> Counter[tuple[str, str]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for lane in world.book.lanes():
        commits = world.oms.commits(lane.partition(":")[2])
        pairs.update(pairwise(commits))
    return pairs
