"""Whether the process lives, and whether what it accepts would be kept."""

import logging
from typing import Any

import redis

from ledger.durability import durability_problems
from ledger.records import LedgerUnavailable

logger = logging.getLogger(__name__)


class Health:
    """Asks the state Redis; `volatile_allowed` is for machines where nothing matters."""

    def __init__(self, client: "redis.Redis", *, volatile_allowed: bool) -> None:
        self._client = client
        self._volatile_allowed = volatile_allowed

    def ready(self) -> dict[str, Any] | None:
        """Return what a probe is told, None when no delivery should come here."""
        try:
            problems = durability_problems(self._client)
        except LedgerUnavailable as err:
            logger.warning("not ready: Redis does not answer: %s", err)
            return None
        for problem in problems:
            logger.warning("%s", problem)
        if not problems:
            return {"status": "ready"}
        return {"status": "ready", "volatile": True} if self._volatile_allowed else None
