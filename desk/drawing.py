"""An order's timeline as geometry: rows of marks and spans over a time axis that stretches where much happens."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from desk.drawing_spans import MARKS, ROW_OF, ROWS, Entry, Stretch, kind_of, stretches
from desk.words import span_text

GUTTER, PAD, ROW, TOP = 92, 24, 34, 30
LEAST_WIDTH, ENTRY_WIDTH, GLYPH = 1070, 6, 6.1
TICK_GAP: Final = 86
EVEN_MS: Final = 25.0
"""Below this two entries stand about as far apart as their time says; above, the logarithm tells."""


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
        end = [Tick(self.x(last), f"+{span_text(last - first)}")] if last > first else []
        return found + end


def draw(entries: Sequence[Entry], titles: Sequence[str], now_ms: int) -> Drawing:
    """Return the drawing of a timeline; `titles` says what each entry means, `now_ms` ends what is open."""
    moments = [int(entry["at"]) for entry in entries]
    found = stretches(entries)
    still = any(stretch.ends is None for stretch in found)
    ends_ms = max([*moments, now_ms]) if still else max(moments)
    width = max(LEAST_WIDTH, GUTTER + PAD + ENTRY_WIDTH * len(entries))
    starts = [stretch.starts for stretch in found]
    axis = Axis([*moments, *starts, ends_ms], GUTTER + PAD / 2, width - PAD)
    heights = _heights(entries)
    marks = [
        Mark(axis.x(at), heights[MARKS[entry["what"]]], kind_of(entry), nth, titles[nth])
        for nth, (at, entry) in enumerate(zip(moments, entries, strict=True))
        if entry["what"] in MARKS
    ]
    return Drawing(
        width=width,
        height=TOP + ROW * len(heights) + 6,
        rows=[(ROWS[row], y) for row, y in heights.items()],
        ticks=axis.ticks(),
        marks=marks,
        spans=[_span(axis, heights, one, ends_ms, titles[one.nth]) for one in found],
        lasts=span_text(axis.moments[-1] - axis.moments[0]),
    )


def _heights(entries: Sequence[Entry]) -> dict[int, float]:
    """Return where each row stands that holds anything."""
    used = sorted({ROW_OF[entry["what"]] for entry in entries if entry["what"] in ROW_OF})
    return {row: TOP + ROW * (nth + 0.5) for nth, row in enumerate(used)}


def _span(axis: Axis, heights: Mapping[int, float], one: Stretch, ends_ms: int, title: str) -> Span:
    stops = ends_ms if one.ends is None else one.ends
    x = axis.x(one.starts)
    width = max(3.0, round(axis.x(stops) - x, 1))
    return Span(
        x=x,
        y=heights[one.row],
        width=width,
        kind=one.kind,
        nth=one.nth,
        title=f"{title}, {span_text(stops - one.starts)}",
        label=one.name if len(one.name) <= (width - 8) / GLYPH else "",
        open=one.ends is None,
    )
