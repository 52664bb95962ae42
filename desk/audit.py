"""Who did what, why and when: the scripts of the verbs write it, what changes nothing is noted here."""

import json
import time
from dataclasses import dataclass
from typing import Any

from desk.book import Book
from ledger import keys

DONE = "done"


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the audit log. at: unix milliseconds. result: `done`, or why not."""

    at: int
    verb: str
    who: str
    why: str
    subject: str
    result: str
    request_id: str


def deeds(book: Book, *, skip: int = 0, limit: int = 100) -> list[Deed]:
    """Return what was done in the shards of the book's stores, the newest first."""
    prefixes = sorted({keys.prefix_of_store(store) for store in book.stores})
    with book.ledger.client.pipeline(transaction=False) as pipe:
        for prefix in prefixes:
            pipe.lrange(f"{prefix}:AUDIT", -skip - limit, -1)
        found = [_deed(json.loads(line)) for lines in pipe.execute() for line in lines]
    return sorted(found, key=lambda deed: -deed.at)[skip : skip + limit]


def note(book: Book, verb: str, eid: str, who: str, why: str = "") -> None:
    """Note what somebody did with an event that changes nothing in the ledger: read its body."""
    line = {"at": time.time_ns() // 1_000_000, "verb": verb, "subject": eid, "request": ""}
    told = json.dumps({**line, "who": who, "why": why, "result": DONE})
    book.ledger.client.rpush(f"{keys.prefix_of_event(eid)}:AUDIT", told)


def _deed(line: dict[str, Any]) -> Deed:
    told = {name: str(line[name]) for name in ("verb", "who", "why", "subject", "result")}
    return Deed(at=int(line["at"]), request_id=str(line["request"]), **told)
