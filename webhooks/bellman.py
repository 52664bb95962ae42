"""Rings beside the answer: a broker that hangs costs bells, which the sweep rings again."""

import logging
import queue
import threading

from ledger.records import Bell
from worker.bell import Ringer, try_to_ring

logger = logging.getLogger(__name__)


class Bellman:
    """Rings from one thread of its own, which starts with the first bell (after any fork)."""

    def __init__(self, ringer: Ringer, room: int = 1_000) -> None:
        self._ringer = ringer
        self._bells: queue.Queue[Bell] = queue.Queue(room)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def ring(self, bell: Bell) -> None:
        """Ring soon, or never when too many bells wait already; return at once."""
        try:
            self._bells.put_nowait(bell)
        except queue.Full:
            logger.warning("no room for the bell of %s", bell.event_id)
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="bellman", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            try_to_ring(self._ringer, self._bells.get())
