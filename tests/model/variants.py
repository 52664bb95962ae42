"""The variants that are searched: the whole protocol, and the protocol without one guard."""

from dataclasses import dataclass, replace
from typing import Final

from tests.model.oms import DOUBLED, LOST, REORDERED
from tests.model.rules import Faults, Guards, Rules
from tests.model.state import IDLE, Lane, Record, State

STUCK: Final = "stuck"
_ALL_STAND: Final = Rules()
_NONE: Final = Faults()


@dataclass(frozen=True, slots=True)
class Variant:
    """One search. wide: the faults of a long run. expected: what breaks, '' when nothing may."""

    name: str
    faults: Faults
    wide: Faults = _NONE
    rules: Rules = _ALL_STAND
    workers: int = 2
    events: int = 2
    without: str = ""
    expected: str = ""

    def start(self) -> State:
        """Return the state in which all events are in the lane and nothing has happened."""
        queue = tuple(range(1, self.events + 1))
        nothing = (0,) * (self.events + 1)
        lane = Lane(queue, tuple(Record() for _ in nothing))
        return State(lane, lane, (IDLE,) * self.workers, (), nothing, self.faults)

    def widened(self) -> "Variant":
        """Return this search with the faults of a long run."""
        return replace(self, faults=self.wide)


def _mutant(name: str, guard: str, expected: str, faults: Faults) -> Variant:
    rules = Rules(Guards()._replace(**{guard: False}))
    return Variant(name, faults, rules=rules, without=guard, expected=expected)


_ONE_DEATH: Final = Rules(deaths=1)

HOLDS: Final = (
    Variant(
        "the whole protocol",
        Faults(crashes=1, leases=1, calls=2),
        Faults(crashes=2, leases=1, calls=2),
    ),
    Variant(
        "three events",
        Faults(crashes=1, leases=1, calls=1),
        Faults(crashes=1, leases=1, calls=2),
        events=3,
    ),
    Variant(
        "three workers",
        Faults(leases=2),
        Faults(crashes=1, leases=2, calls=1),
        workers=3,
    ),
    Variant(
        "read-backs fail or are unclear",
        Faults(leases=1, calls=1, reads=1),
        Faults(crashes=1, leases=1, calls=2, reads=1),
    ),
    Variant(
        "found is believed only after the quiet time, too",
        Faults(crashes=1, leases=1, calls=1),
        Faults(crashes=1, leases=1, calls=2),
        Rules(found_at_once=False),
    ),
    Variant(
        "Redis forgets all but intake and INTENT",
        Faults(leases=1, calls=1, forgets=1),
        Faults(crashes=1, leases=1, calls=1, forgets=1),
    ),
    Variant(
        "a create arrives late and goes first",
        Faults(crashes=1, calls=1, reads=1, creates=1),
        Faults(crashes=1, leases=1, calls=1, creates=1),
    ),
    Variant(
        "parked, then a person's retry or skip",
        Faults(crashes=1, calls=1, reads=1, ours=1, retries=1, skips=1),
        Faults(crashes=1, leases=1, calls=1, reads=1, ours=1, retries=1, skips=1),
        _ONE_DEATH,
    ),
)

_PLAIN: Final = HOLDS[0].faults

MUTANTS: Final = (
    _mutant("no quiet time", "quiet_time", DOUBLED, _PLAIN),
    _mutant("no intent", "intent", DOUBLED, _PLAIN),
    _mutant("no fence at intent", "fence_at_intent", DOUBLED, _PLAIN),
    _mutant("no fence at done", "fence_at_done", LOST, _PLAIN),
    _mutant("a lagging read-back is believed", "reads_settle", DOUBLED, _PLAIN),
    _mutant("intent not on disk", "intent_on_disk", DOUBLED, Faults(calls=1, forgets=1)),
    _mutant("a lease that is over still sends", "lease_before_send", DOUBLED, _PLAIN),
    _mutant("leases have no end", "leases_end", STUCK, _PLAIN),
    _mutant(
        "an open effect does not stay the head",
        "open_stays_head",
        REORDERED,
        Faults(crashes=1, leases=1, calls=1, creates=1),
    ),
    _mutant(
        "a parked lane forgets its open effect",
        "park_keeps_open",
        LOST,
        Faults(calls=1, ours=1, retries=1),
    ),
    _mutant(
        "a person's retry does not wait",
        "retry_waits",
        DOUBLED,
        Faults(calls=1, reads=1, retries=1),
    ),
    _mutant(
        "a person's skip does not wait", "skip_waits", REORDERED, Faults(calls=1, ours=1, skips=1)
    ),
    _mutant(
        "a conflict ends the quiet time", "conflict_waits", DOUBLED, Faults(calls=1, conflicts=1)
    ),
)
