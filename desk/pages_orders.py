"""One order: found by any of its names, and everything on record of it."""

import time
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from desk.auth import needs
from desk.auth_roles import VIEW
from desk.black_box import black_box
from desk.book import Book
from desk.drawing import draw
from desk.telling import tell
from ledger import keys

MOST: Final = 400
"""The entries that are shown at once, the newest."""


@dataclass(frozen=True, slots=True)
class Orders:
    """Search, and the page of an order."""

    book: Book

    def register(self, pages: Blueprint) -> None:
        """Add the pages."""
        pages.add_url_rule("/search", "search", self.search)
        pages.add_url_rule("/order", "order", self.order)

    @needs(VIEW)
    def search(self) -> ResponseReturnValue:
        """Go to the order or event that is meant, or show those that may be."""
        wanted = request.args.get("q", "").strip()
        if self._is_event(wanted):
            return redirect(url_for("desk.event", eid=wanted), 303)
        lanes = self.book.lanes(wanted) if wanted else []
        if len(lanes) == 1:
            return redirect(url_for("desk.order", lane=lanes[0]), 303)
        return render_template("search.html", wanted=wanted, lanes=lanes)

    @needs(VIEW)
    def order(self) -> str:
        """Show why it waits, what happened, and what the OMS was asked."""
        box = black_box(self.book, request.args.get("lane", ""))
        if not box.entries:
            raise NotFound
        entries = box.entries[-MOST:]
        told = [tell(entry) for entry in entries]
        return render_template(
            "order.html",
            box=box,
            name=name_of(box.lane),
            told=told,
            hidden=len(box.entries) - len(entries),
            drawing=draw(entries, [f"{one.what}: {one.text}" for one in told], now_ms()),
            parked=self.book.views.lane(box.lane).get("parked", ""),
        )

    def _is_event(self, wanted: str) -> bool:
        try:
            return bool(self.book.views.event(wanted))
        except keys.NotAnEvent:
            return False


def name_of(lane: str) -> str:
    """Return an order's id as people say it: without its store and kind."""
    return lane.partition("/")[2].partition(":")[2] or lane


def now_ms() -> int:
    """Return the present in unix milliseconds."""
    return time.time_ns() // 1_000_000
