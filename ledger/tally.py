"""Figures of what leaves no record: counted in the process, added to Redis now and then."""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import redis

from ledger.records import LedgerUnavailable
from ledger.replies import text

REFUSED: Final = "refused"
"""Deliveries that were not stored, by source and HTTP status."""

CALLS: Final = "calls"
"""Calls of the OMS, by operation and outcome."""

TIMES: Final = "times"
"""How long these took, by operation: calls up to each of BUCKETS_S, and `ms` for their sum."""

BUCKETS_S: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

_KEY: Final = "ol:{tally}:"


class Tally:
    """Counts without a round trip. What a dying process had not flushed yet is missing."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def add(self, kind: str, *names: str, by: int = 1) -> None:
        """Count something; the names must come from bounded sets."""
        with self._lock:
            self._counts[kind, "|".join(names)] += by

    def timed(self, operation: str, outcome: str, spent_s: float) -> None:
        """Count a call of the OMS and how long it took."""
        bucket = next((f"{edge:g}" for edge in BUCKETS_S if spent_s <= edge), "+Inf")
        self.add(CALLS, operation, outcome)
        self.add(TIMES, operation, bucket)
        self.add(TIMES, operation, "ms", by=round(spent_s * 1000))

    def flush(self) -> None:
        """Add what was counted to Redis, in one round trip; raise LedgerUnavailable and keep it."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            with self._client.pipeline(transaction=True) as pipe:
                for (kind, name), number in counts.items():
                    pipe.hincrby(_KEY + kind, name, number)
                pipe.execute()
        except redis.RedisError as err:
            with self._lock:
                self._counts.update(counts)
            raise LedgerUnavailable(f"figures: {type(err).__name__}") from err


def read_tallies(client: "redis.Redis", kinds: Iterable[str]) -> dict[str, Mapping[str, int]]:
    """Return what all processes have counted, by kind, under names joined by `|`."""
    names = list(kinds)
    with client.pipeline(transaction=False) as pipe:
        for kind in names:
            pipe.hgetall(_KEY + kind)
        found = pipe.execute()
    return {
        kind: {text(name): int(number) for name, number in counted.items()}
        for kind, counted in zip(names, found, strict=True)
    }
