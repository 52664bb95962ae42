"""Breadth-first search through every state, and backward from the good ends."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.model.state import State, Step
from tests.model.variants import STUCK, Variant
from tests.model.worker_steps import worker_steps
from tests.model.world_steps import world_steps


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a search found.

    met: every kind of step that was taken. broken: the property, '' for none. trace: the
    shortest way there.
    """

    states: int
    met: frozenset[str]
    broken: str = ""
    trace: tuple[str, ...] = ()


@dataclass(slots=True)
class _Graph:
    """The states met so far, by number: how each was reached first, and from where at all."""

    numbers: dict[State, int] = field(default_factory=dict)
    reached: list[tuple[int, str]] = field(default_factory=list)
    before: list[list[int]] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, state: State, parent: int, what: str) -> bool:
        """Note a way to a state; return whether the state is new."""
        key = state._replace(workers=tuple(sorted(state.workers)))  # workers are all alike
        number = self.numbers.setdefault(key, len(self.reached))
        if number < len(self.reached):
            self.before[number].append(parent)
            return False
        self.reached.append((parent, what))
        self.before.append([parent])
        if state.lane.parked or not state.lane.queue:
            self.ends.append(number)
        return True

    def trace(self, number: int) -> tuple[str, ...]:
        """Return the shortest way to a state, step by step."""
        steps: list[str] = []
        while number:
            number, what = self.reached[number]
            steps.append(what)
        return tuple(reversed(steps))

    def stuck(self) -> int | None:
        """Return the first state from which no good end can be reached, None when there is none."""
        safe, waiting = set(self.ends), list(self.ends)
        while waiting:
            for number in self.before[waiting.pop()]:
                if number not in safe:
                    safe.add(number)
                    waiting.append(number)
        return next((n for n in range(len(self.reached)) if n not in safe), None)


def search(variant: Variant) -> Verdict:
    """Visit every state of a variant; return the first property broken, by the shortest way."""
    graph, start, met = _Graph(), variant.start(), set[str]()
    graph.add(start, 0, "")
    waiting = deque([(0, start)])
    while waiting:
        number, state = waiting.popleft()
        for step in steps(state, variant):
            met.add(step.what)
            if step.broken:
                trace = (*graph.trace(number), step.what)
                return Verdict(len(graph.reached), frozenset(met), step.broken, trace)
            if graph.add(step.state, number, step.what):
                waiting.append((len(graph.reached) - 1, step.state))
    stuck = graph.stuck()
    trace, broken = (graph.trace(stuck), STUCK) if stuck is not None else ((), "")
    return Verdict(len(graph.reached), frozenset(met), broken, trace)


def steps(state: State, variant: Variant) -> Iterator[Step]:
    """Yield everything that can happen next."""
    for index in range(len(state.workers)):
        yield from _named(f"W{index + 1} ", worker_steps(state, index, variant.rules))
    yield from world_steps(state, variant.rules)


def _named(name: str, found: Iterable[Step]) -> Iterator[Step]:
    for step in found:
        yield step._replace(what=name + step.what)
