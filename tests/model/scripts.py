"""The scripts of Redis that a worker runs under its token, as ledger/scripts/*.lua."""

from collections.abc import Callable
from typing import Final, NamedTuple

from tests.model.rules import Guards, Rules
from tests.model.state import (
    APPLIED,
    IDLE,
    IN_DOUBT,
    NO_EVENT,
    NOBODY,
    NOT_APPLIED,
    PARKED,
    Lane,
    Record,
    Worker,
)


class Written(NamedTuple):
    """What a script leaves: the lane, and where its worker stands then."""

    what: str
    lane: Lane
    worker: Worker


def parked(lane: Lane, guards: Guards) -> Lane:
    """Return the lane as PARK leaves it."""
    kept = lane.open if guards.park_keeps_open else NO_EVENT
    return lane._replace(parked=True, token=NOBODY, open=kept)


def settled(lane: Lane, event: int) -> Lane:
    """Return the lane without an event, given on to the next."""
    queue = tuple(other for other in lane.queue if other != event)
    return lane._replace(queue=queue, token=NOBODY, open=NO_EVENT, claims=0, resting=False)


def _closed(what: str, lane: Lane, worker: Worker, record: Record, at: str) -> Written:
    lane = lane.with_record(worker.event, record)._replace(open=NO_EVENT, claims=0)
    return Written(f"OUTCOME: {what}", lane, worker._replace(at=at, record=record))


def _applied(lane: Lane, worker: Worker, rules: Rules) -> Written:
    record = Record(APPLIED, worker.record.attempt)
    return _closed("applied", lane, worker, record, "complete")


def _not_sent(lane: Lane, worker: Worker, rules: Rules) -> Written:
    record = Record(NOT_APPLIED, worker.record.attempt - 1)
    return _closed("not sent", lane, worker, record, "back off")


def _did_not_land(lane: Lane, worker: Worker, rules: Rules) -> Written:
    record = Record(NOT_APPLIED, worker.record.attempt)
    return _closed("did not land", lane, worker, record, "pre-read")


def _deferred(what: str, lane: Lane, worker: Worker, record: Record) -> Written:
    lane = lane.with_record(worker.event, record)._replace(token=NOBODY, claims=0)
    return Written(f"DEFER: {what}", lane, IDLE)


def _back_off(lane: Lane, worker: Worker, rules: Rules) -> Written:
    return _deferred("back off", lane, worker, worker.record)


def _look_again(lane: Lane, worker: Worker, rules: Rules) -> Written:
    record = worker.record._replace(looks=worker.record.looks + 1)
    return _deferred("one more look", lane, worker, record)


def _in_doubt(lane: Lane, worker: Worker, rules: Rules) -> Written:
    """Write record and due time at once: no crash comes between them."""
    by_person = worker.record.state == PARKED
    record = worker.record._replace(state=IN_DOUBT, looks=0, by_person=by_person)
    rests = lane._replace(open=worker.event, resting=rules.guards.quiet_time)
    return _deferred("in doubt, quiet time", rests, worker, record)


def _park(lane: Lane, worker: Worker, rules: Rules) -> Written:
    lane = lane.with_record(worker.event, worker.record._replace(state=PARKED, looks=0))
    return Written("PARK", parked(lane, rules.guards), IDLE)


def our_fault(lane: Lane, worker: Worker, rules: Rules) -> Written:
    """Park the lane as it is."""
    return Written("a fault of ours: PARK", parked(lane, rules.guards), IDLE)


Script = Callable[[Lane, Worker, Rules], Written]

SCRIPTS: Final[dict[str, Script]] = {
    "found": _applied,
    "not sent": _not_sent,
    "absent": _did_not_land,
    "back off": _back_off,
    "look again": _look_again,
    "in doubt": _in_doubt,
    "park": _park,
}
"""By where a worker stands, the script it runs next."""
