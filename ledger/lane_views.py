"""Reading one order's part of the book. What is slow to import stays out: a look is to be quick."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ledger import keys
from ledger.replies import pairs, text

if TYPE_CHECKING:
    import redis


class LaneViews:
    """Reads of lanes and events that change nothing."""

    def __init__(self, client: "redis.Redis") -> None:
        self.client = client

    def due(self, lane: str) -> int | None:
        """Return when a ready lane is due (unix milliseconds)."""
        found = self.client.zscore(f"{self._prefix(lane)}:READY", lane)
        return None if found is None else int(float(found))

    def facts(self, eid: str, names: Sequence[str]) -> dict[str, str]:
        """Return some facts of an event, those that are there."""
        found: list[Any] = self.client.hmget(f"{keys.prefix_of_event(eid)}:ev:{eid}", list(names))
        return {name: text(fact) for name, fact in zip(names, found, strict=True) if fact}

    def lane(self, lane: str) -> dict[str, str]:
        """Return a lane's record, empty when there is none."""
        return texts(self.client.hgetall(f"{self._prefix(lane)}:lane:{lane}"))

    def lane_of(self, store: str, ref: str) -> str | None:
        """Return the lane a reference of a store belongs to."""
        found = self.client.get(f"{keys.prefix_of_store(store)}:al:{store}/{ref}")
        return text(found) if found else None

    def facts_of(self, eids: Iterable[str], names: Sequence[str]) -> list[dict[str, str]]:
        """Return some facts of many events, in one round trip."""
        with self.client.pipeline(transaction=False) as pipe:
            for eid in eids:
                pipe.hmget(f"{keys.prefix_of_event(eid)}:ev:{eid}", list(names))
            told = pipe.execute()
        return [
            {name: text(fact) for name, fact in zip(names, found, strict=True) if fact}
            for found in told
        ]

    def lanes_of(self, named: Iterable[tuple[str, str]]) -> set[str]:
        """Return the lanes that any of these store, reference pairs belongs to, in one round trip."""
        with self.client.pipeline(transaction=False) as pipe:
            for store, ref in named:
                pipe.get(f"{keys.prefix_of_store(store)}:al:{store}/{ref}")
            return {text(lane) for lane in pipe.execute() if lane}

    def pause(self, subject: str) -> dict[str, Any] | None:
        """Return who has paused a lane, why and when (`at`, unix milliseconds)."""
        found = self.client.hget(f"{self._prefix(subject)}:pauses", subject)
        told: dict[str, Any] | None = json.loads(found) if found else None
        return told

    def timeline(self, lane: str, start: int = 0) -> list[dict[str, Any]]:
        """Return a lane's history from entry `start`, oldest first; `at` is unix milliseconds."""
        key = f"{self._prefix(lane)}:tl:{lane}"
        return [json.loads(line) for line in self.client.lrange(key, start, -1)]

    def effects(self, lane: str) -> dict[str, dict[str, Any]]:
        """Return a lane's effects by id."""
        return {name: json.loads(kept) for name, kept in self.effects_as_kept(lane).items()}

    def effects_as_kept(self, lane: str) -> dict[str, str]:
        """Return a lane's effects by id, each as the JSON it is kept as."""
        return texts(self.client.hgetall(f"{self._prefix(lane)}:eff:{lane}"))

    def event(self, eid: str) -> dict[str, Any]:
        """Return an event's record (`body` as bytes), empty when there is none."""
        flat = self.client.hgetall(f"{keys.prefix_of_event(eid)}:ev:{eid}")
        return pairs([part for pair in flat.items() for part in pair], raw=("body",))

    def queue(self, lane: str) -> list[str]:
        """Return the ids of the events that wait in a lane, in their order."""
        return [text(eid) for eid in self.client.zrange(f"{self._prefix(lane)}:q:{lane}", 0, -1)]

    def references(self, lane: str) -> list[str]:
        """Return every name a lane is known by (`kind:value`), sorted."""
        found: set[Any] = self.client.smembers(f"{self._prefix(lane)}:refs:{lane}")
        return sorted(text(ref).partition("/")[2] for ref in found)

    def _prefix(self, lane: str) -> str:
        return keys.prefix_of_store(keys.store_of_lane(lane))


def texts(found: Mapping[Any, Any]) -> dict[str, str]:
    """Return a hash as text."""
    return {text(name): text(value) for name, value in found.items()}
