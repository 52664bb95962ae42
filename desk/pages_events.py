"""One event, and, for who operates, its body."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from desk.auth import needs
from desk.auth_roles import VIEW
from desk.book import Book
from ledger import keys

SHOWN: Final = (
    "type",
    "topic",
    "source",
    "dialect",
    "store",
    "state",
    "reason",
    "version",
    "task",
    "queue",
    "tries",
    "trace",
)
"""What of an event's record is no personal data, in the order it is shown."""


@dataclass(frozen=True, slots=True)
class Events:
    """The page of an event."""

    book: Book

    def register(self, pages: Blueprint) -> None:
        """Add the pages."""
        pages.add_url_rule("/events/<eid>", "event", self.event)

    @needs(VIEW)
    def event(self, eid: str) -> str:
        """Show what is on record of an event, but for its body."""
        record = self._record(eid)
        lane = record.get("lane", "")
        stopped = self.book.views.lane(lane).get("parked") == eid if lane else False
        facts = {name: record[name] for name in SHOWN if record.get(name)}
        return render_template("event.html", eid=eid, record=record, facts=facts, stopped=stopped)

    def _record(self, eid: str) -> dict[str, Any]:
        try:
            record = self.book.views.event(eid)
        except keys.NotAnEvent as err:
            raise NotFound from err
        if not record:
            raise NotFound
        return record
