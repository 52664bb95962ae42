"""Putting right: every verb is asked back with what it will do, needs a reason, and is done once."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from desk.auth import needs, person
from desk.auth_roles import OPERATE, VIEW
from desk.book import Book
from desk.pages_deeds import DEEDS, Deed
from desk.pages_orders import now_ms
from desk.pages_subjects import About, about
from desk.verbs import OMS, SOURCE, Filter, Refusal, act, matching
from ledger.operator import Order

REASON_LENGTH: Final = 500
MOST: Final = 100
"""The events one confirmation is for."""
NO_REASON: Final = "Say why, so that whoever looks later understands it."


@dataclass(frozen=True, slots=True)
class Verbs:
    """Confirmation pages, what they send, and what is paused."""

    book: Book

    def register(self, pages: Blueprint) -> None:
        """Add the pages."""
        for path, name, view in (("/act", "ask", self.one), ("/act/all", "many", self.many)):
            pages.add_url_rule(path, name, view, methods=["GET", "POST"])
        pages.add_url_rule("/pauses", "pauses", self.pauses)

    @needs(OPERATE)
    def one(self) -> ResponseReturnValue:
        """Ask back, or carry out, one verb on one subject, as desk.verbs names them."""
        verb, subject = request.values.get("verb", ""), request.values.get("subject", "")
        if verb not in DEEDS:
            raise NotFound
        unverified = "unverified" in request.form

        def carry_out(order: Order) -> None:
            act(self.book, verb, subject, order, unverified=unverified)

        hidden = {"verb": verb, "subject": subject}
        return _asked(verb, DEEDS[verb], about(self.book, verb, subject), hidden, carry_out)

    @needs(OPERATE)
    def many(self) -> ResponseReturnValue:
        """Ask back, or carry out, one verb on what was parked for a reason when it was asked."""
        verb, reason = request.values.get("verb", ""), request.values.get("reason", "")
        if verb not in DEEDS or not DEEDS[verb].many or not reason:
            raise NotFound
        until = request.form.get("until", now_ms(), type=int)
        found = matching(self.book, Filter(reason=reason, until=until), limit=MOST)

        def carry_out(order: Order) -> None:
            for event in found:
                each = Order(f"{order.request_id}:{event.event_id}", order.who, order.why)
                self._one_of_many(verb, event.event_id, each)

        deed = DEEDS[verb]._replace(title=f"{DEEDS[verb].button} {len(found)} events?")
        rows = {"parked for": reason, "events": f"{len(found)}, the longest parked"}
        back = url_for("desk.parked", reason=reason)
        hidden = {"verb": verb, "reason": reason, "until": str(until)}
        return _asked(verb, deed, About(f"parked for {reason}", back, rows), hidden, carry_out)

    def _one_of_many(self, verb: str, eid: str, order: Order) -> None:
        try:
            act(self.book, verb, eid, order)
        except Refusal:
            return  # somebody else has put it right meanwhile

    @needs(VIEW)
    def pauses(self) -> str:
        """Show what can be paused, and what is."""
        found = {one["subject"]: one for one in self.book.views.pauses(self.book.stores)}
        subjects = [OMS, *(f"{SOURCE}{name}" for name in sorted(self.book.settings.sources))]
        orders = sorted(set(found) - set(subjects))
        return render_template("pauses.html", subjects=[*subjects, *orders], paused=found)


def _asked(
    verb: str,
    deed: Deed,
    subject: About,
    hidden: Mapping[str, str],
    carry_out: Callable[[Order], None],
) -> ResponseReturnValue:
    """Show the confirmation; when it was sent with a reason, carry it out and go back."""
    request_id = request.form.get("request_id") or secrets.token_hex(16)
    why = " ".join(request.form.get("why", "").split())[:REASON_LENGTH]
    problem = ""
    if request.method == "POST":
        problem = _problem(Order(request_id, person().name, why), carry_out)
        if not problem:
            mark = "&" if "?" in subject.back else "?"
            return redirect(f"{subject.back}{mark}done={verb}", 303)
    page = render_template(
        "confirm.html",
        deed=deed,
        subject=subject,
        hidden=hidden,
        request_id=request_id if not problem else secrets.token_hex(16),
        problem=problem,
        why=why,
    )
    return page, 409 if problem else 200


def _problem(order: Order, carry_out: Callable[[Order], None]) -> str:
    """Carry it out; return what kept it from being done."""
    if not order.why:
        return NO_REASON
    try:
        carry_out(order)
    except Refusal as err:
        return f"Nothing was done: {err}."
    return ""
