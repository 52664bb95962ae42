"""Where every door ends: a delivery is stored, and its bell is rung."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

import redis

from config.settings import Settings
from config.tracing import OFF, Tracing, tracing_of
from ledger import keys
from ledger.ledger import Ledger
from ledger.records import (
    Bell,
    Delivery,
    Intake,
    IntakeClosed,
    Leases,
    LedgerUnavailable,
)
from webhooks.bellman import Bellman
from webhooks.journal import note
from worker.bell import NO_MESSAGE
from worker.ringers import ringer_for

NOT_STORED: Final = "NOT_STORED"

_FOR_A_PERSON: Final = frozenset({"CONFLICT", "QUARANTINED"})


class Book(Protocol):
    """What takes deliveries in: the ledger."""

    def ingest(self, delivery: Delivery, bell: tuple[str, bytes] = NO_MESSAGE) -> Intake: ...


def bell_of(delivery: Delivery) -> Bell:
    """Return the bell of a delivery, without a task when it takes no lane."""
    eid = keys.event_id(delivery.store, delivery.source, delivery.envelope.identity)
    return Bell(eid, delivery.task, delivery.queue, eid)


@dataclass(frozen=True, slots=True)
class Reception:
    """Stores deliveries. message makes the bell that INGEST rings, ring rings beside it."""

    book: Book
    message: Callable[[Bell], tuple[str, bytes]]
    ring: Callable[[Bell], None]
    tracing: Tracing = OFF

    def take(self, delivery: Delivery) -> str | None:
        """Store a delivery in one round trip; return what the ledger made of it, None when it is not stored."""
        topic, source = delivery.envelope.topic, delivery.source
        bell = bell_of(delivery)
        eid = bell.event_id
        try:
            with self.tracing.span("deliver", {"event": eid, "source": source}):
                intake = self._store(delivery, bell)
        except (LedgerUnavailable, IntakeClosed) as err:
            status = f"{NOT_STORED} {type(err).__name__}"
            note(logging.ERROR, status, source=source, topic=topic, event_id=eid)
            return None
        if intake.bell:  # somebody's turn is due and INGEST has not rung
            self.ring(intake.bell)
        level = logging.WARNING if intake.status in _FOR_A_PERSON else logging.INFO
        note(level, intake.status, source=source, topic=topic, event_id=eid, order=intake.lane)
        return intake.status

    def _store(self, delivery: Delivery, bell: Bell) -> Intake:
        message = self.message(bell) if bell.task else NO_MESSAGE
        trace = self.tracing.carried()
        return self.book.ingest(replace(delivery, trace=trace) if trace else delivery, message)


def reception_of(told: Settings, client: "redis.Redis", part: str = "receiver") -> Reception:
    """Return the reception before the ledger that a client reaches. part: its name in traces."""
    ledger = Ledger(client, Leases(waiting_room_ms=told.timing.ms("waiting_room")))
    ringer = ringer_for(told, client)
    tracing = tracing_of(told, part, os.environ)
    return Reception(ledger, ringer.message, Bellman(ringer).ring, tracing)
