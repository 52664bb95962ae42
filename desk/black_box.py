"""The black box of one order: what happened to it, why it waits, and what would move it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from desk.book import Book
from desk.reasons import sentence_of
from ledger import keys
from ledger.lane_views import LaneViews

HIDDEN: Final = frozenset({"ask", "before"})
"""What an effect keeps for its read-back only: it may be personal."""

SHOWN: Final = ("type", "source", "topic", "state", "reason", "version", "received")
"""What is told of an event that waits."""

MOST: Final = 100
"""The waiting events that are told of."""

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BlackBox:
    """Everything on record of one order, nothing personal in it.

    state: `ready`, `leased`, `parked`, `paused`, `waiting` or `idle`. sentence: why it waits, and
    what would move it. due: when it is looked at again (unix milliseconds), None when nothing is
    planned. pause: who has paused the order, why and when. references: its names, `kind:value`.
    waiting: the events in the lane, the next one first, at most 100. entries: the timeline, the
    oldest first, each a dict with `at` (unix milliseconds), `what`, and mostly `event`; what came
    again and again has `times` and `first`. effects: by effect id.
    """

    lane: str
    store: str
    state: str
    reason: str
    sentence: str
    due: int | None
    pause: Entry | None
    references: list[str]
    waiting: list[Entry]
    entries: list[Entry]
    effects: dict[str, Entry]


def black_box(book: Book, lane: str) -> BlackBox:
    """Return the black box of a lane, empty of entries when nothing is on record."""
    views = book.look
    record = views.lane(lane)
    queue, pause = views.queue(lane), views.pause(lane)
    return BlackBox(
        lane=lane,
        store=keys.store_of_lane(lane),
        state=record.get("state") or "idle",
        reason=record.get("reason", ""),
        sentence=sentence_of(record, len(queue), paused=pause is not None),
        due=views.due(lane) if record.get("state") == "ready" else None,
        pause=pause,
        references=views.references(lane),
        waiting=_waiting(views, queue[:MOST]),
        entries=list(entries_of(views.timeline(lane))),
        effects=shown_effects(views.effects(lane)),
    )


def _waiting(views: LaneViews, queue: list[str]) -> list[Entry]:
    told = zip(queue, views.facts_of(queue, SHOWN), strict=True)
    return [{"event": eid, **facts} for eid, facts in told]


def entries_of(timeline: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries of a timeline, each turn's calls and looks in their own time and place."""
    for entry in timeline:
        named = {"event": entry["event"]} if "event" in entry else {}
        for told in entry.pop("before", ()):
            yield {"at": entry["at"] - told.pop("ago"), **named, **told}
        yield entry


def shown_effects(effects: dict[str, Entry]) -> dict[str, Entry]:
    """Return effects without what may be personal."""
    return {
        name: {fact: value for fact, value in effect.items() if fact not in HIDDEN}
        for name, effect in effects.items()
    }
