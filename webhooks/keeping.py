"""Keeps refused deliveries beside the answer: a wrong secret of ours must not lose what was true."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

from config.door import DoorRules
from ledger.quarantine import Bounds
from ledger.records import IntakeClosed, LedgerUnavailable, Refused
from sources.dialect import Headers, body_hash
from webhooks.limits import Buckets
from webhooks.seals import Seals
from webhooks.sorting import looked_at

logger = logging.getLogger(__name__)

_DAY_S: Final = 86_400
_WAITING: Final = 32
_Told = tuple[str, bytes, Headers, float]


class Shelf(Protocol):
    """Where refused deliveries are kept: the quarantine."""

    def keep(self, refused: Refused, bounds: Bounds) -> bool: ...


class Keeper:
    """Takes every refused delivery, keeps those of known sources, from one thread of its own.

    Whoever it was addressed to, the door spends the same time on it: handing it over.
    """

    def __init__(
        self,
        seals: Seals,
        shelf: Shelf,
        rules: DoorRules,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seals, self._shelf, self._rules = seals, shelf, rules
        self._rate = Buckets(rules.refused_per_minute, clock)
        life_s = rules.refused_days * _DAY_S
        self._bounds = Bounds(rules.refused_number, rules.refused_bytes, life_s)
        self._told: queue.Queue[_Told] = queue.Queue(_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def take(self, name: str, raw: bytes, headers: Headers, at: float) -> None:
        """Keep a delivery soon, or never when too many wait already; return at once."""
        if not self._rules.keep_refused or self._told.full():
            return
        try:
            self._told.put_nowait((name, raw, headers, at))
        except queue.Full:
            return
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="keeper", daemon=True)
                self._thread.start()

    def keep(self, name: str, raw: bytes, headers: Headers, at: float) -> bool:
        """Keep a delivery now if its source is known and within its rate."""
        sender = self._seals.sender(name)
        if sender is None or not raw or len(raw) > self._bounds.size or not self._rate.take(name):
            return False
        source = sender.source
        refused = Refused(
            source=source.name,
            dialect=sender.dialect.name,
            store=source.store,
            body=raw,
            body_hash=body_hash(raw),
            headers=looked_at(sender.dialect, headers),
            at=at,
        )
        try:
            return self._shelf.keep(refused, self._bounds)
        except (LedgerUnavailable, IntakeClosed) as err:
            logger.warning("a refused delivery of %s is not kept: %s", name, type(err).__name__)
            return False

    def _work(self) -> None:
        while True:
            self.keep(*self._told.get())
