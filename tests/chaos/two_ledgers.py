"""The ledger's real scripts and the reference ledger side by side, told the same and compared."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

from ledger import keys
from ledger.connection import connect
from ledger.ledger import Ledger
from ledger.operator import NotParked, Operator, RequestReused
from ledger.quarantine import Quarantine
from ledger.records import QUARANTINED, Delivery, Fenced, Leases, LedgerError
from ledger.replay import Replay
from orderlane.embedded import EmbeddedRedis
from tests.chaos.ledger_book import HOLDS, INDEXES, Book
from tests.chaos.ledger_figures import FIGURES
from tests.chaos.reference_lanes import Lane
from tests.chaos.reference_ledger import ReferenceLedger

MINUTES: Final = 600_000
PATIENT: Final = Leases(MINUTES, MINUTES, MINUTES, MINUTES, deaths=2, rings=2)
EAGER: Final = replace(PATIENT, ring_again_ms=0)
NO_BELL: Final = ("", b"")


class Hand(NamedTuple):
    """What a worker keeps of a claim, perhaps long after it has lost the lane."""

    lane: str
    token: str
    eid: str


class TwoLedgers:
    """Two stores of one shard, under names of their own. seen: every kind of answer so far.

    Time does not pass by itself here: all that waits, waits for minutes, or until `pass_time`.
    """

    def __init__(self, server: EmbeddedRedis, numbers: Iterator[int], seen: Counter[str]) -> None:
        self.server, self.seen = server, seen
        self.client = connect(server.url)
        self.ledger, self.eager = Ledger(self.client, PATIENT), Ledger(self.client, EAGER)
        self.operator = Operator(self.ledger)
        self.quarantine = Quarantine(self.ledger)
        self.replay = Replay(self.ledger)
        self.model = ReferenceLedger(PATIENT.deaths, PATIENT.rings)
        self.stores = two_of_a_shard(numbers)
        self.prefix = keys.prefix_of_store(self.stores[0])
        self.nobody = keys.event_id(self.stores[0], "nobody", "nothing")
        self.book = Book(self.client, self.prefix)
        self.hands: list[Hand] = []
        self._refused = False

    def close(self) -> None:
        """Leave nothing in Redis."""
        if found := self.client.keys(f"{self.prefix}:*"):
            self.client.delete(*found)
        self.client.close()

    def compare(self) -> None:
        """Read the whole book: it is in order, and as it was when all that was said was refused."""
        before, self.book = self.book, Book(self.client, self.prefix)
        refused, self._refused = self._refused, False

        assert not refused or self.book.without_audit() == before.without_audit()
        for holds in (*HOLDS, *FIGURES):
            holds(self.book, self.model)

    def both(self, verb: str, *args: Any, **named: Any) -> Any:
        """Say the same to both; return their answer, or the name of the refusal."""
        rooms = (self.operator, self.quarantine, self.replay, self.ledger)
        real = next(getattr(room, verb) for room in rooms if hasattr(room, verb))
        answer = _said(real, *args, **named)

        self.seen[f"{verb} {_short(answer)}"] += 1
        assert answer == _said(getattr(self.model, verb), *args, **named)
        self._refused = isinstance(answer, str) or answer is False
        return answer

    def take_in(self, delivery: Delivery, *, rings: bool) -> None:
        bell = (f"{self.prefix}:bells", delivery.envelope.identity.encode())
        self.both("ingest", delivery, bell if rings else NO_BELL)

    def claim(self, eid: str) -> None:
        real = self.ledger.claim(eid, "worker")
        mine = self.model.claim(eid, real.token)

        self.seen[f"claim {real.status}"] += 1
        assert (real.status, real.bell, real.lane) == (mine.status, mine.bell, mine.lane)
        assert real.detail == mine.detail or real.status == "LATER"
        assert real.effects == mine.effects
        if real.status == "OK":
            assert real.token not in {hand.token for hand in self.hands}
            assert not real.lane_record.get("open") or real.lane_record["pinned"] == eid
            self.hands.append(Hand(real.lane, real.token, eid))

    def ring(self, *, eager: bool) -> None:
        """Sweep; an eager one rings again at once."""
        rung = (self.eager if eager else self.ledger).sweep(self.stores[0])
        expected = self.model.sweep(eager=eager)

        self.seen[f"sweep {len(rung) > 0}"] += 1
        assert sorted(map(str, rung)) == sorted(map(str, expected))

    def pass_time(self, lane: str) -> None:
        """Move on the clock of one lane: the only writes of ours, in place of waiting."""
        for index in (*INDEXES, "DUE"):
            self.client.zadd(f"{self.prefix}:{index}", {lane: 1}, xx=True)
        if "quiet_until" in self.book.all("lane")[lane]:
            self.client.hset(f"{self.prefix}:lane:{lane}", "quiet_until", 1)
        for eid in self.book.queue(lane):
            if "wait_until" in self.book.all("ev")[eid]:
                self.client.hset(f"{self.prefix}:ev:{eid}", "wait_until", 1)
        self.model.pass_time(lane)

    def kill_redis(self) -> None:
        """Let Redis crash, and come back with what is on its disk."""
        self.server.kill()
        self.server.start()
        self.client.connection_pool.disconnect()

    def held(self) -> list[Hand]:
        """Return the hands whose lane is still theirs."""
        return [hand for hand in self.hands if self.model.lanes[hand.lane].token == hand.token]

    def lost(self) -> list[Hand]:
        """Return the hands that have lost their lane."""
        return [hand for hand in self.hands if self.model.lanes[hand.lane].token != hand.token]

    def due(self) -> list[Lane]:
        """Return the lanes that can be claimed."""
        lanes = self.model.lanes.values()
        return [lane for lane in lanes if lane.over and lane.state in ("ready", "leased")]

    def waiting(self) -> list[str]:
        """Return the names of the rooms that wait for their order."""
        return [name for name, lane in self.model.lanes.items() if lane.state == "waiting"]

    def stands_still(self) -> bool:
        """Return whether anything is paused."""
        lanes = self.model.lanes.values()
        return bool(self.model.pauses) or any(lane.state == "paused" for lane in lanes)

    def kept(self) -> list[str]:
        """Return the ids of what is in quarantine, the sealed first."""
        events = self.model.events.values()
        sealed = [event.id for event in events if event.state == QUARANTINED]
        return sealed + self.model.refused

    def stopped(self) -> list[str]:
        """Return the names of the lanes that wait for a person."""
        return [name for name, lane in self.model.lanes.items() if lane.state == "parked"]


def two_of_a_shard(numbers: Iterator[int]) -> list[str]:
    """Return two new store names whose keys meet in one shard."""
    names = (f"store-{number}" for number in numbers)
    first = next(names)
    shard = keys.shard_of_store(first)
    return [first, next(name for name in names if keys.shard_of_store(name) == shard)]


def _said(word: Callable[..., Any], *args: Any, **named: Any) -> Any:
    try:
        return word(*args, **named)
    except (Fenced, NotParked, RequestReused) as refusal:
        return type(refusal).__name__
    except LedgerError:
        return "OPEN"


def _short(answer: Any) -> str:
    plain = isinstance(answer, str | bool | None)
    return str(answer) if plain else getattr(answer, "status", type(answer).__name__)
