"""One file about an order for the OMS vendor's support: the black box and what was asked, masked."""

import platform
import time
from dataclasses import asdict
from importlib.metadata import version
from typing import Any, Final

from desk.black_box import black_box
from desk.book import Book
from ledger import keys

FORMAT: Final = 1
_LIBRARIES: Final = ("celery", "redis", "requests")
_EVENT_FACTS: Final = (
    "type",
    "source",
    "topic",
    "state",
    "reason",
    "version",
    "received",
    "settled",
)
_WORDS_OF_A_PERSON: Final = ("who", "why")
"""Of a verb: the name and the words of somebody who works here are nobody else's business."""


def export(book: Book, lane: str) -> dict[str, Any]:
    """Return everything on record of an order that helps from outside, nothing personal in it.

    Bodies and payloads are left out; an open effect's request is told in its shape.
    """
    from worker.event import order_id_of
    from worker.mask import shape

    box = black_box(book, lane)
    effects = book.look.effects(lane)
    asked = {name: shape(effect.get("ask") or {}) for name, effect in effects.items()}
    events = sorted({entry["event"] for entry in box.entries if "event" in entry})
    return {
        "format": FORMAT,
        "made": round(time.time() * 1000),
        "order": book.settings.external_order_id(box.store, order_id_of(lane)),
        "versions": _versions(),
        "black_box": {
            **asdict(box),
            "pause": box.pause and {"at": box.pause["at"]},
            "entries": [_outside(entry) for entry in box.entries],
        },
        "asked": asked,
        "events": {eid: _facts(book, eid) for eid in events},
    }


def _outside(entry: dict[str, Any]) -> dict[str, Any]:
    by_person = "who" in entry
    return {
        name: fact
        for name, fact in entry.items()
        if not (by_person and name in _WORDS_OF_A_PERSON) and name != "worker"
    }


def _facts(book: Book, eid: str) -> dict[str, str]:
    try:
        return book.look.facts(eid, _EVENT_FACTS)
    except keys.NotAnEvent:
        return {}


def _versions() -> dict[str, str]:
    found = {name: version(name) for name in _LIBRARIES}
    return {"python": platform.python_version(), "system": platform.system(), **found}
