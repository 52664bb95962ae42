"""What a verb is about: its name, what is shown of it before it is confirmed, and where one goes after."""

from dataclasses import dataclass
from typing import Final

from flask import url_for
from werkzeug.exceptions import NotFound

from desk.book import Book
from desk.verbs import OMS, SOURCE
from ledger import keys

OF_LANES: Final = ("drop", "pause", "resume")
SHOWN: Final = ("type", "source", "topic", "state", "reason")


@dataclass(frozen=True, slots=True)
class About:
    """The subject of a verb. back: the page it is shown on."""

    name: str
    back: str
    rows: dict[str, str]


def about(book: Book, verb: str, subject: str) -> About:
    """Return what a verb is about; raise NotFound for what is not there."""
    if verb in OF_LANES and (subject == OMS or subject.startswith(SOURCE)):
        return _of_all(book, subject)
    return _of_lane(book, subject) if verb in OF_LANES else _of_event(book, subject)


def _of_all(book: Book, subject: str) -> About:
    known = {OMS, *(f"{SOURCE}{name}" for name in book.settings.sources)}
    if subject not in known:
        raise NotFound
    name = "every call of the OMS" if subject == OMS else "every event of this source"
    return About("pauses", url_for("desk.pauses"), {"what": f"{subject}: {name}"})


def _of_lane(book: Book, lane: str) -> About:
    if not book.views.lane(lane):
        raise NotFound
    rows = {"order": lane, "events in the lane": str(len(book.views.queue(lane)))}
    return About(lane, url_for("desk.order", lane=lane), rows)


def _of_event(book: Book, eid: str) -> About:
    try:
        event = book.views.facts(eid, ("lane", *SHOWN))
    except keys.NotAnEvent as err:
        raise NotFound from err
    if not event.get("lane"):
        raise NotFound
    rows = {"event": eid, **{name: event[name] for name in SHOWN if event.get(name)}}
    return About(event["lane"], url_for("desk.order", lane=event["lane"]), rows)
