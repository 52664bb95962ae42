"""A ledger that is obviously right: dicts of lists, one thread, no Redis.

It answers as `ledger.ledger.Ledger` and `ledger.operator.Operator` do, to the same words. Of time
it knows what the scripts decide by: whether a lane's lease, due time or limit is over.
"""

import json

from events import types
from ledger import keys
from ledger.operator import EFFECT_STATES, VERBS, NotParked, Order, RequestReused
from ledger.records import (
    CONFLICT,
    DONE,
    QUEUED,
    SKIPPED,
    Bell,
    Claim,
    Delivery,
    Fenced,
    Intake,
    LedgerError,
    Verdict,
)
from ledger.replay import SETTLED
from tests.chaos.reference_door import ReferenceDoor
from tests.chaos.reference_lanes import NOWHERE, Event, Lane, is_room

MAKERS = (types.ORDER_CREATED, types.ORDER_IMPORTED)


class ReferenceLedger(ReferenceDoor):
    """What was accepted, whose turn it is, what became of it."""

    def __init__(self, deaths: int, rings: int) -> None:
        super().__init__(deaths, rings)
        self.requests: dict[str, str] = {}
        self.resumed = False

    def claim(self, eid: str, token: str) -> Claim:
        """Answer a claim; `token` is the one to be given with OK."""
        if eid not in self.events:
            return Claim("GONE")
        event = self.events[eid]
        lane = self.lanes.get(event.lane, NOWHERE)
        if eid not in lane.queue:
            return Claim("SETTLED", event.state)
        if lane.state == "parked":
            return Claim("PARKED", lane.reason)
        if is_room(event.lane):
            return Claim("WAITING")
        if not lane.over:
            return Claim({"leased": "BUSY", "ready": "LATER"}[lane.state])
        if self.head(lane) != eid:
            return Claim("OTHER", bell=self.bell(self.head(lane)))
        if stopped := self.pause_of(lane):
            lane.token, lane.reason = "", stopped
            lane.place("paused", over=True)
            return Claim("PAUSED", stopped)
        if event.state == CONFLICT or lane.claims == self.deaths:
            self.stop(eid, "CONFLICT" if event.state == CONFLICT else "POISON")
            return Claim("PARKED", lane.reason)
        lane.claims += 1
        lane.epoch += 1
        lane.token, lane.current, event.rings = token, eid, 0
        lane.place("leased", over=False)
        return Claim("OK", token=token, lane=event.lane, effects=lane.effects)

    def renew(self, lane, token):
        self._held(lane, token).place("leased", over=False)

    def intent(self, lane, token, eid, effect, record, call_ms, entry):
        held = self._held(lane, token)
        if held.open not in ("", effect):
            raise LedgerError
        held.effects[effect] = record
        held.open, held.pinned = effect, eid
        held.place("leased", over=False)

    def outcome(self, lane, token, effect, record, *, final, entry, names):
        held = self._held(lane, token)
        held.effects[effect] = record
        held.claims = 0
        for name in names:
            self.aliases.setdefault(f"{lane.partition('/')[0]}/{name}", lane)
        if final and held.open in ("", effect):
            held.open = ""
        held.place("leased", over=False)

    def complete(self, lane: str, token: str, eid: str, verdict: Verdict) -> Bell | None:
        held = self._held(lane, token)
        if held.open or held.current != eid:
            raise Fenced
        if verdict.tombstone:
            if any(self.events[one].type in MAKERS for one in held.queue):
                raise Fenced
            held.tombstone = "1"
        held.known = verdict.known or held.known
        held.versions |= {f"v:{verdict.group}": verdict.version} if verdict.group else {}
        place, band = held.queue.index(eid), self.events[eid].band
        for nth, derived in enumerate(verdict.derived, start=1):
            child = Event(f"{eid}#{nth}", lane, derived.type, QUEUED, derived.source, band=band)
            self.counts["derived"] += 1
            self.told["derived"] += 1
            self.events[child.id] = child
            held.queue.insert(place + nth, child.id)
        return self.settle(eid, verdict.state)

    def tell_again(
        self, told: str, delivery: Delivery, bell: tuple[str, bytes], order: Order
    ) -> Intake:
        """Take a settled event in once more, under another identity."""
        eid = keys.event_id(delivery.store, delivery.source, delivery.envelope.identity)
        if order.request_id in self.requests:
            return Intake("SAME", eid, "")
        if told not in self.events:
            return Intake("GONE", eid, "")
        if self.events[told].state not in SETTLED:
            return Intake("NOT_SETTLED", eid, self.events[told].state)
        self.requests[order.request_id] = f"replay {told}"
        return self.ingest(delivery, bell)

    def defer(self, lane, token, eid, *, delay_ms, reason, unblocked_by, limit_ms, counts, effect):
        held, event, over = self._held(lane, token), self.events[eid], delay_ms == 0
        if any(self.events[one].type in unblocked_by for one in held.queue):
            over = True
        elif limit_ms is not None:
            again = event.wait is not None and event.wait[0] == reason
            if event.wait[1] if again else limit_ms == 0:
                return False
            event.wait = event.wait if again else (reason, False)
        if effect[0]:
            held.effects[effect[0]] = effect[1]
            held.open = effect[0]
        held.pinned = "" if unblocked_by else eid
        event.tries += counts
        self.told["waits"] += 1
        held.token, held.claims, held.reason = "", 0, reason
        held.unblock = " ".join(unblocked_by)
        held.place("ready", over=over)
        return True

    def park(self, lane, token, eid, reason, detail, effect):
        held = self._held(lane, token)
        if effect[0]:
            held.effects[effect[0]] = effect[1]
            held.pinned = eid
        self.stop(eid, reason)

    def sweep(self, *, eager: bool) -> list[Bell]:
        """Sweep; an eager one rings also what was rung before."""
        bells = []
        for lane in self.lanes.values():
            if lane.over and lane.state == "leased":
                lane.token = ""
                lane.place("ready", over=True)
            if lane.state == "paused" and self.resumed:
                lane.reason = self.pause_of(lane)
                lane.place("paused" if lane.reason else "ready", over=True)
            if lane.over and lane.state == "waiting":
                self.stop(lane.queue[0], "UNKNOWN_ORDER")
            if lane.over and lane.state == "ready" and (eager or not lane.rung):
                bells.append(self.ring(lane))
        self.resumed = False
        return bells

    def pause(self, prefix: str, subject: str, order: Order) -> None:
        if self._repeated(order, f"pause {subject}"):
            return
        if "/" in subject and subject not in self.lanes:
            raise NotParked
        self.pauses.add(subject)
        self.requests[order.request_id] = f"pause {subject}"

    def resume(self, prefix: str, subject: str, order: Order) -> Bell | None:
        if self._repeated(order, f"resume {subject}"):
            return None
        if "/" in subject and subject not in self.lanes:
            raise NotParked
        self.requests[order.request_id] = f"resume {subject}"
        self.pauses.discard(subject)
        self.resumed = self.resumed or "/" not in subject
        lane = self.lanes.get(subject, NOWHERE)
        if lane.state != "paused":
            return None
        lane.reason = self.pause_of(lane)
        if lane.reason:
            return None
        lane.place("ready", over=True)
        lane.rung = True
        return self.bell(self.head(lane))

    def retry(self, eid: str, order: Order) -> Bell | None:
        if self._repeated(order, f"retry {eid}"):
            return None
        lane = self._stopped_at(eid)
        event = self.events[eid]
        if event.state == CONFLICT:
            raise NotParked
        self._carry_out(order, f"retry {eid}", lane)
        self.told["retried"] += 1
        event.state, event.wait, event.tries = QUEUED, None, 0
        lane.parked = lane.reason = lane.unblock = ""
        room = is_room(event.lane)
        lane.place("waiting" if room else "ready", over=not room)
        lane.rung = lane.rung or not room
        return None if room else self.bell(eid)

    def skip(self, eid: str, order: Order, state: str = SKIPPED) -> Bell | None:
        said = f"{VERBS[state]} {eid}"
        if self._repeated(order, said):
            return None
        lane = self._stopped_at(eid)
        self._carry_out(order, said, lane)
        if lane.open:
            lane.effects[lane.open] = _by_a_person(lane.effects[lane.open], state)
            lane.quiet = True
        return self.settle(eid, state)

    def mark_done(self, eid: str, order: Order) -> Bell | None:
        return self.skip(eid, order, DONE)

    def drop(self, lane: str, order: Order) -> None:
        if self._repeated(order, f"drop {lane}"):
            return
        dropped = self.lanes.get(lane, NOWHERE)
        if dropped.state != "parked" or is_room(lane):
            raise NotParked
        self._carry_out(order, f"drop {lane}", dropped)
        dropped.tombstone, dropped.quiet = "1", dropped.quiet or dropped.open != ""
        for eid in list(dropped.queue):
            self.settle(eid, SKIPPED)

    def _repeated(self, order: Order, said: str) -> bool:
        if self.requests.get(order.request_id, said) != said:
            raise RequestReused
        return order.request_id in self.requests

    def _held(self, lane: str, token: str) -> Lane:
        held = self.lanes.get(lane, NOWHERE)
        if held.token != token:
            raise Fenced
        return held

    def _carry_out(self, order: Order, said: str, lane: Lane) -> None:
        """Remember the request; whoever held the lane is out."""
        self.requests[order.request_id] = said
        lane.epoch += 1

    def _stopped_at(self, eid: str) -> Lane:
        lane = self.lanes.get(self.events[eid].lane, NOWHERE) if eid in self.events else NOWHERE
        if lane.parked != eid:
            raise NotParked
        return lane


def _by_a_person(record: str, state: str) -> str:
    word = {"state": EFFECT_STATES[state], "doubt": False, "why": "by a person"}
    return json.dumps({**json.loads(record), "ask": {}, "before": {}, **word})
