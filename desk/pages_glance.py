"""Today at a glance: what came, what became of it, what waits for whom, how the OMS is."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from flask import Blueprint, render_template

from desk.auth import needs
from desk.auth_roles import VIEW
from desk.book import Book
from desk.drawing_hours import HOURS, Hour, draw_hours
from ledger.counters import Counters
from ledger.gate_look import gate_state
from ledger.overdue import overdue_ms
from worker.pulse import pulses

WAIT: Final = ("READY", "LEASED", "WAITING", "PAUSED")
MOST_REASONS: Final = 8


@dataclass(frozen=True, slots=True)
class Glance:
    """The first page."""

    book: Book
    counters: Counters

    def register(self, pages: Blueprint) -> None:
        """Add the page."""
        pages.add_url_rule("/", "glance", self.show)

    @needs(VIEW)
    def show(self) -> str:
        """Show the day so far, the last 24 hours, and everything that is not as it should be."""
        stores = self.book.stores
        client = self.book.views.client
        figures = self.counters.figures(stores)
        hours = self._hours(stores)
        return render_template(
            "glance.html",
            today=self.counters.today(stores),
            figures=figures,
            waiting=sum(figures.lanes[index] for index in WAIT),
            overdue_ms=max(overdue_ms(client, stores).values(), default=0),
            stopped=figures.stopped.most_common(MOST_REASONS),
            kept=figures.kept.most_common(MOST_REASONS),
            bars=draw_hours(hours),
            balance=self.book.views.balance(stores),
            gate=gate_state(client, round(self.book.settings.window_s * 1000)),
            budget=self.book.settings.calls,
            window_s=self.book.settings.window_s,
            workers=pulses(client),
            pauses=self.book.views.pauses(stores),
        )

    def _hours(self, stores: list[str]) -> list[Hour]:
        """Return the last 24 hours, the one under way last."""
        now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        days = {(now - timedelta(days=back)).date() for back in (0, 1)}
        told = {day: self.counters.hours(stores, day) for day in days}
        found = []
        for back in reversed(range(HOURS)):
            at = now - timedelta(hours=back)
            counted = told[at.date()].get(at.hour, Counter[str]())
            found.append(Hour(at, counted["accepted"], counted["done"], counted["parked"]))
        return found
