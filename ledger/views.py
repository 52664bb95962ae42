"""Reading the book: timelines, events, what is parked, the balance."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import redis

from ledger import keys
from ledger.counters import Counters
from ledger.records import (
    CONFLICT,
    DONE,
    DUPLICATE,
    PARKED,
    QUARANTINED,
    QUEUED,
    SKIPPED,
    STALE,
    SUPERSEDED,
)
from ledger.replies import pairs, text

OUTCOMES: Final = {
    "done": DONE,
    "duplicate": DUPLICATE,
    "conflict": CONFLICT,
    "quarantined": QUARANTINED,
    "superseded": SUPERSEDED,
    "stale": STALE,
    "skipped": SKIPPED,
    "parked": PARKED,
    "waiting": QUEUED,
}
"""The words of the balance, and the counters behind them."""


@dataclass(frozen=True, slots=True)
class Balance:
    """received + derived against what became of them; `difference` must be 0."""

    received: int
    derived: int
    outcomes: dict[str, int]

    @property
    def difference(self) -> int:
        """How many events are not accounted for."""
        return self.received + self.derived - sum(self.outcomes.values())


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """An event that waits for a person. since: unix milliseconds."""

    event_id: str
    lane: str
    type: str
    reason: str
    since: int
    source: str = ""

    @property
    def store(self) -> str:
        """Return the store it belongs to."""
        return keys.store_of_lane(self.lane)

    @property
    def cursor(self) -> str:
        """Return its place among all that are parked: by time, then by lane."""
        return f"{self.since:016d} {self.lane}"


class Views:
    """Reads that change nothing."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client

    @property
    def client(self) -> "redis.Redis":
        """Return the connection, for figures that are not the ledger's."""
        return self._client

    @property
    def counters(self) -> Counters:
        """Return the figures that the scripts keep."""
        return Counters(self._client)

    def lane_of(self, store: str, ref: str) -> str | None:
        """Return the lane a reference of a store belongs to."""
        found = self._client.get(f"{keys.prefix_of_store(store)}:al:{store}/{ref}")
        return text(found) if found else None

    def timeline(self, lane: str, start: int = 0) -> list[dict[str, Any]]:
        """Return a lane's history from entry `start`, oldest first; `at` is unix milliseconds."""
        key = f"{self._prefix(lane)}:tl:{lane}"
        return [json.loads(line) for line in self._client.lrange(key, start, -1)]

    def lane(self, lane: str) -> dict[str, str]:
        """Return a lane's record, empty when there is none."""
        return _texts(self._client.hgetall(f"{self._prefix(lane)}:lane:{lane}"))

    def references(self, lane: str) -> list[str]:
        """Return every name a lane is known by (`kind:value`), sorted."""
        found: set[Any] = self._client.smembers(f"{self._prefix(lane)}:refs:{lane}")
        return sorted(text(ref).partition("/")[2] for ref in found)

    def effects(self, lane: str) -> dict[str, dict[str, Any]]:
        """Return a lane's effects by id."""
        found = _texts(self._client.hgetall(f"{self._prefix(lane)}:eff:{lane}"))
        return {name: json.loads(value) for name, value in found.items()}

    def queue(self, lane: str) -> list[str]:
        """Return the ids of the events that wait in a lane, in their order."""
        return [text(eid) for eid in self._client.zrange(f"{self._prefix(lane)}:q:{lane}", 0, -1)]

    def event(self, eid: str) -> dict[str, Any]:
        """Return an event's record (`body` as bytes), empty when there is none."""
        flat = self._client.hgetall(f"{keys.prefix_of_event(eid)}:ev:{eid}")
        return pairs([part for pair in flat.items() for part in pair], raw=("body",))

    def parked(self, store: str) -> list[ParkedEvent]:
        """Return what waits for a person in a store, the longest first."""
        prefix = keys.prefix_of_store(store)
        found = []
        lanes: list[Any] = self._client.zrange(f"{prefix}:PARKED", 0, -1, withscores=True)
        ours = [(lane, at) for lane, at in lanes if keys.store_of_lane(text(lane)) == store]
        for lane, since in ours:
            record = self.lane(text(lane))
            event = self.event(record["parked"])
            found.append(
                ParkedEvent(
                    record["parked"],
                    text(lane),
                    event["type"],
                    record["reason"],
                    int(since),
                    event["source"],
                )
            )
        return found

    def overdue_ms(self, store: str) -> int:
        """Return how long the longest due lane of a store's shard has waited to be claimed."""
        key = f"{keys.prefix_of_store(store)}:READY"
        first: list[Any] = self._client.zrange(key, 0, 0, withscores=True)
        seconds, micros = self._client.time()
        skew_ms = int(self._client.hget(f"{keys.prefix_of_store(store)}:clock", "skew") or 0)
        now_ms = seconds * 1000 + micros // 1000 + skew_ms
        return max(0, now_ms - int(first[0][1])) if first else 0

    def quarantined(self, store: str) -> list[str]:
        """Return the ids of quarantined events of a store's shard, the oldest first."""
        key = f"{keys.prefix_of_store(store)}:QUARANTINE"
        return [text(eid) for eid in self._client.zrange(key, 0, -1)]

    def events(self, stores: list[str]) -> Iterator[dict[str, str]]:
        """Yield lane and state of every event on record of these stores."""
        for key in self._scan(stores, "ev:*"):
            lane, store, state = self._client.hmget(key, "lane", "store", "state")
            if store and text(store) in stores:
                yield {"lane": text(lane or b""), "state": text(state)}

    def all_effects(self, stores: list[str]) -> Iterator[dict[str, Any]]:
        """Yield every effect on record of these stores."""
        for key in self._scan(stores, "eff:*"):
            lane = text(key).partition(":eff:")[2]
            if keys.store_of_lane(lane) in stores:
                yield from self.effects(lane).values()

    def _scan(self, stores: list[str], pattern: str) -> Iterator[Any]:
        for prefix in sorted({keys.prefix_of_store(store) for store in stores}):
            yield from self._client.scan_iter(f"{prefix}:{pattern}", count=1000)

    def balance(self, stores: list[str]) -> Balance:
        """Return the balance over the shards of these stores."""
        total: Counter[str] = Counter()
        for prefix in sorted({keys.prefix_of_store(store) for store in stores}):
            counted = _texts(self._client.hgetall(f"{prefix}:cnt"))
            total.update({name: int(value) for name, value in counted.items()})
        return balance_of(total)

    def _prefix(self, lane: str) -> str:
        return keys.prefix_of_store(keys.store_of_lane(lane))


def balance_of(counts: Mapping[str, int]) -> Balance:
    """Return the balance of the counters that the scripts move."""
    outcomes = {word: counts.get(state, 0) for word, state in OUTCOMES.items()}
    return Balance(counts.get("received", 0), counts.get("derived", 0), outcomes)


def _texts(found: Mapping[Any, Any]) -> dict[str, str]:
    return {text(name): text(value) for name, value in found.items()}
