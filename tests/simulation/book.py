"""What the ledger in memory says, read without a port call: for the checker and the scheduler."""

import json
from collections.abc import Iterator
from typing import Any, Final

from ledger import keys
from orderlane.demo import STORE
from tests.simulation.lua import Engine, keys_of

PREFIX: Final = keys.prefix_of_store(STORE) + ":"
_BUSY: Final = keys_of(PREFIX + name for name in ("READY", "LEASED", "PARKED", "WAITING", "PAUSED"))
_TIMED: Final = tuple(PREFIX + name for name in ("READY", "LEASED", "WAITING", "PAUSED"))


class Book:
    """Looks at one store's shard."""

    def __init__(self, redis: Engine) -> None:
        self._redis = redis

    def now_ms(self) -> int:
        """Return ledger time."""
        return self._redis.now_ms() + int(self._redis.call("HGET", PREFIX + "clock", "skew") or 0)

    def busy(self) -> bool:
        """Return whether anything waits, for a worker or a person."""
        return self._redis.any(_BUSY)

    def next_due_ms(self) -> float | None:
        """Return when the next lane is due or to be freed."""
        found = [self._redis.call("ZRANGE", key, 0, 0, "WITHSCORES") for key in _TIMED]
        return min((float(first[1]) for first in found if first), default=None)

    def parked(self) -> list[str]:
        """Return the events that lanes are parked at."""
        return [
            self._hash(f"lane:{lane.decode()}")["parked"]
            for lane in self._redis.call("ZRANGE", PREFIX + "PARKED", 0, -1)
        ]

    def lanes(self) -> list[str]:
        """Return the lanes of orders."""
        return [lane for lane in self._redis.keys(PREFIX + "lane:") if not lane.startswith("?")]

    def events(self) -> dict[str, dict[str, str]]:
        """Return every event's record by its id."""
        return {eid: self._hash(f"ev:{eid}") for eid in self._redis.keys(PREFIX + "ev:")}

    def effects(self, lane: str) -> list[dict[str, Any]]:
        """Return a lane's effects."""
        return [json.loads(text) for text in self._hash(f"eff:{lane}").values()]

    def timeline(self, lane: str) -> Iterator[dict[str, Any]]:
        """Return a lane's history."""
        return map(json.loads, self._redis.call("LRANGE", f"{PREFIX}tl:{lane}", 0, -1))

    def counts(self) -> dict[str, int]:
        """Return the ledger's counters."""
        return {name: int(value) for name, value in self._hash("cnt").items()}

    def skips(self, lane: str) -> list[dict[str, Any]]:
        """Return which events of a lane a person skipped, and when."""
        return [entry for entry in self.timeline(lane) if entry.get("state") == "skipped"]

    def skipped(self, lane: str) -> int:
        """Return how many events of a lane a person skipped."""
        return len(self.skips(lane))

    def parks(self, lane: str) -> list[dict[str, Any]]:
        """Return when and why a lane was parked."""
        return [entry for entry in self.timeline(lane) if entry["what"] == "parked"]

    def _hash(self, key: str) -> dict[str, str]:
        flat = [part.decode(errors="replace") for part in self._redis.call("HGETALL", PREFIX + key)]
        return dict(zip(flat[::2], flat[1::2], strict=True))
