"""The audit log: every verb, who asked for it, why, and what came of it."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template, request

from desk import audit
from desk.auth import needs
from desk.auth_roles import VIEW
from desk.book import Book

PAGE: Final = 100


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
        before = request.args.get("before", "")
        found = audit.deeds(self.book, before=before, limit=PAGE + 1)
        older = found[PAGE - 1].cursor if len(found) > PAGE else ""
        return render_template("audit.html", deeds=found[:PAGE], older=older)
