"""The reading calls of the API, each given the book and its parameters."""

from dataclasses import asdict
from typing import Any

from desk import api_answers as answers
from desk import audit
from desk.api_asked import ApiRefusal
from desk.black_box import black_box
from desk.book import Book
from desk.export import export
from desk.filters import Filter, matching
from desk.pages_events import SHOWN
from desk.reasons import reason_of
from ledger import keys
from ledger.counters import Counters
from ledger.quarantine import Kept, Quarantine


def find_orders(book: Book, name: str) -> answers.Orders:
    """Return the lanes a name may mean."""
    return answers.Orders(book.lanes(name))


def get_order(book: Book, store: str, order: str) -> answers.Order:
    """Return an order's black box; raise ApiRefusal when none or several are meant."""
    return answers.Order(**asdict(black_box(book, _lane(book, store, order))))


def export_order(book: Book, store: str, order: str) -> answers.Exported:
    """Return what helps from outside."""
    return answers.Exported(**export(book, _lane(book, store, order)))


def _lane(book: Book, store: str, order: str) -> str:
    if store.removeprefix("?") not in book.stores:
        raise ApiRefusal(404, f"no store {store}")
    exact = f"{store}/{order}"
    if book.views.lane(exact):
        return exact
    found = book.lanes(exact)
    if len(found) > 1:
        raise ApiRefusal(409, f"{order} is known as {', '.join(found)}")
    if not found:
        raise ApiRefusal(404, f"no order of {store} is known by {order}")
    return found[0]


def get_event(book: Book, event: str) -> answers.Event:
    """Return what is on record of an event."""
    try:
        record = book.views.event(event)
    except keys.NotAnEvent:
        record = {}
    if not record:
        raise ApiRefusal(404, f"no event {event} is on record")
    facts = {name: record[name] for name in SHOWN if record.get(name)}
    return answers.Event(event, record.get("lane", ""), facts)


def list_parked(book: Book, after: str = "", limit: int = 100, **told: Any) -> answers.ParkedPage:
    """Return a page of what is parked."""
    if told.get("store", "") not in ("", *book.stores):
        return answers.ParkedPage([], None)
    found = matching(book, Filter(**told), after=_cursor(after), limit=limit + 1)
    items = [
        answers.Parked(
            one.event_id, one.lane, one.store, one.type, one.source, one.reason, one.since
        )
        for one in found[:limit]
    ]
    return answers.ParkedPage(items, found[limit - 1].cursor if len(found) > limit else None)


def _cursor(after: str) -> str:
    if after and not after.partition(" ")[0].isdigit():
        raise ApiRefusal(400, "after is no cursor: give what `next` said")
    return after


def count_parked(book: Book) -> answers.Reasons:
    """Return the reasons for which orders are parked now."""
    stopped = Counters(book.ledger.client).figures(book.stores).stopped
    return answers.Reasons(
        [
            answers.Reason(name, number, *reason_of(name))
            for name, number in stopped.most_common()
            if number > 0
        ]
    )


def list_quarantined(book: Book, after: str = "", limit: int = 100) -> answers.QuarantinedPage:
    """Return a page of what no order has."""
    kept = Quarantine(book.ledger).listed(book.stores, book.settings.sources)
    behind = [one for one in kept if _place(one) > after]
    items = [_shown(one) for one in behind[:limit]]
    return answers.QuarantinedPage(
        items, _place(behind[limit - 1]) if len(behind) > limit else None
    )


def _place(one: Kept) -> str:
    return f"{one.received:016d} {one.id}"


def _shown(one: Kept) -> answers.Quarantined:
    named = (one.id, one.source, one.store, one.dialect, one.topic, one.reason, one.state)
    return answers.Quarantined(*named, one.received, len(one.body))


def get_balance(book: Book) -> answers.Balance:
    """Return the balance."""
    found = book.views.balance(book.stores)
    return answers.Balance(found.received, found.derived, found.outcomes, found.difference)


def list_pauses(book: Book) -> answers.Pauses:
    """Return what is paused."""
    return answers.Pauses([answers.Pause(**one) for one in book.views.pauses(book.stores)])


def list_audit(book: Book, before: str = "", limit: int = 100) -> answers.AuditPage:
    """Return a page of the audit log."""
    found = audit.deeds(book, before=before, limit=limit + 1)
    items = [answers.Deed(**asdict(deed)) for deed in found[:limit]]
    return answers.AuditPage(items, found[limit - 1].cursor if len(found) > limit else None)
