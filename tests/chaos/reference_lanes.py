"""Events and lanes of the reference ledger, and what every verb does with them."""

from collections import Counter
from dataclasses import dataclass, field

from ledger.records import CONFLICT, PARKED, Bell

RIVALS, CREATES, OTHERS = range(3)
"""The bands of a queue: conflicts stand first, then creates, then all others as they came."""


@dataclass
class Event:
    """arrival: among all events. wait: its reason, and whether its limit is over."""

    id: str
    lane: str
    type: str
    state: str
    source: str = ""
    hash: str = ""
    band: int = OTHERS
    arrival: int = 0
    gen: int = 0
    rings: int = 0
    tries: int = 0
    wait: tuple[str, bool] | None = None
    settled: bool = False


@dataclass
class Lane:
    """over: its lease, its due time or its limit, whichever its state has, lies in the past.

    quiet: a call that a person gave up on may still land.
    """

    queue: list[str] = field(default_factory=list)
    effects: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    state: str = "idle"
    over: bool = True
    token: str = ""
    current: str = ""
    pinned: str = ""
    open: str = ""
    unblock: str = ""
    reason: str = ""
    parked: str = ""
    known: str = ""
    tombstone: str = ""
    claims: int = 0
    epoch: int = 0
    rung: bool = False
    quiet: bool = False

    def place(self, state: str, *, over: bool) -> None:
        self.state, self.over, self.rung = state, over, False


NOWHERE = Lane()


def is_room(lane: str) -> bool:
    return lane.startswith("?")


class Lanes:
    """All events, all lanes, and who stands where."""

    def __init__(self, deaths: int, rings: int) -> None:
        self.events: dict[str, Event] = {}
        self.lanes: dict[str, Lane] = {}
        self.counts: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self.deaths, self.rings = deaths, rings
        self.pauses: set[str] = set()
        self._arrivals = 0

    def head(self, lane: Lane) -> str:
        """Return whose turn it is: of an open effect, else of one that ends a wait, else first."""
        ends = [eid for eid in lane.queue if self.events[eid].type in lane.unblock.split()]
        return lane.pinned or [*ends, *lane.queue][0]

    def line_up(self, event: Event) -> None:
        """Put an event behind all others of its band, and before those of the next."""
        self._arrivals += 1
        event.arrival = self._arrivals
        queue = self.lanes[event.lane].queue
        later = [place for place, eid in enumerate(queue) if self.events[eid].band > event.band]
        queue.insert(min(later, default=len(queue)), event.id)

    def settle(self, eid: str, state: str) -> Bell | None:
        """End an event; a conflict stays one in the balance. Return the bell of the next."""
        event = self.events[eid]
        lane, event.settled = self.lanes[event.lane], True
        self.told[state] += event.state != CONFLICT
        event.state = CONFLICT if event.state == CONFLICT else state
        lane.queue.remove(eid)
        lane.token = lane.pinned = lane.open = lane.unblock = lane.reason = lane.parked = ""
        lane.claims = 0
        if not lane.queue:
            lane.place("idle", over=True)
            return None
        if is_room(event.lane):
            self.stop(lane.queue[0], "UNKNOWN_ORDER")
            return None
        lane.place("ready", over=not lane.quiet)
        lane.rung = lane.rung or not lane.quiet
        return None if lane.quiet else self.bell(self.head(lane))

    def stop(self, eid: str, reason: str) -> None:
        """Park a lane at an event. What became of an open effect is still to be found out."""
        event = self.events[eid]
        lane = self.lanes[event.lane]
        self.told[PARKED] += event.state != PARKED
        event.state = CONFLICT if event.state == CONFLICT else PARKED
        lane.token, lane.reason, lane.parked, lane.claims = "", reason, eid, 0
        lane.place("parked", over=True)

    def pause_of(self, lane: Lane) -> str:
        """Return what a person has stopped of all that a lane's head needs, '' for nothing."""
        stops = {
            "PAUSED_OMS": "oms" in self.pauses,
            "PAUSED_SOURCE": f"source:{self.events[self.head(lane)].source}" in self.pauses,
            "PAUSED_ORDER": self.events[self.head(lane)].lane in self.pauses,
        }
        return next((reason for reason, stopped in stops.items() if stopped), "")

    def ring(self, lane: Lane) -> Bell:
        """Ring the head's bell; one that was not answered in time gets a new task id."""
        event = self.events[self.head(lane)]
        lane.rung, event.rings = True, event.rings + 1
        if event.rings > self.rings:
            event.gen, event.rings = event.gen + 1, 1
        return self.bell(event.id)

    def bell(self, eid: str) -> Bell:
        event = self.events[eid]
        return Bell(eid, event.type, "orders", f"{eid}.{event.gen}" if event.gen else eid)

    def pass_time(self, name: str) -> None:
        """Let whatever is waited for in a lane be over."""
        self.lanes[name].over, self.lanes[name].quiet = True, False
        for event in map(self.events.__getitem__, self.lanes[name].queue):
            event.wait = (event.wait[0], True) if event.wait else None
