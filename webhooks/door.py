"""What happens to a delivery between its bytes and its answer."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol

from ledger import keys
from ledger.records import QUEUED, Bell, Delivery, Intake, IntakeClosed, LedgerUnavailable
from sources.dialect import Headers, SealBroken
from webhooks.journal import note
from webhooks.seals import Seals, SecretsGone
from webhooks.sorting import delivery_of
from worker.bell import NO_MESSAGE

REFUSED: Final = "REFUSED"
NO_KEY: Final = "NO_KEY"
NOT_STORED: Final = "NOT_STORED"

_FOR_A_PERSON: Final = frozenset({"CONFLICT", "QUARANTINED"})


class Book(Protocol):
    """What takes deliveries in: the ledger."""

    def ingest(self, delivery: Delivery, bell: tuple[str, bytes] = NO_MESSAGE) -> Intake: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender is told; no body means a problem of that status."""

    status: int
    body: bytes = b""


_COME_AGAIN: Final = Answer(HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class Door:
    """Takes deliveries in. message makes the bell that INGEST rings, ring rings beside it."""

    seals: Seals
    book: Book
    message: Callable[[Bell], tuple[str, bytes]]
    ring: Callable[[Bell], None]
    clock: Callable[[], float] = time.time

    def greets(self, name: str, method: str, raw: bytes, headers: Headers) -> Answer | None:
        """Return the answer to a sender's unsigned question, None when this is none."""
        sender = self.seals.sender(name)
        if sender is None or not sender.dialect.is_handshake(method, raw, headers):
            return None
        note(logging.INFO, "HANDSHAKE", source=name)
        return Answer(HTTPStatus.OK, sender.accepted)

    def deliver(self, name: str, raw: bytes, headers: Headers) -> Answer:
        """Check, read and store a delivery; 200 only when it is stored."""
        try:
            sender = self.seals.check(name, raw, headers, self.clock())
        except SealBroken:
            note(logging.WARNING, REFUSED, source=name)
            return Answer(HTTPStatus.UNAUTHORIZED)
        except SecretsGone:
            note(logging.ERROR, NO_KEY, source=name)
            return _COME_AGAIN
        delivery = delivery_of(sender, raw, headers)
        return Answer(HTTPStatus.OK, sender.accepted) if self._stored(delivery) else _COME_AGAIN

    def _stored(self, delivery: Delivery) -> bool:
        topic, source = delivery.envelope.topic, delivery.source
        eid = keys.event_id(delivery.store, source, delivery.envelope.identity)
        bell = Bell(eid, delivery.task, delivery.queue, eid)
        message = self.message(bell) if delivery.state == QUEUED else NO_MESSAGE
        try:
            intake = self.book.ingest(delivery, message)
        except (LedgerUnavailable, IntakeClosed) as err:
            status = f"{NOT_STORED} {type(err).__name__}"
            note(logging.ERROR, status, source=source, topic=topic, event_id=eid)
            return False
        if intake.bell:  # somebody's turn is due and INGEST has not rung
            self.ring(intake.bell)
        level = logging.WARNING if intake.status in _FOR_A_PERSON else logging.INFO
        note(level, intake.status, source=source, topic=topic, event_id=eid)
        return True
