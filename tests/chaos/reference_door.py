"""The door of the reference ledger: what it does with a delivery."""

from events import types
from ledger import keys
from ledger.quarantine import Bounds
from ledger.records import (
    CONFLICT,
    DUPLICATE,
    PARKED,
    QUARANTINED,
    QUEUED,
    SKIPPED,
    SUPERSEDED,
    Bell,
    Delivery,
    Intake,
    Refused,
)
from tests.chaos.reference_lanes import CREATES, OTHERS, RIVALS, Event, Lane, Lanes, is_room


class ReferenceDoor(Lanes):
    """What was accepted, and under which names it is known."""

    def __init__(self, deaths: int, rings: int) -> None:
        super().__init__(deaths, rings)
        self.aliases: dict[str, str] = {}
        self.marks: dict[tuple[str, str], str] = {}
        self.refused: list[str] = []
        self.pushed: list[bytes] = []

    def ingest(self, delivery: Delivery, bell: tuple[str, bytes]) -> Intake:
        envelope = delivery.envelope
        eid = keys.event_id(delivery.store, delivery.source, envelope.identity)
        self.counts["received"] += 1
        if same := self._taken_in_as(eid, delivery):
            self.counts[DUPLICATE] += 1
            self.told[DUPLICATE] += 1
            return Intake("DUPLICATE", eid, self.events[same].lane)
        if eid in self.events:
            return self._conflict(eid, delivery)
        event = Event(eid, "", envelope.type, delivery.state, delivery.source, delivery.body_hash)
        self.events[eid] = event
        intake = Intake(delivery.state.upper(), eid, "")
        if delivery.state == QUEUED:
            intake = self._enter(event, delivery, bell)
        self.told["accepted" if event.state == QUEUED else event.state] += 1
        if event.state != SUPERSEDED:
            self.marks |= {(delivery.source, mark): eid for mark in envelope.marks}
        return intake

    def keep(self, refused: Refused, bounds: Bounds) -> bool:
        """Keep the newest of what was refused; only their number is bounded here."""
        identity = f"refused|{refused.body_hash}|{refused.headers}"
        kept = keys.event_id(refused.store, refused.source, identity)
        if kept in self.refused:
            return False
        self.counts["shelved"] += 1
        self.told["shelved"] += 1
        self.refused = [*self.refused, kept][-bounds.number :]
        return True

    def release(self, kept: str, delivery: Delivery, bell: tuple[str, bytes]) -> Intake:
        """Take in what was kept, as it is read today; only what was sealed was counted already."""
        if kept in self.refused:
            self.refused.remove(kept)
        elif kept in self.events and self.events[kept].state == QUARANTINED:
            del self.events[kept]
            self.counts["received"] -= 1
        else:
            eid = keys.event_id(delivery.store, delivery.source, delivery.envelope.identity)
            return Intake("GONE", eid, "")
        return self.ingest(delivery, bell)

    def discard(self, kept: str, who: str, why: str) -> bool:
        """Take one out of quarantine for good."""
        if kept in self.refused:
            self.refused.remove(kept)
            return True
        event = self.events.get(kept)
        outside = event is not None and not event.lane and not event.settled
        if event is None or not outside or event.state not in (QUARANTINED, CONFLICT):
            return False
        self.told[SKIPPED] += event.state == QUARANTINED
        event.state = SKIPPED if event.state == QUARANTINED else CONFLICT
        event.settled = True
        return True

    def _taken_in_as(self, eid: str, delivery: Delivery) -> str | None:
        if eid in self.events and self.events[eid].hash == delivery.body_hash:
            return eid
        for mark in delivery.envelope.marks:
            if self.marks.get((delivery.source, mark)) in self.events:
                return self.marks[delivery.source, mark]
        rival = _rival_of(eid, delivery)
        return rival if rival in self.events else None

    def _conflict(self, eid: str, delivery: Delivery) -> Intake:
        """Keep the second body: it stops the lane when its turn comes, but no open effect."""
        rival, lane = _rival_of(eid, delivery), self.events[eid].lane
        lane = lane if lane in self.lanes else ""
        kind, digest = delivery.envelope.type, delivery.body_hash
        self.told[CONFLICT] += 1
        self.events[rival] = Event(rival, lane, kind, CONFLICT, delivery.source, digest, RIVALS)
        if lane:
            home = self.lanes[lane]
            if is_room(lane):
                home.place("waiting" if home.state == "idle" else home.state, over=home.over)
            elif home.state == "idle" or (home.state == "ready" and not home.open):
                home.place("ready", over=not home.quiet)
            self.line_up(self.events[rival])
        return Intake("CONFLICT", eid, lane)

    def _enter(self, event: Event, delivery: Delivery, bell: tuple[str, bytes]) -> Intake:
        refs = [f"{delivery.store}/{ref}" for ref in delivery.envelope.refs]
        event.lane, rooms = self._home(refs, opens=delivery.envelope.opens_lane)
        lane = self.lanes.setdefault(event.lane, Lane())
        creates = event.type == types.ORDER_CREATED
        if creates and lane.tombstone:
            event.state = SUPERSEDED
            return Intake("SUPERSEDED", event.id, event.lane)
        self._wake(lane, room=is_room(event.lane), creates=creates)
        event.band = CREATES if creates else OTHERS
        self.line_up(event)
        self._join(rooms, event.lane)
        for ref in refs:
            self.aliases.setdefault(ref, event.lane)
        if is_room(event.lane):
            return Intake("WAITING", event.id, event.lane)
        return Intake("ACCEPTED", event.id, event.lane, self._door_rings(event.id, lane, bell))

    def _home(self, refs: list[str], *, opens: bool) -> tuple[str, list[str]]:
        """Return the lane of an event, and the rooms that end because they turn out to be it."""
        known = list(dict.fromkeys(self.aliases[ref] for ref in refs if ref in self.aliases))
        rooms = [home for home in known if is_room(home)]
        lanes = [home for home in known if not is_room(home)]
        if opens:
            own = self.aliases.get(refs[0], "?")
            lanes = [refs[0] if is_room(own) else own]
        lane = [*lanes, *rooms, f"?{refs[0]}"][0]
        return lane, [room for room in rooms if room != lane]

    def _wake(self, lane: Lane, *, room: bool, creates: bool) -> None:
        """Place a lane that something new comes into."""
        if room and lane.state != "parked":
            lane.place("waiting", over=lane.state == "waiting" and lane.over)
        elif lane.state in ("idle", "paused") or (lane.state == "ready" and lane.unblock):
            lane.place("ready", over=not lane.quiet)
        elif lane.state == "parked" and creates and lane.reason == "NO_CREATE":
            self.events[lane.parked].state, self.events[lane.parked].wait = QUEUED, None
            lane.parked = lane.reason = ""
            lane.place("ready", over=True)

    def _join(self, rooms: list[str], lane: str) -> None:
        """Move what waits in rooms into the lane, to its end, in the order of arrival."""
        waiters = [self.events[eid] for room in rooms for eid in self.lanes.pop(room).queue]
        for event in sorted(waiters, key=lambda event: (event.band, event.arrival)):
            event.lane, event.band = lane, OTHERS
            event.state = QUEUED if event.state == PARKED else event.state
            self.line_up(event)
        self.aliases |= {ref: lane for ref, home in self.aliases.items() if home in rooms}

    def _door_rings(self, eid: str, lane: Lane, bell: tuple[str, bytes]) -> Bell | None:
        if lane.state != "ready" or not lane.over:
            return None
        if self.head(lane) != eid or not bell[0]:
            return None if lane.rung else self.bell(self.head(lane))
        lane.rung = True
        self.pushed.append(bell[1])
        return None


def _rival_of(eid: str, delivery: Delivery) -> str:
    return f"{eid}!{delivery.body_hash[:8]}"
