"""Reading the book: timelines, events, what is parked, the balance."""

import heapq
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ledger import keys
from ledger.counters import Counters
from ledger.lane_views import LaneViews, texts
from ledger.parked import ParkedEvent, parked_events
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
from ledger.replies import text

if TYPE_CHECKING:
    pass

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


class Views(LaneViews):
    """All reads that change nothing."""

    @property
    def counters(self) -> Counters:
        """Return the figures that the scripts keep."""
        return Counters(self.client)

    def pauses(self, stores: list[str]) -> list[dict[str, Any]]:
        """Return all that is paused in the shards of these stores: subject, who, why, at."""
        found: dict[str, dict[str, Any]] = {}
        for prefix in sorted({keys.prefix_of_store(store) for store in stores}):
            for subject, word in self.client.hgetall(f"{prefix}:pauses").items():
                found.setdefault(text(subject), json.loads(word))
        told = [{"subject": subject, **word} for subject, word in found.items()]
        return sorted(told, key=lambda one: (one["at"], one["subject"]))

    def parked(self, store: str) -> list[ParkedEvent]:
        """Return what waits for a person in a store, the longest first."""
        found = parked_events(self.client, keys.prefix_of_store(store))
        return [event for event in found if event.store == store]

    def parked_in(
        self, stores: list[str], *, reason: str = "", after: str = ""
    ) -> Iterator[ParkedEvent]:
        """Yield what waits for a person in some stores, the longest first, behind a cursor."""
        shards = (
            parked_events(self.client, prefix, reason=reason, after=after)
            for prefix in sorted({keys.prefix_of_store(store) for store in stores})
        )
        merged = heapq.merge(*shards, key=lambda event: event.cursor)
        return (event for event in merged if event.store in stores)

    def overdue_ms(self, store: str) -> int:
        """Return how long the longest due lane of a store's shard has waited to be claimed."""
        key = f"{keys.prefix_of_store(store)}:READY"
        first: list[Any] = self.client.zrange(key, 0, 0, withscores=True)
        seconds, micros = self.client.time()
        skew_ms = int(self.client.hget(f"{keys.prefix_of_store(store)}:clock", "skew") or 0)
        now_ms = seconds * 1000 + micros // 1000 + skew_ms
        return max(0, now_ms - int(first[0][1])) if first else 0

    def quarantined(self, store: str) -> list[str]:
        """Return the ids of quarantined events of a store's shard, the oldest first."""
        key = f"{keys.prefix_of_store(store)}:QUARANTINE"
        return [text(eid) for eid in self.client.zrange(key, 0, -1)]

    def events(self, stores: list[str]) -> Iterator[dict[str, str]]:
        """Yield lane and state of every event on record of these stores."""
        for key in self._scan(stores, "ev:*"):
            lane, store, state = self.client.hmget(key, "lane", "store", "state")
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
            yield from self.client.scan_iter(f"{prefix}:{pattern}", count=1000)

    def balance(self, stores: list[str]) -> Balance:
        """Return the balance over the shards of these stores."""
        total: Counter[str] = Counter()
        for prefix in sorted({keys.prefix_of_store(store) for store in stores}):
            counted = texts(self.client.hgetall(f"{prefix}:cnt"))
            total.update({name: int(value) for name, value in counted.items()})
        return balance_of(total)


def balance_of(counts: Mapping[str, int]) -> Balance:
    """Return the balance of the counters that the scripts move."""
    outcomes = {word: counts.get(state, 0) for word, state in OUTCOMES.items()}
    return Balance(counts.get("received", 0), counts.get("derived", 0), outcomes)
