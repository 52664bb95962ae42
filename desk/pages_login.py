"""Coming in and going out."""

import logging
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from desk.auth import Guard, needs, person
from desk.auth_limit import LoginLimit
from desk.auth_roles import ANYBODY, VIEW
from desk.auth_sessions import new_cookie

REFUSED: Final = "Name and password do not fit together."
TOO_MANY: Final = "Too many tries. Wait a few minutes, then try again."
NAVIGATES: Final = ("cross-site", "navigate")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Door:
    """Lets people in by name and password, as often as the limit allows."""

    guard: Guard
    limit: LoginLimit

    def register(self, pages: Blueprint) -> None:
        """Add the pages."""
        pages.add_url_rule("/login", "login", self.show)
        pages.add_url_rule("/login", "let_in", self.let_in, methods=["POST"])
        pages.add_url_rule("/logout", "logout", self.let_out, methods=["POST"])

    @needs(ANYBODY)
    def show(self) -> Response:
        """Show the form."""
        return self._form("", "", 200)

    @needs(ANYBODY)
    def let_in(self) -> Response:
        """Open a session; an unknown name and a wrong password are told alike."""
        name, address = request.form.get("name", ""), self.guard.place.address_of(request)
        wait_s = self.limit.wait_s(name, address)
        if wait_s:
            refusal = self._form(name, TOO_MANY, 429)
            refusal.headers["Retry-After"] = str(wait_s)
            return refusal
        user = self.guard.users.by_password(name, request.form.get("password", ""))
        if user is None:
            logger.warning("a login from %s was refused", address)
            return self._form(name, REFUSED, 403)
        self.limit.clear(name)
        logger.info("%s logged in", user.name)
        self.guard.sessions.end(g.cookie)
        answer = redirect(_inside(request.form.get("next", "")), 303)
        return self._with_cookie(answer, self.guard.sessions.open(user.name, user.seal))

    @needs(VIEW)
    def let_out(self) -> Response:
        """End the session."""
        self.guard.sessions.end(g.cookie)
        logger.info("%s logged out", person().name)
        return self._with_cookie(redirect(url_for("desk.login"), 303), new_cookie())

    def _form(self, name: str, problem: str, status: int) -> Response:
        """Return the form; it has a cookie of its own, so that nobody else can send it."""
        fresh = "" if g.cookie else new_cookie()
        g.cookie = g.cookie or fresh
        goes_to = request.values.get("next", "")
        page = render_template("login.html", name=name, problem=problem, goes_to=goes_to)
        answer = make_response(page, status)
        return self._with_cookie(answer, fresh) if fresh else answer

    def _with_cookie(self, answer: Any, cookie: str) -> Response:
        """Set the cookie: for this host only, out of reach of scripts, never sent by another site."""
        place = self.guard.place
        answer.set_cookie(
            place.cookie, cookie, httponly=True, samesite="Strict", secure=place.secure, path="/"
        )
        response: Response = answer
        return response


def login_needed() -> Response:
    """Send a person to the login, and back here after it.

    A link from elsewhere comes without the cookie, which is for this site only: such a page asks
    for itself once more, from here.
    """
    here = request.full_path.rstrip("?") if request.method == "GET" else url_for("desk.glance")
    came = (request.headers.get("Sec-Fetch-Site"), request.headers.get("Sec-Fetch-Mode"))
    if came == NAVIGATES and request.method == "GET":
        return make_response(render_template("again.html", goes_to=here))
    answer: Any = redirect(url_for("desk.login", next=here), 303)
    response: Response = answer
    return response


def _inside(goes_to: str) -> str:
    """Return where to go after the login: a path of the desk, or its first page."""
    parts = urlsplit(goes_to)
    inside = (
        not parts.scheme
        and not parts.netloc
        and goes_to.startswith("/desk")
        and "\\" not in goes_to
    )
    return goes_to if inside else url_for("desk.glance")
