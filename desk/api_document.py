"""The OpenAPI document, made of the calls' declarations."""

from functools import cache
from typing import Any, Final

import msgspec

from desk.api_answers import Problem
from desk.api_calls import CALLS, Call
from desk.auth_roles import ANYBODY

VERSION: Final = "3.1.0"
PREFIX: Final = "/desk/api/v1"
JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
_REF: Final = "#/components/schemas/{name}"
KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Names this request; a repeat is recognised by it for a day.",
    "schema": {"type": "string", "minLength": 8, "maxLength": 100, "pattern": "^[!-~]+$"},
}


@cache
def document() -> dict[str, Any]:
    """Make the document."""
    paths: dict[str, dict[str, Any]] = {}
    for call in CALLS:
        paths.setdefault(f"{PREFIX}{call.path}", {})[call.method.lower()] = _operation(call)
    kinds = [kind for call in CALLS for kind in (call.answer, call.body) if kind]
    _, schemas = msgspec.json.schema_components([*kinds, Problem], ref_template=_REF)
    return {
        "openapi": VERSION,
        "info": {
            "title": "orderlane desk",
            "version": "1",
            "description": "What happened to an order, and put it right.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas,
        },
    }


def _operation(call: Call) -> dict[str, Any]:
    content = {JSON: {"schema": _ref(call.answer)}} if call.answer else {JSON: {}}
    refusals = {400, 401, 403, 503, *call.refuses} if call.role != ANYBODY else {503}
    told: dict[str, Any] = {
        "operationId": call.name,
        "summary": call.about,
        "parameters": [*_parameters(call), *([KEY] if call.body else [])],
        "responses": {
            "200": {"description": "Done.", "content": content},
            **{str(status): _refusal() for status in sorted(refusals)},
        },
    }
    if call.role == ANYBODY:
        told["security"] = []
    if call.body:
        told["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": _ref(call.body)}},
        }
    return told


def _parameters(call: Call) -> list[dict[str, Any]]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in call.in_path.items()
    ]
    in_query = [
        {"name": name, "in": "query", "required": name == "name", "schema": schema}
        for name, schema in call.query.items()
    ]
    return in_path + in_query


def _refusal() -> dict[str, Any]:
    return {"description": "Nothing was done.", "content": {PROBLEM: {"schema": _ref(Problem)}}}


def _ref(kind: Any) -> dict[str, str]:
    return {"$ref": _REF.format(name=kind.__name__)}
