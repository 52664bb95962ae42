"""What a consumer has taken in so far, and the line that says so."""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

LINE_EVERY_S: Final = 10.0


@dataclass(slots=True)
class Tally:
    """Counts messages by what the ledger made of them."""

    queue: str
    statuses: Counter[str] = field(default_factory=Counter)
    _said: int = 0
    _since: float = field(default_factory=time.monotonic)

    @property
    def taken(self) -> int:
        """Return how many messages were stored and acknowledged."""
        return self.statuses.total()

    def line(self) -> str:
        """Return the counts as one line."""
        parts = ", ".join(f"{count} {status.lower()}" for status, count in self.statuses.items())
        return f"{self.queue}: {self.taken} taken" + (f" ({parts})" if parts else "")

    def due(self) -> str | None:
        """Return the line with the rate since the last one, every few seconds."""
        spent = time.monotonic() - self._since
        if spent < LINE_EVERY_S:
            return None
        rate = (self.taken - self._said) / spent
        self._said, self._since = self.taken, time.monotonic()
        return f"{self.line()}, {rate:.1f}/s"
