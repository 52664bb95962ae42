"""What waits for a person, read along its index: the longest parked first, from any place on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ledger import keys
from ledger.replies import text

if TYPE_CHECKING:
    import redis

BATCH: Final = 64


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
        return cursor_of(self.since, self.lane)


def cursor_of(since: int, lane: str) -> str:
    """Return a place among all that are parked; places sort as text."""
    return f"{since:016d} {lane}"


def parked_events(
    client: "redis.Redis", prefix: str, *, reason: str = "", after: str = ""
) -> Iterator[ParkedEvent]:
    """Yield what is parked in a shard, for one reason or any, behind a cursor."""
    key = f"{prefix}:SHELF:{reason}" if reason else f"{prefix}:PARKED"
    lowest = int(after.partition(" ")[0]) if after else 0
    start = 0
    while True:
        lanes: list[Any] = client.zrangebyscore(
            key, lowest, "+inf", start=start, num=BATCH, withscores=True
        )
        places = [(text(lane), int(since)) for lane, since in lanes]
        behind = [one for one in places if cursor_of(one[1], one[0]) > after]
        yield from _read(client, prefix, behind)
        if len(places) < BATCH:
            return
        last = places[-1][1]
        seen = sum(since == last for _, since in places)
        start, lowest = (start + seen if last == lowest else seen), last


def _read(
    client: "redis.Redis", prefix: str, places: list[tuple[str, int]]
) -> Iterator[ParkedEvent]:
    with client.pipeline(transaction=False) as pipe:
        for lane, _ in places:
            pipe.hmget(f"{prefix}:lane:{lane}", "parked", "reason")
        stopped = [(text(eid or b""), text(why or b"")) for eid, why in pipe.execute()]
    with client.pipeline(transaction=False) as pipe:
        for eid, _ in stopped:
            pipe.hmget(f"{prefix}:ev:{eid}", "type", "source")
        facts = pipe.execute()
    for (lane, since), (eid, why), (kind, source) in zip(places, stopped, facts, strict=True):
        if eid:  # put right since the index was read
            yield ParkedEvent(eid, lane, text(kind or b""), why, since, text(source or b""))
