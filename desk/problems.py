"""Every refusal of the desk: a page for people, problem details for programs, neither with a reason to probe."""

import json
import logging
from http import HTTPStatus
from typing import Any, Final

import redis
from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from config.secret import SecretError
from desk.auth_users import UsersError
from desk.pages_login import login_needed
from ledger.records import LedgerUnavailable

API: Final = "/desk/api/"
WORDS: Final = {
    400: "The desk is not known by the address this was sent to.",
    403: "Your role does not let you do this, or the form is too old: go back, reload the page, try again.",
    404: "There is no such page, order or event.",
    405: "This page cannot be asked for in that way.",
    413: "That was too long.",
    503: "The ledger does not answer. The desk shows orders again as soon as Redis does.",
}
UNREACHED: Final = (redis.ConnectionError, redis.TimeoutError, LedgerUnavailable)

logger = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Answer every error of the app here."""
    app.register_error_handler(HTTPException, _refused)
    for kind in UNREACHED:
        app.register_error_handler(kind, _unreached)
    for users in (SecretError, UsersError):
        app.register_error_handler(users, _no_users)
    app.register_error_handler(Exception, _unexpected)


def refusal(status: int, detail: str = "") -> Response:
    """Return a refusal in the form its reader understands."""
    title = HTTPStatus(status).phrase
    told = detail or WORDS.get(status, title)
    if request.path.startswith(API):
        body = {"type": "about:blank", "title": title, "status": status, "detail": told}
        headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
        return Response(json.dumps(body), status, headers, content_type="application/problem+json")
    return make_response(render_template("problem.html", title=title, detail=told), status)


def _refused(err: HTTPException) -> Response:
    status = err.code or 500
    if status in range(300, 400):
        found: Any = err.get_response()
        return Response(found.data, status, found.headers)
    if status == 401 and not request.path.startswith(API):
        return login_needed()
    return refusal(status)


def _unreached(err: Exception) -> Response:
    logger.warning("the ledger does not answer: %s", type(err).__name__)
    return refusal(503)


def _no_users(err: Exception) -> Response:
    logger.error("nobody can come in: %s", err)
    return refusal(503, "The file of the desk's users cannot be read.")


def _unexpected(err: Exception) -> Response:
    """Catch what nobody foresaw; Sentry gets the rest."""
    logger.error("unexpected %s at the desk", type(err).__name__, exc_info=err)
    return refusal(500, "Something of ours went wrong. It has been noted.")
