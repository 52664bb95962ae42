"""How long what is due has waited to be claimed, by queue."""

from collections.abc import Iterable
from typing import Final

import redis

from ledger.counters import ledger_ms, prefixes_of
from ledger.replies import text

LOOKED_AT: Final = 100
"""Lanes a shard, the longest due first: behind them none has waited longer."""

Late = tuple[str, str, int]
"""A shard's prefix, a lane, and for how long it has been due (ms)."""


def overdue_ms(client: "redis.Redis", stores: Iterable[str]) -> dict[str, int]:
    """Return the longest wait (ms) of a due lane by the queue of its first event."""
    late = _longest_due(client, prefixes_of(stores))
    longest: dict[str, int] = {}
    for (_, _, late_ms), queue in zip(late, _queues(client, late), strict=True):
        longest[queue] = max(longest.get(queue, 0), late_ms)
    return {queue: late_ms for queue, late_ms in longest.items() if queue}


def _longest_due(client: "redis.Redis", prefixes: list[str]) -> list[Late]:
    with client.pipeline(transaction=False) as pipe:
        for prefix in prefixes:
            pipe.time()
            pipe.hget(f"{prefix}:clock", "skew")
            pipe.zrange(f"{prefix}:READY", 0, LOOKED_AT - 1, withscores=True)
        found = pipe.execute()
    late = []
    for nth, prefix in enumerate(prefixes):
        now, skew, lanes = found[3 * nth : 3 * nth + 3]
        now_ms = ledger_ms(now, skew)
        late += [(prefix, text(lane), now_ms - int(due)) for lane, due in lanes if due <= now_ms]
    return late


def _queues(client: "redis.Redis", late: list[Late]) -> list[str]:
    with client.pipeline(transaction=False) as pipe:
        for prefix, lane, _ in late:
            pipe.hget(f"{prefix}:lane:{lane}", "pinned")
            pipe.zrange(f"{prefix}:q:{lane}", 0, 0)
        heads = pipe.execute()
    with client.pipeline(transaction=False) as pipe:
        for (prefix, _, _), pinned, first in zip(late, heads[::2], heads[1::2], strict=True):
            pipe.hget(f"{prefix}:ev:{text(pinned or (first or [b''])[0])}", "queue")
        return [text(queue or b"") for queue in pipe.execute()]
