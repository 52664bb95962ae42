"""Tells settled events again: a few first, then the rest at a rate; what is stopped can go on."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from desk.book import Book
from ledger import keys
from ledger.operator import Order
from ledger.records import PARKED, QUEUED, Bell, Intake
from ledger.replay import Replay, Told, again
from sources.registry import DIALECTS
from worker.app import app
from worker.bell import try_to_ring
from worker.event import envelope_of
from worker.intake import delivery_of
from worker.ringers import ringer_for

LOOK_S: Final = 0.2


class CanaryParked(Exception):
    """One of the first few stopped for a person: the rest was not told. Names the events."""


@dataclass
class Run:
    """One replay. order: who asks and why; its request id makes the run one, however often it is begun.

    rate: events a second. outcomes: what the ledger said of each so far.
    """

    book: Book
    order: Order
    rate: float
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    outcomes: Counter[str] = field(default_factory=Counter)

    def canary(self, some: Sequence[Told], patience_s: float, tick: Callable[[], None]) -> None:
        """Tell a few, and wait until all are settled; raise CanaryParked, TimeoutError."""
        told = [self.tell(one) for one in some]
        waiting = {intake.event_id for intake in told if intake.status != "GONE"}
        over = self.clock() + patience_s
        while waiting:
            states = {eid: self.book.views.event(eid).get("state", "") for eid in waiting}
            parked = sorted(eid for eid, state in states.items() if state == PARKED)
            if parked:
                raise CanaryParked(", ".join(parked))
            waiting = {eid for eid, state in states.items() if state == QUEUED}
            if waiting and self.clock() > over:
                raise TimeoutError(f"{len(waiting)} of the first events are not settled yet")
            tick()
            self.sleep(LOOK_S)

    def rest(self, some: Sequence[Told], tick: Callable[[], None]) -> None:
        """Tell the rest, no faster than the rate."""
        begun = self.clock()
        for nth, told in enumerate(some):
            early = begun + nth / self.rate - self.clock()
            if early > 0:
                self.sleep(early)
            self.tell(told)
            tick()

    def tell(self, told: Told) -> Intake:
        """Tell one again, once in this run."""
        record = self.book.views.event(told.id)
        if not record:
            self.outcomes["GONE"] += 1
            return Intake("GONE", told.id, told.lane)
        source = self.book.settings.sources[told.source]
        envelope = envelope_of(record["envelope"])
        if envelope is None:  # it was derived: its cause tells it again
            return Intake("GONE", told.id, told.lane)
        read = delivery_of(source, DIALECTS[record["dialect"]], envelope, record["body"])
        delivery = again(record, read, self.order.request_id, told.id)
        eid = keys.event_id(delivery.store, delivery.source, delivery.envelope.identity)
        ringer = ringer_for(self.book.settings, self.book.ledger.client, app)
        bell = Bell(eid, record["task"], record["queue"], eid)
        message = ringer.message(bell)
        request = f"{self.order.request_id}:{told.id}"
        order = Order(request, self.order.who, self.order.why)
        intake = Replay(self.book.ledger).tell_again(told.id, delivery, message, order)
        if intake.bell:
            try_to_ring(ringer, intake.bell)
        self.outcomes[intake.status] += 1
        return intake
