"""What happens without a worker: time, late commits, deaths, Redis, deliveries, a person."""

from collections.abc import Callable, Iterator
from typing import Final

from tests.model import oms
from tests.model.rules import Rules
from tests.model.scripts import settled
from tests.model.state import CREATE, IDLE, NO_EVENT, NOBODY, Lane, State, Step
from tests.model.worker_steps import covered, head_of

NO_DISK: Final = Lane((), ())
"""Stands where no disk is looked at again."""


def world_steps(state: State, rules: Rules) -> Iterator[Step]:
    """Yield what can happen next around the workers."""
    for happening in _HAPPENINGS:
        yield from happening(state, rules)


def _worker_dies(state: State, rules: Rules) -> Iterator[Step]:
    if not state.left.crashes:
        return
    for index, worker in enumerate(state.workers):
        if worker != IDLE:
            yield Step(f"W{index + 1} dies", state.spent("crashes").with_worker(index, IDLE))


def _lease_ends(state: State, rules: Rules) -> Iterator[Step]:
    """End the lease: of a dead worker at any time, of a living one that goes on a few times."""
    if state.lane.token == NOBODY or not rules.guards.leases_end:
        return
    free = state._replace(lane=state.lane._replace(token=NOBODY))
    for index, worker in enumerate(state.workers):
        if worker.token == state.lane.token:
            if state.left.leases:
                late = free.spent("leases").with_worker(index, worker._replace(lease=False))
                yield Step(f"the lease of W{index + 1} runs out, it goes on", late)
            return
    yield Step("the lease of the dead worker runs out", free)


def _quiet_time_ends(state: State, rules: Rules) -> Iterator[Step]:
    """End the quiet time: what it covers has landed or never will (A1), and is seen (A2)."""
    if not state.lane.resting or any(one.old and one.lands for one in state.requests):
        return
    requests = state.requests
    if rules.guards.reads_settle:
        requests = tuple(one for one in requests if not one.old)
    due = state.lane._replace(resting=False)
    yield Step("the quiet time is over", state._replace(lane=due, requests=requests))


def _request_lands(state: State, rules: Rules) -> Iterator[Step]:
    for one in sorted(set(state.requests)):
        if one.lands:
            rest = list(state.requests)
            rest.remove(one)
            done, broken = oms.commit(state._replace(requests=tuple(rest)), one.event)
            yield Step(f"the OMS carries out event {one.event} late", done, broken)
            lagging = done.with_request(one._replace(lands=False))
            what = f"the OMS carries out event {one.event} late (reads lag)"
            yield Step(what, lagging, broken)


def _redis_forgets(state: State, rules: Rules) -> Iterator[Step]:
    if state.left.forgets and state.lane != state.disk:
        back = state.spent("forgets")._replace(lane=state.disk, disk=NO_DISK)
        yield Step("Redis dies and comes back from its disk", back)


def _conflict_arrives(state: State, rules: Rules) -> Iterator[Step]:
    if state.left.conflicts and state.lane.resting and not rules.guards.conflict_waits:
        due = state.spent("conflicts")._replace(lane=state.lane._replace(resting=False))
        yield Step("a second body arrives under a known id: the lane is due now", due)


def _create_arrives(state: State, rules: Rules) -> Iterator[Step]:
    if state.left.creates:
        longer = state.lane._replace(queue=(CREATE, *state.lane.queue))
        disk = state.disk._replace(queue=(CREATE, *state.disk.queue))
        after = state.spent("creates")._replace(lane=longer, disk=disk)
        yield Step(f"event {CREATE} arrives and goes first", after)


def _person_retries(state: State, rules: Rules) -> Iterator[Step]:
    if state.left.retries and state.lane.parked:
        free = state.lane._replace(parked=False, claims=0)
        yield Step("a person says: retry", state.spent("retries")._replace(lane=free))


def _person_skips(state: State, rules: Rules) -> Iterator[Step]:
    if not state.left.skips or not state.lane.parked:
        return
    event = head_of(state.lane, rules.guards)
    rests = rules.guards.skip_waits and state.lane.open != NO_EVENT
    free = settled(state.lane, event)._replace(parked=False, resting=rests)
    after = covered(state.spent("skips")._replace(lane=free))
    yield Step(f"a person says: skip event {event}", after)


_HAPPENINGS: Final[tuple[Callable[[State, Rules], Iterator[Step]], ...]] = (
    _quiet_time_ends,
    _request_lands,
    _lease_ends,
    _worker_dies,
    _redis_forgets,
    _conflict_arrives,
    _create_arrives,
    _person_retries,
    _person_skips,
)
