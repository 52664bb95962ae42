"""Whether Redis is nearly full: intake then rests, so that what drains has room."""

from collections.abc import Callable
from typing import Any, Final

import redis

from ledger.records import IntakeClosed

FULL: Final = 0.8
"""The part of maxmemory from which intake rests."""

_CHECK_S: Final = 1.0


class Memory:
    """The fill of one Redis, asked once a second. clock: seconds."""

    def __init__(self, client: "redis.Redis", clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock
        self._checked = 0.0
        self.known_full = False

    def rest_when_full(self) -> None:
        """Raise IntakeClosed when Redis was full, and still is."""
        if self.known_full and self.is_full():
            raise IntakeClosed("Redis is over 80 % of its maxmemory")

    def is_full(self) -> bool:
        """Ask Redis for its memory; without an answer nothing changes."""
        if self._clock() - self._checked > _CHECK_S:
            self._checked = self._clock()
            try:
                memory: dict[str, Any] = self._client.info("memory")
            except redis.RedisError:
                return self.known_full
            limit = memory["maxmemory"]
            self.known_full = bool(limit) and memory["used_memory"] > FULL * limit
        return self.known_full
