"""An order's timeline as geometry: rows of marks and spans over a time axis that stretches where much happens."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from desk.words import span_text

DELIVERIES, TURNS, CALLS, WAITS, PEOPLE = range(5)
ROWS: Final = ("deliveries", "turns", "OMS calls", "waiting", "people")
GUTTER, PAD, ROW, TOP = 92, 24, 34, 30
LEAST_WIDTH, ENTRY_WIDTH, GLYPH = 1070, 9, 6.1
TICK_GAP: Final = 86
EVEN_MS: Final = 25.0
"""Below this two entries stand about as far apart as their time says; above, the logarithm tells."""

MARKS: Final = {
    "delivered": DELIVERIES,
    "duplicate": DELIVERIES,
    "conflict": DELIVERIES,
    "superseded": DELIVERIES,
    "joined": DELIVERIES,
    "derived": DELIVERIES,
    "alias conflict": DELIVERIES,
    "retried": PEOPLE,
    "skipped": PEOPLE,
    "marked done": PEOPLE,
    "dropped": PEOPLE,
    "paused": PEOPLE,
    "resumed": PEOPLE,
}
"""What is a moment, and its row."""
OPENS: Final = {"claimed": TURNS, "intent": CALLS, "waits": WAITS, "parked": WAITS}
"""What begins a span, and its row."""
ROW_OF: Final = {**MARKS, **OPENS}
ENDS: Final = {
    TURNS: frozenset({"waits", "parked", "settled"}),
    CALLS: frozenset({"outcome", "waits", "parked"}),
    WAITS: frozenset({"claimed", "settled", "retried", "skipped", "marked done", "dropped"}),
}
"""What ends a row's span. A new one of the row ends it, too."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment. nth: its entry in the list."""

    x: float
    y: float
    kind: str
    nth: int
    title: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time. label: what fits into it. open: it has not ended."""

    x: float
    y: float
    width: float
    kind: str
    nth: int
    title: str
    label: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A named place of the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that a template needs to draw it."""

    width: float
    height: float
    rows: list[tuple[str, float]]
    ticks: list[Tick]
    marks: list[Mark]
    spans: list[Span]
    lasts: str


class Axis:
    """Places moments (ms): every step between two of them is as wide as the logarithm of its length."""

    def __init__(self, moments: Sequence[int], left: float, right: float) -> None:
        self.moments = sorted(set(moments))
        steps = [math.log1p((b - a) / EVEN_MS) + 0.2 for a, b in pairwise(self.moments)]
        unit = (right - left) / (sum(steps) or 1.0)
        places = [left]
        for step in steps:
            places.append(places[-1] + step * unit)
        self._places = dict(zip(self.moments, places, strict=True))

    def x(self, moment: int) -> float:
        """Return the place of a moment it was made with."""
        return round(self._places[moment], 1)

    def ticks(self) -> list[Tick]:
        """Return names for as many moments as there is room for, the first and the last among them."""
        first, last = self.moments[0], self.moments[-1]
        found = [Tick(self.x(first), "0")]
        for moment in self.moments[1:-1]:
            x = self.x(moment)
            if x - found[-1].x >= TICK_GAP and self.x(last) - x >= TICK_GAP:
                found.append(Tick(x, f"+{span_text(moment - first)}"))
        return (
            [*found, Tick(self.x(last), f"+{span_text(last - first)}")] if last > first else found
        )


def draw(entries: Sequence[Mapping[str, Any]], titles: Sequence[str], now_ms: int) -> Drawing:
    """Return the drawing of a timeline; `titles` says what each entry means, `now_ms` ends what is open."""
    moments = [int(entry["at"]) for entry in entries]
    pairs = _spans(entries)
    used = sorted({ROW_OF[entry["what"]] for entry in entries if entry["what"] in ROW_OF})
    heights = {row: TOP + ROW * (nth + 0.5) for nth, row in enumerate(used)}
    still = any(end is None for _, end in pairs)
    width = max(LEAST_WIDTH, GUTTER + PAD + ENTRY_WIDTH * len(entries))
    ends_ms = max([now_ms, *moments]) if still else max(moments)
    axis = Axis([*moments, ends_ms], GUTTER + PAD / 2, width - PAD)
    marks = [
        Mark(axis.x(at), heights[MARKS[entry["what"]]], _class(entry), nth, titles[nth])
        for nth, (at, entry) in enumerate(zip(moments, entries, strict=True))
        if entry["what"] in MARKS
    ]
    spans = [_span(axis, heights, entries, nth, end, ends_ms, titles[nth]) for nth, end in pairs]
    height = TOP + ROW * len(used) + 6
    lasts = span_text(ends_ms - moments[0])
    rows = [(ROWS[row], y) for row, y in heights.items()]
    return Drawing(width, height, rows, axis.ticks(), marks, spans, lasts)


def _spans(entries: Sequence[Mapping[str, Any]]) -> list[tuple[int, int | None]]:
    """Return the entries that begin a span, each with the one that ends it (None: it goes on)."""
    under_way: dict[int, int] = {}
    found: dict[int, int | None] = {}
    for nth, entry in enumerate(entries):
        what = entry["what"]
        for row in [row for row in under_way if what in ENDS[row] or OPENS.get(what) == row]:
            found[under_way.pop(row)] = nth
        if what in OPENS:
            under_way[OPENS[what]] = nth
            found[nth] = None
    return sorted(found.items())


def _span(
    axis: Axis,
    heights: Mapping[int, float],
    entries: Sequence[Mapping[str, Any]],
    nth: int,
    end: int | None,
    ends_ms: int,
    title: str,
) -> Span:
    entry = entries[nth]
    closing = entries[end] if end is not None else None
    starts, stops = int(entry["at"]), int(closing["at"]) if closing else ends_ms
    x, width = axis.x(starts), max(3.0, axis.x(stops) - axis.x(starts))
    row = OPENS[entry["what"]]
    name = str(entry.get("operation") or entry.get("reason") or "")
    return Span(
        x=x,
        y=heights[row],
        width=round(width, 1),
        kind=_class(closing if row == CALLS and closing else entry),
        nth=nth,
        title=f"{title}, {span_text(stops - starts)}",
        label=_fitting(name, width),
        open=closing is None,
    )


def _fitting(name: str, width: float) -> str:
    room = int((width - 8) / GLYPH)
    return name if len(name) <= room else ""


def _class(entry: Mapping[str, Any]) -> str:
    """Return what the style sheet calls an entry: what it is, and an effect's state."""
    return (
        f"{entry['what']} {entry.get('state', '')}".strip()
        .lower()
        .replace("alias ", "alias-")
        .replace("marked ", "marked-")
    )
