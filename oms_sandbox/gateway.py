"""The gateway in front of the OMS: subscription keys and the rate of calls."""

from __future__ import annotations

import math
import threading
from collections import defaultdict, deque
from collections.abc import Collection
from dataclasses import dataclass

from oms_sandbox.errors import GatewayError
from oms_sandbox.state import Clock

KEY_HEADER = "Ocp-Apim-Subscription-Key"


@dataclass(frozen=True)
class RateLimit:
    """So many calls per key in any span of so many seconds."""

    calls: int
    span_s: float


class Gateway:
    """Admits calls with a valid key under the rate; `limit` None admits any rate."""

    def __init__(self, keys: Collection[str], limit: RateLimit | None, clock: Clock) -> None:
        self._keys = frozenset(keys)
        self._limit = limit
        self._clock = clock
        self._lock = threading.Lock()
        self._admitted: defaultdict[str, deque[float]] = defaultdict(deque)

    def admit(self, key: str | None) -> None:
        """Raise GatewayError 401 without a valid key, 429 over the rate."""
        if not key:
            raise GatewayError(401, "The subscription key is missing.")
        if key not in self._keys:
            raise GatewayError(401, "The subscription key is not valid.")
        if self._limit is not None:
            self._count(key, self._limit)

    def _count(self, key: str, limit: RateLimit) -> None:
        with self._lock:
            now, admitted = self._clock(), self._admitted[key]
            while admitted and admitted[0] <= now - limit.span_s:
                admitted.popleft()
            if len(admitted) >= limit.calls:
                raise over_rate(math.ceil(admitted[0] + limit.span_s - now))
            admitted.append(now)

    def clear(self) -> None:
        """Forget the calls counted so far."""
        with self._lock:
            self._admitted.clear()


def over_rate(retry_after_s: int | None) -> GatewayError:
    again = f"in {retry_after_s} seconds" if retry_after_s is not None else "later"
    return GatewayError(429, f"Rate limit is exceeded. Try again {again}.", retry_after_s)
