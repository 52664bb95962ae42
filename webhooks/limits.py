"""Sheds floods before anything is computed: memory that never grows, and nobody is barred for good."""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

SLOTS: Final = 4_096
TRUST_S: Final = 600.0


class Buckets:
    """A bucket of tokens a name, `per_minute` large and filled in that time; names share slots by their hash."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._size, self._clock = float(per_minute), clock
        self._left = [self._size] * SLOTS
        self._seen = [clock()] * SLOTS

    def left(self, name: str) -> float:
        """Return how many tokens a name has now."""
        at, now = hash(name) % SLOTS, self._clock()
        gained = (now - self._seen[at]) * self._size / 60
        self._left[at], self._seen[at] = min(self._size, self._left[at] + gained), now
        return self._left[at]

    def take(self, name: str) -> bool:
        """Take a token; False when there is none."""
        if self.left(name) < 1:
            return False
        self._left[hash(name) % SLOTS] -= 1
        return True


class Limits:
    """Who is shed unread: strangers, after too many bad seals from their address or for their source.

    Whoever has sealed well for a source in the last TRUST_S is no stranger to it, so that neither a flood
    under its name nor one from behind the same proxy bars it.
    """

    def __init__(
        self, per_address: int, per_source: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._addresses, self._sources = Buckets(per_address, clock), Buckets(per_source, clock)
        self._clock = clock
        self._well = [-TRUST_S] * SLOTS

    def sheds(self, address: str, source: str) -> bool:
        """Return whether a delivery is to be answered 429 unread."""
        trusted = self._clock() - self._well[self._slot(address, source)] < TRUST_S
        emptied = self._addresses.left(address) < 1 or self._sources.left(source) < 1
        return emptied and not trusted

    def answered(self, address: str, source: str, status: int) -> None:
        """Learn from the answer to a delivery whether its seal held."""
        if status == HTTPStatus.OK:
            self._well[self._slot(address, source)] = self._clock()
        elif status == HTTPStatus.UNAUTHORIZED:
            self._addresses.take(address)
            self._sources.take(source)

    def _slot(self, address: str, source: str) -> int:
        return hash((address, source)) % SLOTS
