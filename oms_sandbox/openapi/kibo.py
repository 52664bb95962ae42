"""Kibo's part of the OpenAPI document: its token, the historic order import, and the search."""

from __future__ import annotations

from typing import Any

from oms_sandbox.checks import Field, table_schema
from oms_sandbox.kibo.errors import MEANINGS
from oms_sandbox.kibo.forms import IMPORT, ORDER_STATUSES, SEARCH
from oms_sandbox.kibo.orders import ACCEPT_ORDER, COMPLETE_PACKAGE, ENDPOINTS
from oms_sandbox.kibo.tokens import FORM, LIFE_S, TOKEN_PATH
from oms_sandbox.openapi.checks import Schema, closed, schema_of
from oms_sandbox.openapi.refusals import (
    CONTENT_TYPE,
    GATEWAY_REFUSAL,
    RETRY_HEADER,
    TEXT,
    TRACE_HEADER,
    response,
)
from oms_sandbox.openapi.schemas import REFERENCE

SECURITY_SCHEMES = {
    "KiboToken": {"type": "http", "scheme": "bearer"},
    "KiboKey": {"type": "apiKey", "in": "header", "name": "API-Key"},
    "KiboClient": {"type": "http", "scheme": "basic"},
}
SECURED: list[dict[str, list[str]]] = [{"KiboToken": [], "KiboKey": []}]
IMPORT_ORDER, SEARCH_ORDERS = ENDPOINTS
NUMBER: Schema = {"type": "integer", "minimum": 1}
ELSEWHERE = {404, 405}
FOR_IMPORTS_ONLY = {409}

SHIPMENTS: Schema = {
    "type": "array",
    "items": closed(
        {"shipmentID": NUMBER, "shipmentStateName": {"enum": [ACCEPT_ORDER, COMPLETE_PACKAGE]}},
        ["shipmentID", "shipmentStateName"],
    ),
}
IMPORTED: Schema = {
    "orderID": NUMBER,
    "externalOrderID": schema_of(IMPORT["externalOrderID"].check),
    "orderStatus": {"enum": list(ORDER_STATUSES)},
    "shipments": SHIPMENTS,
}


def _whole(schema: Schema) -> Schema:
    """Turn what may be given into what is kept: every field is there, null where it was not."""
    if "anyOf" in schema:
        return {"anyOf": [_whole(one) for one in schema["anyOf"]]}
    if "items" in schema:
        return {**schema, "items": _whole(schema["items"])}
    if "properties" not in schema:
        return schema
    fields = {name: _whole(one) for name, one in schema["properties"].items()}
    null = {"type": "null"}
    may_be_null = {
        name: one if name in schema["required"] else {"anyOf": [one, null]}
        for name, one in fields.items()
    }
    return closed(may_be_null, list(fields))


def _order() -> Schema:
    kept = _whole(table_schema(IMPORT))["properties"]
    fields = {**kept, **IMPORTED, "orderCreationDate": {"type": "string", "format": "date-time"}}
    return closed(fields, list(fields))


def schemas() -> dict[str, Schema]:
    error = closed({"field": TEXT, "message": TEXT}, ["field", "message"])
    whole: dict[str, dict[str, Schema]] = {
        "KiboRefusal": {
            "code": {"enum": list(MEANINGS)},
            "name": {"enum": [one.name for one in MEANINGS.values()]},
            "message": TEXT,
            "errors": {"type": "array", "items": error},
        },
        "KiboToken": {
            "access_token": TEXT,
            "token_type": {"const": "Bearer"},
            "expires_in": {"const": LIFE_S},
        },
        "KiboTokenRefusal": {"error": TEXT, "error_description": TEXT},
        "KiboImported": IMPORTED,
        "KiboFound": {
            "totalCount": {"type": "integer", "minimum": 0},
            "collection": {"type": "array", "items": _refer("KiboOrder")},
        },
    }
    return {"KiboOrder": _order(), **{name: closed(one, list(one)) for name, one in whole.items()}}


def _refer(name: str) -> Schema:
    return {"$ref": REFERENCE + name}


def paths() -> dict[str, dict[str, Schema]]:
    return {
        TOKEN_PATH: {"post": _token()},
        IMPORT_ORDER.path: {"post": _import()},
        SEARCH_ORDERS.path: {"get": _search()},
    }


def _token() -> Schema:
    form = closed({"grant_type": {"const": "client_credentials"}}, ["grant_type"])
    return {
        "operationId": "get_token",
        "tags": ["kibo"],
        "security": [{"KiboClient": []}],
        "parameters": [],
        "requestBody": {"required": True, "content": {FORM: {"schema": form}}},
        "responses": {
            "200": response("Issued.", _refer("KiboToken")),
            "400": response("The form is not valid.", _refer("KiboTokenRefusal")),
            "401": response("Key or secret is not valid.", _refer("KiboTokenRefusal")),
        },
    }


def _import() -> Schema:
    return {
        "operationId": IMPORT_ORDER.operation,
        "tags": ["kibo"],
        "security": SECURED,
        "parameters": [],
        "requestBody": {
            "required": True,
            "content": {CONTENT_TYPE: {"schema": table_schema(IMPORT)}},
        },
        "responses": {"201": response("Imported.", _refer("KiboImported")), **_refusals(set())},
    }


def _search() -> Schema:
    return {
        "operationId": SEARCH_ORDERS.operation,
        "tags": ["kibo"],
        "security": SECURED,
        "parameters": [_parameter(name, field) for name, field in SEARCH.items()],
        "responses": {
            "200": response("Found.", _refer("KiboFound")),
            **_refusals(FOR_IMPORTS_ONLY),
        },
    }


def _parameter(name: str, field: Field) -> dict[str, Any]:
    schema = schema_of(field.check)
    commas = {"style": "form", "explode": False} if schema["type"] == "array" else {}
    return {"name": name, "in": "query", "required": field.required, "schema": schema, **commas}


def _refusals(without: set[int]) -> dict[str, Schema]:
    """Tell by status how a call is refused; the gateway's words are there where a fault asks."""
    statuses = {one.status for one in MEANINGS.values()} - ELSEWHERE - without
    refused = {str(status): response("Refused.", _refer("KiboRefusal")) for status in statuses}
    either = {"oneOf": [_refer("KiboRefusal"), GATEWAY_REFUSAL]}
    over_rate = response("A fault was ordered.", either)
    over_rate["headers"] = {**TRACE_HEADER, **RETRY_HEADER}
    gateway = {"401": response("A fault was ordered.", GATEWAY_REFUSAL), "429": over_rate}
    html = {"502": {"$ref": "#/components/responses/502"}}
    return dict(sorted({**refused, **gateway, **html}.items()))
