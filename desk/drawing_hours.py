"""Bars by hour, and shares, as geometry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

HOURS: Final = 24
WIDTH, HEIGHT = 1080, 100
GAP: Final = 6
HEADROOM: Final = 4
LEAST: Final = 2.0
"""What is there at all is seen."""


@dataclass(frozen=True, slots=True)
class Hour:
    """What happened in an hour of the day (UTC)."""

    at: datetime
    accepted: int
    done: int
    parked: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour: its bar for what was accepted, and at its foot what was parked."""

    x: float
    width: float
    y: float
    height: float
    bad: float
    hour: Hour


@dataclass(frozen=True, slots=True)
class Bars:
    """All that a template needs to draw them. top: the highest hour."""

    bars: list[Bar]
    top: int
    width: int = WIDTH
    height: int = HEIGHT


def draw_hours(hours: Sequence[Hour]) -> Bars:
    """Return the bars of some hours, the highest as high as there is room."""
    top = max((hour.accepted for hour in hours), default=0)
    step = WIDTH / max(1, len(hours))
    bars = []
    for nth, hour in enumerate(hours):
        height, bad = _height(hour.accepted, top), _height(hour.parked, max(top, hour.parked))
        x = round(nth * step + GAP / 2, 1)
        bars.append(Bar(x, round(step - GAP, 1), HEIGHT - height, height, bad, hour))
    return Bars(bars, top)


def _height(number: int, top: int) -> float:
    if not number or not top:
        return 0.0
    return round(max(LEAST, (HEIGHT - HEADROOM) * number / top), 1)
