"""A consumer's sign of life: it lives while its broker and the ledger both answer."""

import logging
import socket
import time
from typing import Final

import redis

KEY: Final = "ol:consumer:"
LASTS_MS: Final = 30_000
EVERY_S: Final = 5.0

logger = logging.getLogger(__name__)


class Pulse:
    """Says in the state Redis that the consumer of a queue on this host lives."""

    def __init__(self, client: "redis.Redis", queue: str) -> None:
        self._client = client
        self._key = f"{KEY}{socket.gethostname()}:{queue}"
        self._due = 0.0

    def beat(self) -> None:
        """Say so, every few seconds; without Redis nothing is said."""
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + EVERY_S
        try:
            self._client.set(self._key, "alive", px=LASTS_MS)
        except redis.RedisError as err:
            logger.warning("the consumer's pulse is not felt: %s", type(err).__name__)


def alive(client: "redis.Redis", queue: str) -> bool:
    """Return whether a consumer of a queue on this host has a pulse."""
    return bool(client.exists(f"{KEY}{socket.gethostname()}:{queue}"))
