"""What a storm is made of: which kinds how often, and how long each lasts."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LATE_COMMIT = "late_commit"
STALE_READS = "stale_reads"
UNSEEN_COMMIT = "unseen_commit"

Weights = Mapping[str, float]

# Left out, for a client must tell a person of them, or cannot know: refuse, duplicate_commit,
# stale_reads, renumbered_lines, person.
WRITE_MIX: Weights = {
    "reset": 5, "hang": 3, "delay": 2, "error_500": 4, "error_502": 3, "error_503": 3,
    "rate_limited": 2, "overloaded": 1, "unauthorized": 1, "error_in_200": 2, "html": 2,
    "cut_body": 3, "cut_json": 2, "length_too_long": 2, "length_too_short": 2, "drip": 2,
    "gzip_bomb": 1, LATE_COMMIT: 5, UNSEEN_COMMIT: 3,
}  # fmt: skip
READ_MIX: Weights = {
    "reset": 4, "hang": 2, "delay": 2, "error_500": 3, "error_502": 2, "error_503": 2,
    "rate_limited": 2, "unauthorized": 1, "error_in_200": 1, "html": 1, "cut_body": 2,
    "cut_json": 2, "length_too_long": 2, "length_too_short": 2, "drip": 1, "gzip_bomb": 1,
    "page_2_only": 3,
}  # fmt: skip

# How the quiet time is shared out, for a late commit may be seen late: together just under it.
QUIET_PARTS: Weights = {LATE_COMMIT: 3, UNSEEN_COMMIT: 1, STALE_READS: 1}
JUST_UNDER = 0.9


@dataclass(frozen=True)
class Weather:
    """A storm as ordered; the same seed and the same requests give the same faults.

    `kinds` None is the default mix: a client gets through it that gives a call up after
    `deadline_s`, and holds a write for undone only when it is not to be seen `quiet_s` after it
    was sent. `beyond_quiet` lets late commits come after that. `longest_s` bounds every other
    wait. `in_a_row`: so often an operation on an order is struck, then it is spared once.
    """

    seed: int
    write_rate: float = 0.3
    read_rate: float = 0.05
    kinds: Weights | None = None
    deadline_s: float = 30.0
    quiet_s: float = 330.0
    longest_s: float | None = None
    beyond_quiet: bool = False
    in_a_row: int = 2
    operations: tuple[str, ...] | None = None

    def mix(self, *, reads: bool) -> Weights:
        if self.kinds is None:
            return READ_MIX if reads else WRITE_MIX
        return {kind: of for kind, of in self.kinds.items() if not (reads and kind == LATE_COMMIT)}


Span = tuple[float, float]


def _quiet_part(kind: str) -> Callable[[Weather], Span]:
    def span(weather: Weather) -> Span:
        mix = {kind, *weather.mix(reads=False)}
        parts = {one: part for one, part in QUIET_PARTS.items() if one in mix}
        longest = max((part for one, part in parts.items() if one != LATE_COMMIT), default=0)
        whole = longest + parts.get(LATE_COMMIT, 0)
        return 0.0, weather.quiet_s * JUST_UNDER * parts[kind] / whole

    return span


def _late(weather: Weather) -> Span:
    if weather.beyond_quiet:
        return weather.quiet_s * 1.1, weather.quiet_s * 1.5
    latest = _quiet_part(LATE_COMMIT)(weather)[1]
    return (weather.deadline_s if weather.deadline_s < latest else 0.0), latest


def _deadlines(shortest: float, longest: float) -> Callable[[Weather], Span]:
    return lambda weather: (weather.deadline_s * shortest, weather.deadline_s * longest)


SPANS: Mapping[str, Callable[[Weather], Span]] = {
    "hang": _deadlines(1.05, 1.5),
    "hang_after_commit": _deadlines(1.05, 1.5),
    "delay": _deadlines(0, 0.5),
    "slow": _deadlines(0, 0.5),
    "drip": _deadlines(0.1, 1.5),
    "page_2_only": _deadlines(1, 1),
    LATE_COMMIT: _late,
    STALE_READS: _quiet_part(STALE_READS),
    UNSEEN_COMMIT: _quiet_part(UNSEEN_COMMIT),
}


def duration(kind: str, weather: Weather, dice: random.Random) -> float:
    """Throw how many seconds a fault of this kind lasts."""
    if kind not in SPANS:
        return 0.0
    thrown = dice.uniform(*SPANS[kind](weather))
    unbounded = kind == LATE_COMMIT and weather.beyond_quiet
    bound = weather.longest_s
    return thrown if bound is None or unbounded else min(thrown, bound)
