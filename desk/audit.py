"""Who did what, why and when: the scripts of the verbs write it, what changes nothing is noted here."""

import heapq
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, Final

from desk.book import Book
from ledger import keys

DONE: Final = "done"
OF_THE_OMS: Final = f"{keys.PREFIX}{{oms}}"
BATCH: Final = 200


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

    @property
    def cursor(self) -> str:
        """Return its place in the log: by time, request and subject."""
        return f"{self.at:016d} {self.request_id} {self.subject}"


def deeds(book: Book, *, before: str = "", skip: int = 0, limit: int = 100) -> list[Deed]:
    """Return what was done in the shards of the book's stores, the newest first.

    before: the `cursor` of the last one of the page before.
    """
    prefixes = {*(keys.prefix_of_store(store) for store in book.stores), OF_THE_OMS}
    logs = (_log(book.look.client, prefix) for prefix in sorted(prefixes))
    merged = heapq.merge(*logs, key=lambda deed: deed.cursor, reverse=True)
    once = _once(deed for deed in merged if not before or deed.cursor < before)
    return list(islice(once, skip, skip + limit))


def note(book: Book, verb: str, eid: str, who: str, why: str = "") -> None:
    """Note what somebody did with an event that changes nothing in the ledger: read its body."""
    line = {"at": time.time_ns() // 1_000_000, "verb": verb, "subject": eid, "request": ""}
    told = json.dumps({**line, "who": who, "why": why, "result": DONE})
    book.ledger.client.rpush(f"{keys.prefix_of_event(eid)}:AUDIT", told)


def _deed(line: dict[str, Any]) -> Deed:
    told = {name: str(line[name]) for name in ("verb", "who", "why", "subject", "result")}
    return Deed(at=int(line["at"]), request_id=str(line["request"]), **told)


def _log(client: Any, prefix: str) -> Iterator[Deed]:
    """Yield a shard's log from its end."""
    for nth in count():
        lines = client.lrange(f"{prefix}:AUDIT", -(nth + 1) * BATCH, -nth * BATCH - 1)
        told = [_deed(json.loads(line)) for line in lines]
        yield from sorted(told, key=lambda deed: deed.cursor, reverse=True)
        if len(lines) < BATCH:
            return


def _once(found: Iterator[Deed]) -> Iterator[Deed]:
    """Leave out the repeats of one deed that several shards were told of."""
    seen: set[tuple[str, str, str]] = set()
    for deed in found:
        named = (deed.request_id, deed.subject, deed.result)
        if not deed.request_id or named not in seen:
            seen.add(named)
            yield deed
