"""What of a timeline is a moment and what is a stretch of time, and in which row it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Entry = Mapping[str, Any]

DELIVERIES, TURNS, EFFECTS, CALLS, WAITS, PEOPLE = range(6)
ROWS: Final = ("deliveries", "turns", "effects", "OMS calls", "waiting", "people")

MARKS: Final = {
    "delivered": DELIVERIES,
    "duplicate": DELIVERIES,
    "conflict": DELIVERIES,
    "superseded": DELIVERIES,
    "joined": DELIVERIES,
    "derived": DELIVERIES,
    "alias conflict": DELIVERIES,
    "retried": PEOPLE,
    "replayed": PEOPLE,
    "skipped": PEOPLE,
    "marked done": PEOPLE,
    "dropped": PEOPLE,
    "paused": PEOPLE,
    "resumed": PEOPLE,
}
"""What is a moment, and its row."""
OPENS: Final = {"claimed": TURNS, "intent": EFFECTS, "waits": WAITS, "parked": WAITS}
"""What begins a span, and its row."""
ENDS: Final = {
    TURNS: frozenset({"waits", "parked", "settled"}),
    EFFECTS: frozenset({"outcome", "waits", "parked"}),
    WAITS: frozenset({"claimed", "settled", "retried", "skipped", "marked done", "dropped"}),
}
"""What ends a row's span. A new one of the row ends it, too."""
LASTED: Final = {"called": CALLS}
"""What is told at its end, with how long it took (`ms`)."""
ROW_OF: Final = {**MARKS, **OPENS, **LASTED}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time. nth: its entry. kind: what the style sheet calls it. ends: None goes on."""

    nth: int
    row: int
    starts: int
    ends: int | None
    kind: str
    name: str


def stretches(entries: Sequence[Entry]) -> list[Stretch]:
    """Return what lasts in a timeline, in the order of its entries."""
    return sorted([*_opened(entries), *_lasted(entries)], key=lambda found: found.nth)


def kind_of(entry: Entry) -> str:
    """Return what the style sheet calls an entry: what it is, and how it came out."""
    state = str(entry.get("state") or entry.get("outcome") or "").lower()
    return f"{entry['what'].replace(' ', '-')} {state}".strip()


def _opened(entries: Sequence[Entry]) -> Iterator[Stretch]:
    ends: dict[int, Entry] = {}
    under_way: dict[int, int] = {}
    for nth, entry in enumerate(entries):
        what = entry["what"]
        for row in [row for row in under_way if what in ENDS[row] or OPENS.get(what) == row]:
            ends[under_way.pop(row)] = entry
        if what in OPENS:
            under_way[OPENS[what]] = nth
    for nth, entry in enumerate(entries):
        if entry["what"] in OPENS:
            yield _stretch(nth, entry, ends.get(nth))


def _stretch(nth: int, entry: Entry, closing: Entry | None) -> Stretch:
    row = OPENS[entry["what"]]
    shown = closing if closing and row == EFFECTS else entry
    ends = int(closing["at"]) if closing else None
    name = str(entry.get("operation") or entry.get("reason") or "")
    return Stretch(nth, row, int(entry["at"]), ends, kind_of(shown), name)


def _lasted(entries: Sequence[Entry]) -> Iterator[Stretch]:
    for nth, entry in enumerate(entries):
        if entry["what"] in LASTED:
            at, ms = int(entry["at"]), int(entry.get("ms", 0))
            kind = f"{kind_of(entry)} {str(entry.get('method', '')).lower()}"
            yield Stretch(nth, LASTED[entry["what"]], at - ms, at, kind, "")
