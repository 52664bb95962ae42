"""What waits for a person: parked events and the quarantine, by reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from flask import Blueprint, render_template, request

from desk.auth import needs
from desk.auth_roles import VIEW
from desk.book import Book
from desk.verbs import Filter, matching
from ledger.counters import Counters

PAGE: Final = 50
BATCH: Final = 64
SHOWN: Final = ("source", "topic", "reason", "received")
LOOKED_AT: Final = 2000
"""Quarantined events that are read for one page at most."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The two lists."""

    book: Book
    counters: Counters

    def register(self, pages: Blueprint) -> None:
        """Add the pages."""
        pages.add_url_rule("/parked", "parked", self.parked)
        pages.add_url_rule("/quarantined", "quarantined", self.quarantined)

    @needs(VIEW)
    def parked(self) -> str:
        """Show what is parked, the longest first, fifty at a time."""
        wanted = Filter(reason=request.args.get("reason", ""))
        found = matching(self.book, wanted, after=request.args.get("after", ""), limit=PAGE + 1)
        shown = found[:PAGE]
        return render_template(
            "parked.html",
            reason=wanted.reason,
            stopped=self.counters.figures(self.book.stores).stopped.most_common(),
            found=shown,
            after=shown[-1].cursor if len(found) > PAGE else "",
        )

    @needs(VIEW)
    def quarantined(self) -> str:
        """Show the oldest fifty of what was sealed but could not be read or placed."""
        reason = request.args.get("reason", "")
        found = list(islice(self._kept(reason), PAGE + 1))
        return render_template(
            "quarantined.html",
            reason=reason,
            kept=self.counters.figures(self.book.stores).kept.most_common(),
            found=found[:PAGE],
            more=len(found) > PAGE,
        )

    def _kept(self, reason: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield what is kept for a reason, or any, the oldest first."""
        eids = self.book.quarantined()[:LOOKED_AT]
        for start in range(0, len(eids), BATCH):
            some = eids[start : start + BATCH]
            for eid, facts in zip(some, self.book.views.facts_of(some, SHOWN), strict=True):
                if facts and reason in ("", facts.get("reason", "")):
                    yield eid, facts
