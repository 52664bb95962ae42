"""How long an order waits for another worker after its own was killed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import redis

from ledger import keys
from orderlane.demo import STORE

ENDINGS: Final = frozenset({"settled", "waits", "parked"})
CLAIMED: Final = "claimed"

Entry = Mapping[str, Any]


class Cut(NamedTuple):
    """A turn that a kill cut short. at: unix milliseconds; in_doubt: a call was under way."""

    lane: str
    token: str
    at: int
    in_doubt: bool


class Wait(NamedTuple):
    """What became of a turn that was cut short.

    ms: until the lane was claimed again, with the wait behind other orders and for processes that
    start. free_ms: until it could be claimed again, which is all that the ledger decides.
    """

    ms: int
    in_doubt: bool
    free_ms: int


def cut_short(client: redis.Redis, owner: str, at: int) -> Iterator[Cut]:
    """Yield the turns that a worker, which was killed just now, had under way."""
    prefix = keys.prefix_of_store(STORE)
    for lane in client.zrange(f"{prefix}:LEASED", 0, -1):
        told = client.hmget(f"{prefix}:lane:{lane.decode()}", "owner", "token", "open")
        whose, token, effect = ((one or b"").decode() for one in told)
        if whose == owner and token:
            yield Cut(lane.decode(), token, at, bool(effect))


def waits(timelines: Mapping[str, Sequence[Entry]], cuts: Iterable[Cut]) -> list[Wait]:
    """Return how long each lane was left, the shortest first. timelines: by lane."""
    return sorted(found for cut in cuts for found in _of_cut(cut, timelines.get(cut.lane, ())))


def _of_cut(cut: Cut, timeline: Sequence[Entry]) -> Iterator[Wait]:
    """Yield the wait; none when the turn's last word was under way as its worker died."""
    tokens = [entry.get("token") for entry in timeline]
    if cut.token not in tokens:
        return
    after = timeline[tokens.index(cut.token) + 1 :]
    ends = [entry for entry in after if entry["what"] in {"lease over", CLAIMED, *ENDINGS}]
    if not ends or ends[0]["what"] in ENDINGS:
        return
    # A claim that ended in a wait already told before is in no timeline: that wait is.
    again = next((entry["at"] for entry in ends if entry["what"] != "lease over"), None)
    if again is not None:
        free = max(0, ends[0]["at"] - cut.at)
        yield Wait(max(free, again - cut.at), cut.in_doubt, free)


def percentile(values: Sequence[int], share: float) -> float:
    """Return the value below which a share of the sorted values lies, 0 when there are none."""
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0.0
