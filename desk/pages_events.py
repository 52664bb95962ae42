"""One event, and, for who operates, its body."""

import json
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from desk import audit
from desk.auth import needs, person
from desk.auth_roles import OPERATE, VIEW
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
        pages.add_url_rule("/events/<eid>/body", "body", self.body, methods=["POST"])

    @needs(VIEW)
    def event(self, eid: str) -> str:
        """Show what is on record of an event, but for its body."""
        record = self._record(eid)
        lane = record.get("lane", "")
        stopped = self.book.views.lane(lane).get("parked") == eid if lane else False
        facts = {name: record[name] for name in SHOWN if record.get(name)}
        return render_template("event.html", eid=eid, record=record, facts=facts, stopped=stopped)

    @needs(OPERATE)
    def body(self, eid: str) -> str:
        """Show the body as it came: it holds personal data, so that it was shown is noted."""
        record = self._record(eid)
        audit.note(self.book, "read body", eid, person().name)
        return render_template("body.html", eid=eid, record=record, body=_readable(record["body"]))

    def _record(self, eid: str) -> dict[str, Any]:
        try:
            record = self.book.views.event(eid)
        except keys.NotAnEvent as err:
            raise NotFound from err
        if not record:
            raise NotFound
        return record


def _readable(body: bytes) -> str:
    """Return JSON with its lines apart, anything else as it came."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body.decode(errors="replace")
