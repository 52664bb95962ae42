"""The sweep: frees dead leases and rings what is due; it runs in every worker."""

import logging
import signal
import threading
from typing import Final

import redis

from config import queues
from ledger.records import LedgerUnavailable
from worker.bell import try_to_ring
from worker.runtime import Runtime

logger = logging.getLogger(__name__)

ENOUGH: Final = 200
"""Bells in a queue beyond which none is rung again: it is late, not lost."""


class Sweeper(threading.Thread):
    """Sweeps every shard that has a store of ours; the script thins out the sweeps of many workers.

    A thread of its own, not a timer of Celery's loop: it goes on while the loop reconnects.
    """

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(name="sweeper", daemon=True)
        self._runtime = runtime
        self._over = threading.Event()

    def stop(self) -> None:
        """End the thread."""
        self._over.set()

    def run(self) -> None:
        """Sweep until stopped; a Redis that is away is tried again."""
        while True:
            try:
                self.sweep()
                self._runtime.pulse.beat()
                self._runtime.tally.flush()
                if self._runtime.pulse.stuck(self._runtime.settings.stores):
                    logger.critical("lanes are due and no bell is answered: this worker ends")
                    signal.raise_signal(signal.SIGTERM)
            except (LedgerUnavailable, redis.RedisError) as err:
                logger.warning("the sweep found no Redis: %s", type(err).__name__)
            if self._over.wait(self._runtime.timing.s("sweep")):
                return

    def sweep(self) -> int:
        """Sweep once; return how many bells were rung."""
        runtime, rung = self._runtime, 0
        again = all(runtime.ringer.unanswered(queue) < ENOUGH for queue in queues.ALL)
        for store in runtime.settings.stores:
            for bell in runtime.ledger.sweep(store, again=again):
                try_to_ring(runtime.ringer, bell)
                rung += 1
        return rung
