"""A worker's pulse: it lives when it makes progress, not when its process is there."""

import socket
import time
from collections.abc import Callable
from typing import Final

import redis

from ledger.replies import text
from ledger.views import Views

KEY: Final = "ol:worker:"
KNOWN: Final = "ol:workers"
LASTS_MS: Final = 30_000
REMEMBERED_S: Final = 86_400


class Pulse:
    """Says that this worker lives, and whether it is stuck: lanes are due and it claims none.

    A worker can stop taking bells after a broken connection while its process goes on; then it
    must end, so that whoever supervises it starts a new one.
    """

    def __init__(
        self,
        client: "redis.Redis",
        stuck_s: float,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._clock = clock
        self._views = Views(client)
        self._stuck_s = stuck_s
        self._claimed_at = self._clock()

    def claimed(self) -> None:
        """Note that a bell was answered."""
        self._claimed_at = self._clock()

    def beat(self) -> None:
        """Say in Redis that this worker lives, and be known there for a day."""
        host, now = socket.gethostname(), time.time()
        with self._client.pipeline(transaction=False) as pipe:
            pipe.set(KEY + host, "alive", px=LASTS_MS)
            pipe.zadd(KNOWN, {host: now})
            pipe.zremrangebyscore(KNOWN, "-inf", now - REMEMBERED_S)
            pipe.execute()

    def stuck(self, stores: list[str]) -> bool:
        """Return whether a lane has been due for long while this worker answered no bell."""
        if self._clock() - self._claimed_at < self._stuck_s:
            return False
        return any(self._views.overdue_ms(store) > self._stuck_s * 1000 for store in stores)


def alive(client: "redis.Redis") -> bool:
    """Return whether a worker of this host has a pulse."""
    return bool(client.exists(KEY + socket.gethostname()))


def pulses(client: "redis.Redis") -> dict[str, float | None]:
    """Return the seconds since each known worker host swept, None for one that has no pulse.

    A host is forgotten a day after its last pulse.
    """
    hosts = sorted(text(host) for host in client.zrange(KNOWN, 0, -1))
    with client.pipeline(transaction=False) as pipe:
        for host in hosts:
            pipe.pttl(KEY + host)
        left = pipe.execute()
    return {
        host: (LASTS_MS - left_ms) / 1000 if left_ms > 0 else None
        for host, left_ms in zip(hosts, left, strict=True)
    }
