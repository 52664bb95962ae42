"""Tells an order's timeline as it happens, one line an entry."""

import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from ledger.views import Views

Entry = Mapping[str, Any]


def _effect(entry: Entry) -> str:
    facts = [entry.get("state", ""), entry.get("why", "")]
    if "ms" in entry:
        facts.append(f"{entry['ms']} ms")
    if entry.get("trace_id"):
        facts.append(f"trace {entry['trace_id'][:8]}")
    return f"{entry['operation']}: " + ", ".join(str(fact) for fact in facts if fact)


def _by_person(entry: Entry) -> str:
    return f"by {entry.get('who')}: {entry.get('why')}"


DETAILS: Final[dict[str, tuple[str, Callable[[Entry], str]]]] = {
    "delivered": ("cyan", lambda e: f"{e.get('type')}  ({e.get('topic')})"),
    "duplicate": ("bright_black", lambda e: "the same delivery again: nothing happens"),
    "conflict": ("red", lambda e: "the same id with another body: kept, the lane stops"),
    "joined": ("magenta", lambda e: "events that waited for this reference join the lane"),
    "derived": ("cyan", lambda e: f"{e.get('type')}"),
    "claimed": ("bright_black", lambda e: f"by {e.get('worker')}"),
    "intent": ("yellow", lambda e: f"{e['operation']}, attempt {e['attempt']}"),
    "outcome": ("yellow", _effect),
    "tagged": ("bright_black", lambda e: f"{e['operation']}: claim tag set in the OMS"),
    "waits": ("magenta", lambda e: str(e.get("reason", ""))),
    "parked": ("red", lambda e: f"{e.get('reason')}: a person must look {e.get('detail') or ''}"),
    "settled": ("green", lambda e: f"{e.get('state')} {e.get('reason') or ''}".strip()),
    "retried": ("magenta", _by_person),
    "skipped": ("magenta", _by_person),
    "marked done": ("magenta", _by_person),
    "dropped": ("magenta", _by_person),
}
PLAIN: Final[tuple[str, Callable[[Entry], str]]] = ("white", lambda e: "")


def line(label: str, entry: Entry, started_ms: int) -> Text:
    """Return one entry as a line: seconds since the start, order, event, what happened."""
    style, detail = DETAILS.get(entry["what"], PLAIN)
    event = str(entry.get("event", "")).partition("-")[2]
    short = event[:6] + (event[20:] if len(event) > len("0" * 20) else "")
    return Text.assemble(
        (f"{(entry['at'] - started_ms) / 1000:8.3f}s ", "bright_black"),
        (f"{label:<8}", "bold"),
        (f"{short:<9}", "bright_black"),
        (f"{entry['what']:<11}", style),
        detail(entry),
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
        self._seen = dict.fromkeys(orders, 0)
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
            entries = self._views.timeline(lane, self._seen[label]) if lane else []
            self._seen[label] += len(entries)
            fresh += [(entry["at"], label, entry) for entry in entries]
        for _, label, entry in sorted(fresh, key=lambda item: item[0]):
            self._console.print(line(label, entry, self._started_ms), soft_wrap=True)
