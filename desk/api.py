"""The JSON API of the desk: every call of the table behind its role, every refusal as a problem."""

import json
from collections.abc import Callable, Mapping
from typing import Final

from flask import Blueprint, Response, request
from msgspec import Struct

from config.settings import ConfigError
from desk import api_answers as answers
from desk import api_reads as reads
from desk.api_asked import ApiRefusal, body, idempotency_key, parameters
from desk.api_calls import CALLS, Call
from desk.api_document import JSON, PREFIX, document
from desk.api_verbs import do_verb
from desk.auth import needs, person
from desk.book import Book
from desk.problems import refusal

READS: Final[Mapping[str, Callable[..., Struct]]] = {
    "find_orders": reads.find_orders,
    "get_order": reads.get_order,
    "export_order": reads.export_order,
    "get_event": reads.get_event,
    "list_parked": reads.list_parked,
    "count_parked": reads.count_parked,
    "list_quarantined": reads.list_quarantined,
    "get_balance": reads.get_balance,
    "list_pauses": reads.list_pauses,
    "list_audit": reads.list_audit,
}


def blueprint(book: Book) -> Blueprint:
    """Return the API around a book."""
    api = Blueprint("api", "desk.api", url_prefix=PREFIX)
    api.register_error_handler(ApiRefusal, _refused)
    api.register_error_handler(ConfigError, _unknown)
    for call in CALLS:
        view = needs(call.role)(_view(book, call))
        path = call.path.replace("{", "<").replace("}", ">")
        api.add_url_rule(path, call.name, view, methods=[call.method])
    return api


def _view(book: Book, call: Call) -> Callable[..., Response]:
    if call.answer is None:
        return lambda: Response(json.dumps(document()), content_type=JSON)
    if call.body is not None:
        return lambda verb: _verb(book, call, verb)

    def view(**in_path: str) -> Response:
        asked = {**in_path, **parameters(request, call)}
        missing = [name for name in ("name",) if name in call.query and name not in asked]
        if missing:
            raise ApiRefusal(400, f"{missing[0]} is missing")
        return Response(answers.as_json(READS[call.name](book, **asked)), content_type=JSON)

    return view


def _verb(book: Book, call: Call, verb: str) -> Response:
    parameters(request, call)
    if verb not in call.in_path["verb"]["enum"]:
        raise ApiRefusal(
            404, f"{verb} is no verb; known: {', '.join(call.in_path['verb']['enum'])}"
        )
    key, asked = idempotency_key(request), body(request, answers.VerbRequest)
    answer, repeated = do_verb(book, verb, asked, person().name, key, request.get_data())
    headers = {"Idempotent-Replayed": "true"} if repeated else {}
    return Response(answer, headers=headers, content_type=JSON)


def _refused(err: ApiRefusal) -> Response:
    return refusal(err.code or 400, err.description or "")


def _unknown(err: ConfigError) -> Response:
    return refusal(404, str(err))
