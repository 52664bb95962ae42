"""The steps of a worker: CLAIM, read, INTENT, send, read back, its scripts, COMPLETE."""

from collections.abc import Callable, Iterator
from typing import Final

from tests.model import oms
from tests.model.rules import Guards, Rules
from tests.model.scripts import SCRIPTS, Script, our_fault, parked, settled
from tests.model.state import (
    APPLIED,
    DOUBTFUL,
    IDLE,
    INTENT,
    NO_EVENT,
    NOBODY,
    PARKED,
    Lane,
    Record,
    State,
    Step,
    Worker,
)

LOOKS_NEEDED: Final = 2


def worker_steps(state: State, index: int, rules: Rules) -> Iterator[Step]:
    """Yield what a worker can do next."""
    worker = state.workers[index]
    if worker.at in SCRIPTS:
        yield _run(SCRIPTS[worker.at], state, index, rules)
    else:
        yield from _STEPS[worker.at](state, index, rules)
    if worker != IDLE and state.left.ours:
        yield _run(our_fault, state.spent("ours"), index, rules)


def head_of(lane: Lane, guards: Guards) -> int:
    """Return the event whose turn it is."""
    return lane.open if guards.open_stays_head and lane.open != NO_EVENT else lane.queue[0]


def covered(state: State) -> State:
    """Return the state in which a quiet time begins that covers every request sent so far."""
    requests = sorted(one._replace(old=True) for one in state.requests)
    return state._replace(requests=tuple(requests))


def _run(script: Script, state: State, index: int, rules: Rules) -> Step:
    """Run a script, fenced by the token."""
    worker = state.workers[index]
    if state.lane.token != worker.token:
        return Step("FENCED: it stops", state.with_worker(index, IDLE))
    what, lane, after = script(state.lane, worker, rules)
    state = state._replace(lane=lane).with_worker(index, after)
    return Step(what, covered(state) if lane.resting else state)


def _claim(state: State, index: int, rules: Rules) -> Iterator[Step]:
    lane = state.lane
    if lane.parked or lane.resting or lane.token != NOBODY or not lane.queue:
        return
    event = head_of(lane, rules.guards)
    if lane.claims == rules.deaths:
        stopped = state._replace(lane=parked(lane, rules.guards))
        yield Step(f"CLAIM of event {event}: too many deaths, the lane is parked", stopped)
        return
    used = {lane.token, state.disk.token, *(one.token for one in state.workers)}
    token = next(token for token in range(1, len(used) + 2) if token not in used)
    record = lane.record(event)
    claimed = state._replace(lane=lane._replace(token=token, claims=lane.claims + 1))
    for what, at in _first_deeds(record, lane.open == event):
        worker = Worker(at, event, token, lease=True, record=record)
        yield Step(f"CLAIM of event {event}{what}", claimed.with_worker(index, worker))


def _first_deeds(record: Record, is_open: bool) -> Iterator[tuple[str, str]]:
    """Yield what a claim leads to: what is open is settled first; else the task decides anew."""
    if record.state not in DOUBTFUL:
        yield "", "complete" if record.state == APPLIED else "pre-read"
        return
    yield "", "read back"
    if not is_open:
        yield ", whose task asks for no effect this time", "complete"


def _pre_read(state: State, index: int, rules: Rules) -> Iterator[Step]:
    """Read before INTENT; without a pre-image two equal invoices look alike, so it may err."""
    worker = state.workers[index]
    for seen in sorted({False, *oms.sees(state, worker.event)}):
        at, what = ("found", "already so") if seen else ("intent", "absent")
        yield Step(f"pre-read: {what}", state.with_worker(index, worker._replace(at=at)))


def _intent(state: State, index: int, rules: Rules) -> Iterator[Step]:
    worker, lane = state.workers[index], state.lane
    record = Record(INTENT, worker.record.attempt + 1)
    sending = worker._replace(at="send", record=record)
    if not rules.guards.intent:
        yield Step("(no INTENT)", state.with_worker(index, sending))
        return
    fenced = rules.guards.fence_at_intent and lane.token != worker.token
    if fenced or (rules.guards.open_stays_head and lane.open not in (NO_EVENT, worker.event)):
        yield Step("INTENT is refused: it stops", state.with_worker(index, IDLE))
        return
    written = lane.with_record(worker.event, record)._replace(open=worker.event)
    disk = state.disk  # never looked at again, unless Redis is to forget something
    if state.left.forgets:
        disk = written if rules.guards.intent_on_disk else lane
    after = state._replace(lane=written, disk=disk)
    yield Step("INTENT", after.with_worker(index, sending._replace(lease=True)))


def _send(state: State, index: int, rules: Rules) -> Iterator[Step]:
    worker = state.workers[index]
    if rules.guards.lease_before_send and not worker.lease:
        free = state.with_worker(index, worker._replace(at="not sent"))
        yield Step("its lease is over: nothing is sent", free)
        return
    unheard = "read back" if rules.found_at_once else "in doubt"
    for heard, fate in oms.fates(state, worker.event):
        at = {"ok": "found", "nothing": unheard, "not sent": "not sent"}[heard]
        after = fate.state.with_worker(index, worker._replace(at=at))
        yield Step(f"SEND: {fate.what}", after, fate.broken)


def _read_back(state: State, index: int, rules: Rules) -> Iterator[Step]:
    worker = state.workers[index]
    for seen in oms.sees(state, worker.event):
        at, what = ("found", "found") if seen else (_absent(worker.record, rules), "absent")
        yield Step(f"read back: {what}", state.with_worker(index, worker._replace(at=at)))
    if state.left.reads:
        bad = state.spent("reads")
        for what, at in (("unclear", "park"), ("no answer", "back off")):
            yield Step(f"read back: {what}", bad.with_worker(index, worker._replace(at=at)))


def _absent(record: Record, rules: Rules) -> str:
    """Return what a read-back that shows nothing leads to."""
    retried = record.state == PARKED
    if record.state == INTENT or (retried and rules.guards.retry_waits):
        return "in doubt"
    if record.looks + 1 < LOOKS_NEEDED:
        return "look again"
    by_person = retried or record.by_person
    return "park" if record.attempt > rules.resends and not by_person else "absent"


def _complete(state: State, index: int, rules: Rules) -> Iterator[Step]:
    """Pop the event; without its fence this pops whatever is the head by now."""
    worker, lane = state.workers[index], state.lane
    event = worker.event
    if rules.guards.fence_at_done and (lane.token != worker.token or lane.open != NO_EVENT):
        yield Step("COMPLETE is refused: it stops", state.with_worker(index, IDLE))
        return
    if not rules.guards.fence_at_done:
        event = lane.queue[0] if lane.queue else event
    done = state._replace(lane=settled(lane, event)).with_worker(index, IDLE)
    flying = tuple(one for one in done.requests if one.lands or one.event != event)
    broken = "" if state.committed(event) else oms.LOST
    yield Step(f"COMPLETE: event {event} is popped", done._replace(requests=flying), broken)


_STEPS: Final[dict[str, Callable[[State, int, Rules], Iterator[Step]]]] = {
    "idle": _claim,
    "pre-read": _pre_read,
    "intent": _intent,
    "send": _send,
    "read back": _read_back,
    "complete": _complete,
}
