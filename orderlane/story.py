"""Tells an order's timeline as it happens, one line an entry."""

import json
import threading
from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from desk.telling import tell
from ledger.views import Views

Entry = Mapping[str, Any]


STYLES: Final = {
    "delivered": "cyan",
    "duplicate": "bright_black",
    "conflict": "red",
    "joined": "magenta",
    "derived": "cyan",
    "claimed": "bright_black",
    "called": "bright_black",
    "looked": "bright_black",
    "intent": "yellow",
    "outcome": "yellow",
    "tagged": "bright_black",
    "waits": "magenta",
    "parked": "red",
    "settled": "green",
    "retried": "magenta",
    "replayed": "magenta",
    "skipped": "magenta",
    "marked done": "magenta",
    "dropped": "magenta",
}


def line(label: str, entry: Entry, started_ms: int) -> Text:
    """Return one entry as a line: seconds since the start, order, event, what happened."""
    event = str(entry.get("event", "")).partition("-")[2]
    short = event[:6] + (event[20:] if len(event) > len("0" * 20) else "")
    return Text.assemble(
        (f"{(entry['at'] - started_ms) / 1000:8.3f}s ", "bright_black"),
        (f"{label:<8}", "bold"),
        (f"{short:<9}", "bright_black"),
        (f"{entry['what']:<11}", STYLES.get(entry["what"], "white")),
        tell(entry).text,
    )


class Story(threading.Thread):
    """Follows the lanes of some orders and prints what is new, in the order of time.

    orders: label -> (store, reference of the order).
    """

    def __init__(
        self, views: Views, orders: Mapping[str, tuple[str, str]], console: Console, started_ms: int
    ) -> None:
        super().__init__(name="story", daemon=True)
        self._views = views
        self._orders = orders
        self._console = console
        self._started_ms = started_ms
        self._seen: dict[str, set[str]] = {label: set() for label in orders}
        self._over = threading.Event()

    def run(self) -> None:
        """Print until stopped."""
        while not self._over.wait(0.1):
            self.tell()

    def stop(self) -> None:
        """End the thread and print what is left."""
        self._over.set()
        self.join()
        self.tell()

    def tell(self) -> None:
        """Print the entries that are new."""
        fresh: list[tuple[int, str, Entry]] = []
        for label, (store, reference) in self._orders.items():
            lane = self._views.lane_of(store, reference)
            for told in self._views.timeline(lane) if lane else []:
                text = json.dumps(told, sort_keys=True)  # an entry that counts on is a new one
                if text not in self._seen[label]:
                    self._seen[label].add(text)
                    fresh.append((told["at"], label, told))
        for _, label, entry in sorted(fresh, key=lambda item: item[0]):
            self._console.print(line(label, entry, self._started_ms), soft_wrap=True)
