"""Which parked events are meant: by reason, source, type, store and time."""

from dataclasses import dataclass
from itertools import islice
from typing import Final

from desk.book import Book
from ledger.parked import ParkedEvent

PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """What an event must be; '' and None mean any. since, until: parked then, unix milliseconds."""

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


def matching(
    book: Book, wanted: Filter, *, after: str = "", limit: int = PAGE
) -> list[ParkedEvent]:
    """Return the parked events a filter names, the longest parked first.

    after: the `cursor` of the last one of the page before.
    """
    stores = [wanted.store] if wanted.store else book.stores
    found = book.views.parked_in(stores, reason=wanted.reason, after=after)
    return list(islice((event for event in found if wanted.names(event)), limit))
