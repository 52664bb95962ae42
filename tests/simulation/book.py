"""What the ledger in memory says, read without a port call: for the checker and the scheduler."""

import json
from collections.abc import Iterator
from typing import Any

from ledger import keys
from orderlane.demo import STORE
from tests.simulation.store import Store

PREFIX = keys.prefix_of_store(STORE) + ":"


class Book:
    """Looks at one store's shard."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._data = store.data

    def now_ms(self) -> int:
        """Return ledger time."""
        return self._store.now_ms() + int(self._data.get(PREFIX + "clock", {}).get("skew", 0))

    def busy(self) -> bool:
        """Return whether anything waits, for a worker or a person."""
        return any(
            self._data.get(PREFIX + name) for name in ("READY", "LEASED", "PARKED", "WAITING")
        )

    def next_due_ms(self) -> float | None:
        """Return when the next lane is due or to be freed."""
        found = [
            score
            for name in ("READY", "LEASED", "WAITING")
            for score in self._data.get(PREFIX + name, {}).values()
        ]
        return min(found, default=None)

    def parked(self) -> list[str]:
        """Return the events that lanes are parked at."""
        return [
            self._data[f"{PREFIX}lane:{lane}"]["parked"]
            for lane in self._data.get(PREFIX + "PARKED", {})
        ]

    def lanes(self) -> list[str]:
        """Return the lanes of orders."""
        names = (
            key.removeprefix(PREFIX + "lane:")
            for key in self._data
            if key.startswith(PREFIX + "lane:")
        )
        return [name for name in names if not name.startswith("?")]

    def events(self) -> dict[str, dict[str, str]]:
        """Return every event's record by its id."""
        return {
            key.removeprefix(PREFIX + "ev:"): value
            for key, value in self._data.items()
            if key.startswith(PREFIX + "ev:")
        }

    def effects(self, lane: str) -> list[dict[str, Any]]:
        """Return a lane's effects."""
        return [json.loads(text) for text in self._data.get(f"{PREFIX}eff:{lane}", {}).values()]

    def timeline(self, lane: str) -> Iterator[dict[str, Any]]:
        """Return a lane's history."""
        return map(json.loads, self._data.get(f"{PREFIX}tl:{lane}", []))

    def counts(self) -> dict[str, int]:
        """Return the ledger's counters."""
        return {name: int(value) for name, value in self._data.get(PREFIX + "cnt", {}).items()}

    def skips(self, lane: str) -> list[dict[str, Any]]:
        """Return which events of a lane a person skipped, and when."""
        return [entry for entry in self.timeline(lane) if entry.get("state") == "skipped"]

    def skipped(self, lane: str) -> int:
        """Return how many events of a lane a person skipped."""
        return len(self.skips(lane))

    def parks(self, lane: str) -> list[dict[str, Any]]:
        """Return when and why a lane was parked."""
        return [entry for entry in self.timeline(lane) if entry["what"] == "parked"]
