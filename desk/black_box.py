"""The black box of one order: what happened to it, why it waits, and what would move it."""

from dataclasses import dataclass
from typing import Any, Final

from desk.book import Book
from desk.reasons import sentence_of
from ledger import keys

HIDDEN: Final = frozenset({"ask", "before"})
"""What an effect keeps for its read-back only: it may be personal."""

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BlackBox:
    """Everything on record of one order, nothing personal in it.

    state: `ready`, `leased`, `parked`, `waiting`, `paused` or `idle`. sentence: why it waits, and
    what would move it. waiting: the events in the lane, the next one first. entries: the
    timeline, the oldest first, each a dict with `at` (unix milliseconds) and `what`.
    effects: by effect id.
    """

    lane: str
    store: str
    state: str
    reason: str
    sentence: str
    references: list[str]
    waiting: list[Entry]
    entries: list[Entry]
    effects: dict[str, Entry]


def black_box(book: Book, lane: str) -> BlackBox:
    """Return the black box of a lane, empty of entries when nothing is on record."""
    views = book.views
    record = views.lane(lane)
    queue = views.queue(lane)
    effects = {
        name: {fact: value for fact, value in effect.items() if fact not in HIDDEN}
        for name, effect in views.effects(lane).items()
    }
    return BlackBox(
        lane=lane,
        store=keys.store_of_lane(lane),
        state=record.get("state") or "idle",
        reason=record.get("reason", ""),
        sentence=sentence_of(record, len(queue)),
        references=views.references(lane),
        waiting=[{"event": eid} for eid in queue],
        entries=views.timeline(lane),
        effects=effects,
    )
