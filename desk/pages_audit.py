"""The audit log: every verb, who asked for it, why, and what came of it."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template, request

from desk import audit
from desk.auth import needs
from desk.auth_roles import VIEW
from desk.book import Book

PAGE: Final = 100
FARTHEST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Audit:
    """The page of the audit log."""

    book: Book

    def register(self, pages: Blueprint) -> None:
        """Add the page."""
        pages.add_url_rule("/audit", "audit", self.show)

    @needs(VIEW)
    def show(self) -> str:
        """Show a hundred deeds, the newest first."""
        skip = min(request.args.get("skip", 0, type=int), FARTHEST)
        found = audit.deeds(self.book, skip=skip, limit=PAGE + 1)
        older = skip + PAGE if len(found) > PAGE and skip < FARTHEST else 0
        return render_template("audit.html", deeds=found[:PAGE], older=older)
