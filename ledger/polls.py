"""How far each source was asked for what was updated, so that many workers ask as one."""

from dataclasses import dataclass
from datetime import UTC, datetime

import redis

from ledger import keys
from ledger.gate import prefix_of_source
from ledger.replies import text


@dataclass(frozen=True, slots=True)
class Polled:
    """Times, in UTC: when the first poll began, the last whole one, the last far-reaching one."""

    first: datetime
    last: datetime
    deep: datetime


class Polls:
    """Remembers the polls of all sources. Every method raises redis.RedisError."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client

    def take(self, source: str, lasts_ms: int) -> bool:
        """Return whether it is this worker's turn to ask, which it is nobody's then for so long."""
        key = f"{prefix_of_source(source)}:polling"
        return bool(self._client.set(key, "1", nx=True, px=max(1, lasts_ms)))

    def release(self, source: str, after_ms: int) -> None:
        """Let the next turn come sooner: this one has failed."""
        self._client.pexpire(f"{prefix_of_source(source)}:polling", max(1, after_ms))

    def known(self, source: str, now: datetime) -> Polled:
        """Return how far a source was asked; what is asked for the first time begins now."""
        key = f"{prefix_of_source(source)}:poll"
        self._client.hsetnx(key, "first", now.isoformat())
        found = self._client.hmget(key, "first", "last", "deep")
        first, last, deep = (datetime.fromisoformat(text(one)) if one else None for one in found)
        began = first or now
        return Polled(began, last or began, deep or datetime.min.replace(tzinfo=UTC))

    def note(self, source: str, began: datetime, *, deep: bool) -> None:
        """Remember a poll that came to its end, by the time it began."""
        for name in ("last", "deep") if deep else ("last",):
            self._client.hset(f"{prefix_of_source(source)}:poll", name, began.isoformat())

    def rooms(self, store: str, until_ms: int) -> list[str]:
        """Return the waiting rooms of a store whose time is over by then (ledger time)."""
        key = f"{keys.prefix_of_store(store)}:WAITING"
        found = map(text, self._client.zrangebyscore(key, "-inf", until_ms))
        return [room for room in found if keys.store_of_lane(room) == store]

    def take_room(self, room: str, lasts_ms: int) -> bool:
        """Return whether it is this worker's turn to ask for a waiting room, once in so long."""
        prefix = keys.prefix_of_store(keys.store_of_lane(room))
        return bool(self._client.set(f"{prefix}:asked:{room}", "1", nx=True, px=max(1, lasts_ms)))

    def refs(self, lane: str) -> list[str]:
        """Return the references (`kind:value`) that a lane is known by."""
        prefix = keys.prefix_of_store(keys.store_of_lane(lane))
        found = self._client.smembers(f"{prefix}:refs:{lane}")
        return sorted(text(ref).partition("/")[2] for ref in found)
