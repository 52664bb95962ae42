"""Reads quarantine again, and releases what holds today, in the order of receipt."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from desk.book import Book
from ledger.quarantine import Kept, Quarantine
from webhooks.again import NO_KEY, REMEDIES, Reading, read_again
from webhooks.reception import bell_of
from webhooks.seals import Seals
from webhooks.senders import by_transport, installed, senders
from worker.app import app
from worker.bell import NO_MESSAGE
from worker.ringers import ringer_for

STAYS: Final = "stays"
RELEASED: Final = "released"
FATES: Final = {RELEASED: ("released", "would be released"), STAYS: ("stay", "would stay")}
"""What becomes of one, in words: done, and in a dry run."""

KEYS_S: Final = 15.0
LOOK_S: Final = 0.1
"""How long a recheck waits for published keys, all in all, and how often it looks."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one, or would: INGEST's word for what is released, else the reason why it stays."""

    kept: Kept
    kind: str
    now: str
    event_id: str = ""

    def told(self) -> dict[str, str]:
        """Return it as a person reads it."""
        return {
            "id": self.kept.id,
            "source": self.kept.source,
            "was": self.kept.reason,
            "kind": self.kind,
            "now": self.now,
            "event": self.event_id,
            "remedy": REMEDIES.get(self.now, "") if self.kind == STAYS else "",
        }


def patiently(read: Callable[[], Reading], until: float) -> Reading:
    """Return a reading, after its keys are here: those that a sender publishes are fetched meanwhile."""
    reading = read()
    while reading.reason == NO_KEY and time.monotonic() < until:
        time.sleep(LOOK_S)
        reading = read()
    return reading


def recheck(book: Book, found: Iterable[Kept], *, dry_run: bool) -> Iterator[Fate]:
    """Yield what becomes of each, one after the other; in a dry run nothing is changed."""
    seals, shelf = Seals(senders(book.settings, installed())), Quarantine(book.ledger)
    ringer = ringer_for(book.settings, book.ledger.client, app)
    believed = by_transport(book.settings)
    until = time.monotonic() + KEYS_S
    for kept in found:
        again = partial(read_again, seals, kept, book.settings.body_limit, believed)
        reading = patiently(again, until)
        delivery = reading.delivery
        if delivery is None:
            yield Fate(kept, STAYS, reading.reason)
            continue
        bell = bell_of(delivery)
        if dry_run:
            yield Fate(kept, RELEASED, delivery.reason or delivery.envelope.type, bell.event_id)
            continue
        intake = shelf.release(kept.id, delivery, ringer.message(bell) if bell.task else NO_MESSAGE)
        book.ring(intake.bell)
        yield Fate(kept, RELEASED, intake.status, intake.event_id)
