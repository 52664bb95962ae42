"""What the model remembers: the lane in Redis, the workers, the OMS, and the faults to come."""

from typing import Final, NamedTuple

from tests.model.rules import Faults

# States of an effect's record, as in worker/effects/record.py.
NONE: Final = "NONE"
INTENT: Final = "INTENT"
IN_DOUBT: Final = "IN_DOUBT"
APPLIED: Final = "APPLIED"
NOT_APPLIED: Final = "NOT_APPLIED"
PARKED: Final = "PARKED"
DOUBTFUL: Final = (INTENT, IN_DOUBT, PARKED)

NOBODY: Final = 0
NO_EVENT: Final = -1
CREATE: Final = 0
"""The event that may arrive last and then goes first; the others are 1, 2 ... as they arrived."""


class Record(NamedTuple):
    """The durable record of one effect. by_person: a person asked for one more attempt."""

    state: str = NONE
    attempt: int = 0
    looks: int = 0
    by_person: bool = False


class Lane(NamedTuple):
    """The lane as Redis holds it. token: of the holder, NOBODY when it is not leased."""

    queue: tuple[int, ...]
    records: tuple[Record, ...]
    token: int = NOBODY
    open: int = NO_EVENT
    claims: int = 0
    resting: bool = False
    parked: bool = False

    def record(self, event: int) -> Record:
        """Return the record of an event's effect."""
        return self.records[event]

    def with_record(self, event: int, record: Record) -> "Lane":
        """Return the lane with another record of an event's effect."""
        records = (*self.records[:event], record, *self.records[event + 1 :])
        return self._replace(records=records)


class Worker(NamedTuple):
    """One worker: where it stands, what it claimed, and the record as it knows it.

    lease: whether its lease still runs on its own clock.
    """

    at: str = "idle"
    event: int = NO_EVENT
    token: int = NOBODY
    lease: bool = False
    record: Record = Record()


IDLE: Final = Worker()


class Request(NamedTuple):
    """A request the OMS has. lands: it is not carried out yet; else it is, but reads may lag.

    old: the quiet time that runs began after it was sent, so it covers it (A1).
    """

    event: int
    lands: bool
    old: bool = False


class State(NamedTuple):
    """Everything at one moment. disk: what Redis would come back with."""

    lane: Lane
    disk: Lane
    workers: tuple[Worker, ...]
    requests: tuple[Request, ...]
    commits: tuple[int, ...]
    left: Faults

    def with_worker(self, index: int, worker: Worker) -> "State":
        """Return the state with another worker at this place."""
        workers = (*self.workers[:index], worker, *self.workers[index + 1 :])
        return self._replace(workers=workers)

    def with_request(self, request: Request) -> "State":
        """Return the state with one more request at the OMS."""
        return self._replace(requests=tuple(sorted((*self.requests, request))))

    def spent(self, fault: str) -> "State":
        """Return the state with one fault of this kind less to come."""
        return self._replace(left=self.left._replace(**{fault: getattr(self.left, fault) - 1}))

    def committed(self, event: int) -> int:
        """Return how often the OMS has carried out an event's effect."""
        return self.commits[event]


class Step(NamedTuple):
    """One thing that can happen next. broken: the property it breaks, '' for none."""

    what: str
    state: State
    broken: str = ""
