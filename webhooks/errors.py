"""Every refusal as RFC 9457 problem details that tell a stranger nothing."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from webhooks.journal import note

RETRY_AFTER_S: Final = 5

logger = logging.getLogger(__name__)

_HEADERS: Final[dict[int, dict[str, str]]] = {
    401: {"WWW-Authenticate": "Signature"},
    429: {"Retry-After": str(RETRY_AFTER_S)},
    503: {"Retry-After": str(RETRY_AFTER_S)},
}


def problem(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return a refusal: the status and its name, nothing more."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    told = {**_HEADERS.get(status, {}), **(headers or {})}
    return Response(json.dumps(body), status, told, content_type="application/problem+json")


def register(app: Flask) -> None:
    """Let every error of the app be answered here: 4xx, or 503 so that the sender comes again."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _unexpected)


def _refused(err: HTTPException) -> Response:
    status = err.code if err.code and err.code < 500 else 503
    if request.view_args:
        note(logging.WARNING, f"REFUSED {status}", source=request.view_args["source"])
    allowed = err.valid_methods if isinstance(err, MethodNotAllowed) else None
    return problem(status, {"Allow": ", ".join(sorted(allowed))} if allowed else None)


def _unexpected(err: Exception) -> Response:
    """Catch what nobody foresaw: the sender is asked to come again, Sentry gets the rest."""
    logger.error("unexpected %s at the door", type(err).__name__, exc_info=err)
    return problem(503)
