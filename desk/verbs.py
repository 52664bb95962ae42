"""What a person may do about an order, one event at a time or all that a filter names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from desk.book import Book
from ledger.operator import Operator, Order
from ledger.views import ParkedEvent


@dataclass(frozen=True, slots=True)
class Filter:
    """Which parked events are meant; '' and None mean any. since, until: unix milliseconds."""

    reason: str = ""
    source: str = ""
    type: str = ""
    since: int | None = None
    until: int | None = None
    store: str = ""

    def names(self, event: ParkedEvent) -> bool:
        """Return whether an event is meant."""
        told = (
            (self.reason, event.reason),
            (self.source, event.source),
            (self.type, event.type),
            (self.store, event.store),
        )
        in_time = (self.since or 0) <= event.since and (
            self.until is None or event.since < self.until
        )
        return in_time and all(not wanted or wanted == found for wanted, found in told)


@dataclass(frozen=True, slots=True)
class Acted:
    """What became of a verb. result: `done`, or `repeated` when its request was carried out before."""

    verb: str
    subject: str
    result: str


def matching(book: Book, wanted: Filter, *, after: str = "", limit: int = 100) -> list[ParkedEvent]:
    """Return the parked events a filter names, the longest parked first.

    after: the `cursor` of the last one of the page before.
    """
    found = [
        event
        for store in book.stores
        for event in book.views.parked(store)
        if wanted.names(event) and event.cursor > after
    ]
    return sorted(found, key=lambda event: event.cursor)[:limit]


def _retry(book: Book, subject: str, order: Order) -> None:
    book.ring(Operator(book.ledger).retry(subject, order))


def _skip(book: Book, subject: str, order: Order) -> None:
    book.ring(Operator(book.ledger).skip(subject, order))


def _mark_done(book: Book, subject: str, order: Order) -> None:
    book.ring(Operator(book.ledger).mark_done(subject, order))


def _drop(book: Book, subject: str, order: Order) -> None:
    Operator(book.ledger).drop(subject, order)


VERBS: Final[Mapping[str, Callable[[Book, str, Order], None]]] = {
    "retry": _retry,
    "skip": _skip,
    "mark-done": _mark_done,
    "drop": _drop,
}
"""What each verb does; its subject is an event id, for `drop` a lane."""


def act(book: Book, verb_name: str, subject: str, order: Order) -> Acted:
    """Carry out a verb; raise NotParked, or KeyError for a verb that is none."""
    VERBS[verb_name](book, subject, order)
    return Acted(verb_name, subject, "done")
