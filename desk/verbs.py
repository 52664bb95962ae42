"""What a person may do about an order, one subject at a time or all that a filter names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from config.settings import ConfigError
from desk.book import Book
from desk.filters import Filter, matching
from desk.seen import NotSeen, seen_in_oms
from ledger import keys
from ledger.operator import Operator, Order, Refusal, Repeated

__all__ = ["OMS", "SOURCE", "VERBS", "Acted", "Filter", "NotSeen", "Refusal", "act", "matching"]

OMS: Final = "oms"
SOURCE: Final = "source:"
UNVERIFIED: Final = "on a person's word alone: the OMS was not read"
VERIFIED: Final = "seen in the OMS"

DONE: Final = "done"
REPEATED: Final = "repeated"


@dataclass(frozen=True, slots=True)
class Acted:
    """What became of a verb: `done`, or `repeated` when its request was carried out before."""

    verb: str
    subject: str
    result: str
    known: str = ""


def act(
    book: Book, verb_name: str, subject: str, order: Order, *, unverified: bool = False
) -> Acted:
    """Carry out a verb; raise a Refusal, ConfigError for what is not there, KeyError for no verb.

    unverified: mark done without reading the OMS.
    """
    verb = VERBS[verb_name]
    operator = Operator(book.ledger, strict=True)
    try:
        known = verb(book, operator, subject, order, unverified)
    except Repeated:
        return Acted(verb_name, subject, REPEATED)
    return Acted(verb_name, subject, DONE, known)


Verb = Callable[[Book, Operator, str, Order, bool], str]
"""Does it to a subject; returns how it is known to be right, '' where nothing needs to be known."""


def _retry(book: Book, operator: Operator, eid: str, order: Order, unverified: bool) -> str:
    book.ring(operator.retry(eid, order))
    return ""


def _skip(book: Book, operator: Operator, eid: str, order: Order, unverified: bool) -> str:
    book.ring(operator.skip(eid, order))
    return ""


def _mark_done(book: Book, operator: Operator, eid: str, order: Order, unverified: bool) -> str:
    known = UNVERIFIED if unverified else VERIFIED
    seen = {} if unverified else seen_in_oms(book, eid)
    book.ring(operator.mark_done(eid, order, known, seen))
    return known


def _drop(book: Book, operator: Operator, lane: str, order: Order, unverified: bool) -> str:
    operator.drop(lane, order)
    return ""


def _pause(book: Book, operator: Operator, subject: str, order: Order, unverified: bool) -> str:
    for prefix in prefixes_of(book, subject):
        operator.pause(prefix, subject, order)
    return ""


def _resume(book: Book, operator: Operator, subject: str, order: Order, unverified: bool) -> str:
    for prefix in reversed(prefixes_of(book, subject)):
        book.ring(operator.resume(prefix, subject, order))
    return ""


def prefixes_of(book: Book, subject: str) -> list[str]:
    """Return the shards that a pause concerns, the gate before the OMS last; raise ConfigError.

    The shards first: what is deferred by the gate alone would ask again and again.
    """
    if subject == OMS:
        from ledger.gate import PREFIX

        return [*sorted({keys.prefix_of_store(store) for store in book.stores}), PREFIX]
    if subject.startswith(SOURCE):
        source = book.settings.sources.get(subject.removeprefix(SOURCE))
        if source is None:
            known = ", ".join(sorted(book.settings.sources))
            raise ConfigError(f"{subject} is no source of the settings (known: {known})")
        return [keys.prefix_of_store(source.store)]
    return [keys.prefix_of_store(keys.store_of_lane(subject))]


VERBS: Final[Mapping[str, Verb]] = {
    "retry": _retry,
    "skip": _skip,
    "mark-done": _mark_done,
    "drop": _drop,
    "pause": _pause,
    "resume": _resume,
}
"""Subjects: an event id; for drop a lane; for pause and resume `oms`, `source:NAME` or a lane."""
