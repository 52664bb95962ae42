"""Putting right: every verb is asked back with what it will do, needs a reason, and is done once."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from desk.auth import needs, person
from desk.auth_roles import OPERATE
from desk.book import Book
from desk.verbs import Filter, act, matching
from ledger import keys
from ledger.operator import Order, Refusal

REASON_LENGTH: Final = 500
MOST: Final = 100
"""The events one confirmation is for."""


class Deed(NamedTuple):
    """How a verb is asked back. title, means and button are read by the person who confirms."""

    title: str
    means: str
    button: str
    many: bool = False


DEEDS: Final[Mapping[str, Deed]] = {
    "retry": Deed(
        "Retry this event?",
        "The order goes on with it. The OMS is read first, so nothing that has landed is sent again.",
        "Retry",
        many=True,
    ),
    "skip": Deed(
        "Skip this event?",
        "It is settled without being done, and its order goes on with the next one. What it asks of the "
        "OMS is not sent by another event of the same meaning, either.",
        "Skip",
        many=True,
    ),
    "mark-done": Deed(
        "Mark this event done?",
        "It is settled as done by other means. Look in the OMS first: the order goes on as if it were so.",
        "Mark done",
    ),
    "drop": Deed(
        "Drop this order?",
        "Everything that waits in its lane is skipped, and a create that comes later is barred. "
        "What the OMS holds of it stays there.",
        "Drop the order",
    ),
}


class NoReason(Exception):
    """A verb was asked for without saying why."""


@dataclass(frozen=True, slots=True)
class Verbs:
    """Confirmation pages and what they send."""

    book: Book

    def register(self, pages: Blueprint) -> None:
        """Add the pages."""
        for path, name, view in (("/act", "ask", self.one), ("/act/all", "many", self.many)):
            pages.add_url_rule(path, name, view, methods=["GET", "POST"])

    @needs(OPERATE)
    def one(self) -> ResponseReturnValue:
        """Ask back, or carry out, one verb on one subject: an event id, or for drop a lane."""
        verb, subject = request.values.get("verb", ""), request.values.get("subject", "")
        if verb not in DEEDS:
            raise NotFound
        lane, rows = self._about(verb, subject)
        back = url_for("desk.order", lane=lane)

        def carry_out(order: Order) -> str:
            act(self.book, verb, subject, order)
            return f"{back}&done={verb}"

        hidden = {"verb": verb, "subject": subject}
        return _asked(DEEDS[verb], lane, back, rows, hidden, carry_out)

    @needs(OPERATE)
    def many(self) -> ResponseReturnValue:
        """Ask back, or carry out, one verb on the parked events of a reason."""
        verb, reason = request.values.get("verb", ""), request.values.get("reason", "")
        if verb not in DEEDS or not DEEDS[verb].many or not reason:
            raise NotFound
        found = matching(self.book, Filter(reason=reason), limit=MOST)
        back = url_for("desk.parked", reason=reason)

        def carry_out(order: Order) -> str:
            for event in found:
                each = Order(f"{order.request_id}:{event.event_id}", order.who, order.why)
                self._one_of_many(verb, event.event_id, each)
            return f"{back}&done={verb}"

        deed = DEEDS[verb]._replace(title=f"{DEEDS[verb].button} {len(found)} events?")
        rows = {"reason": reason, "events": f"{len(found)}, the longest parked"}
        return _asked(
            deed, f"parked for {reason}", back, rows, {"verb": verb, "reason": reason}, carry_out
        )

    def _one_of_many(self, verb: str, eid: str, order: Order) -> None:
        try:
            act(self.book, verb, eid, order)
        except Refusal:
            return  # somebody else has put it right meanwhile

    def _about(self, verb: str, subject: str) -> tuple[str, dict[str, str]]:
        """Return the lane a verb concerns and what is shown of its subject; raise NotFound."""
        views = self.book.views
        if verb == "drop":
            record = views.lane(subject)
            if not record:
                raise NotFound
            return subject, {"order": subject, "events in the lane": str(len(views.queue(subject)))}
        try:
            event = views.event(subject)
        except keys.NotAnEvent as err:
            raise NotFound from err
        if not event:
            raise NotFound
        shown = ("type", "source", "topic", "state", "reason")
        return event["lane"], {
            "event": subject,
            **{name: event[name] for name in shown if event.get(name)},
        }


def _asked(
    deed: Deed,
    about: str,
    back: str,
    rows: Mapping[str, str],
    hidden: Mapping[str, str],
    carry_out: Callable[[Order], str],
) -> ResponseReturnValue:
    """Show the confirmation; when it was sent with a reason, carry out and go on to where that leads."""
    request_id = request.form.get("request_id") or secrets.token_hex(16)
    why = " ".join(request.form.get("why", "").split())[:REASON_LENGTH]
    problem = ""
    if request.method == "POST":
        try:
            return redirect(carry_out(_order(request_id, why)), 303)
        except NoReason:
            problem = "Say why, so that whoever looks later understands it."
        except Refusal as err:
            problem = f"Nothing was done: {err}."
    told: dict[str, Any] = {"rows": rows, "hidden": hidden, "problem": problem, "why": why}
    page = render_template(
        "confirm.html", deed=deed, about=about, back=back, request_id=request_id, **told
    )
    return page, 409 if problem else 200


def _order(request_id: str, why: str) -> Order:
    if not why:
        raise NoReason
    return Order(request_id, person().name, why)
