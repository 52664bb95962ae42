"""Who may do what: every page and call names the role it needs; one that names none is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any, Final, TypeVar

from flask import Flask, current_app, g, request
from werkzeug.exceptions import BadRequest, Forbidden, Unauthorized

from desk.auth_place import Place
from desk.auth_roles import ANYBODY, PROBE, RANKS
from desk.auth_sessions import Sessions, form_token
from desk.auth_users import Users

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
BEARER: Final = "Bearer "
LIVE: Final = "X-Live"
"""Sent by a page that renews itself."""
FORM_FIELD: Final = "form_token"
FORM_HEADER: Final = "X-Form-Token"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. by_token: a program, whose token no browser sends by itself."""

    name: str = ""
    role: str = ANYBODY
    by_token: bool = False

    def may(self, role: str) -> bool:
        """Tell whether this person has a role, or one above it."""
        return RANKS[self.role] >= RANKS[role]


def needs(role: str) -> Callable[[View], View]:
    """Name the role of a view function: `view`, `operate`, or `anybody`."""

    def named(view: View) -> View:
        view.needed_role = role  # type: ignore[attr-defined]  # a mark on a function
        return view

    return named


def person() -> Person:
    """Return who asks."""
    found: Person = g.person
    return found


@dataclass(frozen=True, slots=True)
class Guard:
    """Stands before every view of the app."""

    users: Users
    sessions: Sessions
    place: Place

    def register(self, app: Flask) -> None:
        """Check every request of the app."""
        app.before_request(self.check)

    def check(self) -> None:
        """Raise what keeps this request out: a strange host, no login, a lesser role, no form of ours."""
        g.person, g.cookie = Person(), request.cookies.get(self.place.cookie, "")
        if request.endpoint is None:
            return
        role = getattr(current_app.view_functions[request.endpoint], "needed_role", None)
        if role is None:
            raise Forbidden
        if role == PROBE:
            return
        if not self.place.knows(request.host):
            raise BadRequest
        g.person = self._by_token() or self._by_cookie() or Person()
        if not g.person.may(role):
            raise Forbidden if g.person.name else Unauthorized
        if request.method not in SAFE and not g.person.by_token:
            self._check_form()

    def _by_token(self) -> Person | None:
        told = request.headers.get("Authorization", "")
        found = self.users.by_token(told.removeprefix(BEARER)) if told.startswith(BEARER) else None
        return Person(found.name, found.role, by_token=True) if found else None

    def _by_cookie(self) -> Person | None:
        if not g.cookie:
            return None
        session = self.sessions.find(g.cookie, by_itself=LIVE in request.headers)
        user = self.users.by_name(session.user) if session else None
        same = user and session and user.seal == session.seal
        return Person(user.name, user.role) if user and same else None

    def _check_form(self) -> None:
        sent = request.form.get(FORM_FIELD) or request.headers.get(FORM_HEADER, "")
        ours = bool(g.cookie) and compare_digest(sent.encode(), form_token(g.cookie).encode())
        if not (ours and self.place.sent_by_us(request)):
            raise Forbidden
