"""What a turn has done since its last script: it travels with the next one, into the timeline.

An exchange with the OMS costs no round trip of its own to be told of.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from oms_client import Endpoint, Exchange
from worker.mask import shape, shape_of_bytes

MOST: Final = 40
"""Of what happened between two scripts, so many entries at most: a long list is read page by page."""


class Telling:
    """Entries of one turn, each with how long ago it was. clock: seconds, never going back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._entries: list[tuple[float, dict[str, Any]]] = []
        self._left_out = 0

    def add(self, what: str, **facts: Any) -> None:
        """Keep an entry; facts that are empty are left out."""
        if len(self._entries) == MOST:
            self._left_out += 1
            return
        said = {name: fact for name, fact in facts.items() if fact not in (None, "", (), [])}
        self._entries.append((self._clock(), {"what": what, **said}))

    def take(self) -> str:
        """Return what was kept as JSON entries, parted by commas, and forget it."""
        now = self._clock()
        told = [{**entry, "ago": round((now - at) * 1000)} for at, entry in self._entries]
        if self._left_out:
            told.append({"what": "left out", "number": self._left_out, "ago": 0})
        self._entries, self._left_out = [], 0
        return ",".join(json.dumps(entry, separators=(",", ":"), default=str) for entry in told)


_CURRENT: Final[ContextVar[Telling | None]] = ContextVar("telling", default=None)


@contextmanager
def told_in(telling: Telling) -> Iterator[None]:
    """Let every exchange of this thread be told there."""
    token = _CURRENT.set(telling)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def tell_exchange(endpoint: Endpoint, exchange: Exchange) -> None:
    """Tell the turn of this thread, if there is one, how a call went; bodies only in their shape."""
    telling = _CURRENT.get()
    if telling is None:
        return
    sent, digest = shape_of_bytes(exchange.sent) if exchange.sent else (None, "")
    got = shape(exchange.answered) if exchange.sent and exchange.answered else None
    telling.add(
        "called",
        operation=exchange.operation,
        method=exchange.method,
        path=exchange.path,
        status=exchange.status,
        outcome=exchange.outcome,
        ms=round(exchange.duration_s * 1000),
        trace_id=exchange.trace_id,
        code=exchange.code,
        fields=list(exchange.fields),
        sent=sent,
        digest=digest,
        got=got,
    )
