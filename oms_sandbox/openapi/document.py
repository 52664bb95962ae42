"""The OpenAPI document of the sandbox, made of the table of endpoints that it answers by."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from flask import Response

from oms_sandbox.answers import JSON, as_json
from oms_sandbox.checks import table_schema
from oms_sandbox.endpoint import Endpoint, Parameter
from oms_sandbox.endpoints import ENDPOINTS
from oms_sandbox.gateway import KEY_HEADER
from oms_sandbox.openapi import kibo as openapi_kibo
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.openapi.checks import Schema, schema_of
from oms_sandbox.openapi.refusals import SCHEMAS, TRACE_HEADER, refusals, responses
from oms_sandbox.openapi.schemas import Schemas

VERSION = "3.1.0"
KEY = "SubscriptionKey"
ABOUT = (
    "Paths, parameters and the key header are the vendor's; bodies, answers and refusals are the "
    "sandbox's own definition. Faults on order may answer otherwise."
)


def serve_document(_: object) -> Response:
    return Response(_as_served(), content_type=JSON)


@cache
def _as_served() -> bytes:
    return as_json(document())


def document() -> dict[str, Any]:
    """Make the document: one operation per method and path, in the order of the table."""
    schemas = Schemas()
    paths: dict[str, dict[str, Schema]] = {}
    for key, rows in groupby(ENDPOINTS, key=attrgetter("path", "method")):
        paths.setdefault(key[0], {})[key[1].lower()] = _operation(list(rows), schemas)
    return {
        "openapi": VERSION,
        "info": {"title": "OMS sandbox", "version": "1", "description": ABOUT},
        "servers": [{"url": "/"}],
        "security": [{KEY: []}],
        "paths": {**paths, **openapi_kibo.paths()},
        "components": {
            "securitySchemes": {
                KEY: {"type": "apiKey", "in": "header", "name": KEY_HEADER},
                **openapi_kibo.SECURITY_SCHEMES,
            },
            "responses": responses(),
            "schemas": dict(sorted({**SCHEMAS, **schemas.kept, **openapi_kibo.schemas()}.items())),
        },
    }


def _operation(rows: list[Endpoint], schemas: Schemas) -> Schema:
    """Describe the rows of one method and path, which their bodies tell apart."""
    first = rows[0]
    bodies = [table_schema(row.body) for row in rows]
    success = {
        "description": "Done.",
        "headers": TRACE_HEADER,
        "content": {JSON: {"schema": _any_of([_answer(row, schemas) for row in rows])}},
    }
    described: Schema = {
        "operationId": "_or_".join(row.operation for row in rows),
        "tags": [_family(first.path)],
        "parameters": [_parameter(first, one) for one in first.parameters],
        "responses": {str(first.status): success, **refusals(reads=first.reads)},
    }
    if any(row.body for row in rows):
        needed = all(body["required"] for body in bodies)
        content = {JSON: {"schema": _any_of(bodies)}}
        described["requestBody"] = {"required": needed, "content": content}
    return described


def _family(path: str) -> str:
    parts = [part for part in path.split("/") if part not in ("", "v1")]
    return parts[0] if parts else "configuration"


def _any_of(schemas: list[Schema]) -> Schema:
    return {"anyOf": schemas} if len(schemas) > 1 else schemas[0]


def _answer(row: Endpoint, schemas: Schemas) -> Schema:
    if row.answers is None:
        raise ValueError(f"{row.operation} does not say what it answers")
    if isinstance(row.answers, ListOf):
        return schemas.list_answer(row.answers.item)
    return schemas.answer(row.answers)


def _parameter(endpoint: Endpoint, parameter: Parameter) -> Schema:
    schema = schema_of(parameter.check)
    commas = {"style": "form", "explode": False} if schema["type"] == "array" else {}
    return {
        "name": parameter.name,
        "in": "query" if parameter in endpoint.query else "path",
        "required": parameter.required,
        "schema": schema,
        **commas,
    }
