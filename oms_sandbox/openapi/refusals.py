"""How calls are refused, as responses of the OpenAPI document; behaviour: docs/sandbox.md."""

from __future__ import annotations

from collections.abc import Mapping

from oms_sandbox.errors import STATUS_BY_CODE
from oms_sandbox.openapi.checks import Schema, closed
from oms_sandbox.openapi.schemas import REFERENCE, TRACE_ID

CONTENT_TYPE = "application/json"
REFUSAL: Schema = {"$ref": f"{REFERENCE}Refusal"}
GATEWAY_REFUSAL: Schema = {"$ref": f"{REFERENCE}GatewayRefusal"}
TRACE_HEADER = {"TraceID": {"description": "Of this request.", "schema": TRACE_ID}}
RETRY_HEADER = {
    "Retry-After": {"description": "Seconds, or an HTTP date.", "schema": {"type": "string"}}
}

TEXT: Schema = {"type": "string"}
SCHEMAS: Mapping[str, Schema] = {
    "Refusal": closed(
        {
            "TraceID": TRACE_ID,
            "StatusCode": {"type": "integer", "enum": sorted(set(STATUS_BY_CODE.values()))},
            "ErrorCode": {"type": "string", "enum": list(STATUS_BY_CODE)},
            "Message": TEXT,
            "Errors": {
                "type": "array",
                "items": closed({"Field": TEXT, "Message": TEXT}, ["Field", "Message"]),
            },
            "InvoiceIds": {"type": "array", "items": {"type": "integer"}},
        },
        ["TraceID", "StatusCode", "ErrorCode", "Message", "Errors"],
    ),
    "GatewayRefusal": closed(
        {"statusCode": {"type": "integer"}, "message": TEXT}, ["statusCode", "message"]
    ),
}

REFUSED_BY_OMS = {
    400: "A parameter or a field is missing, unknown or wrong; all of them are named.",
    404: "An object named does not exist.",
    409: "A name is taken, or the state does not allow it.",
    422: "More is asked for than there is.",
    429: "Over the rate, or, where a fault was ordered, too much to do.",
    500: "A fault was ordered.",
    503: "A fault was ordered.",
}
REFUSED_BY_GATEWAY = {401: "The subscription key is missing or not valid."}
BY_BOTH = (404, 429)
FOR_WRITES_ONLY = (409,)
BAD_GATEWAY = 502


def refusals(*, reads: bool) -> dict[str, Schema]:
    """Tell by status the refusals a call may meet, each a reference."""
    statuses = sorted({*REFUSED_BY_OMS, *REFUSED_BY_GATEWAY, BAD_GATEWAY})
    return {
        str(status): {"$ref": f"#/components/responses/{status}"}
        for status in statuses
        if not (reads and status in FOR_WRITES_ONLY)
    }


def responses() -> dict[str, Schema]:
    """Make the responses that `refusals` refers to."""
    html = {"text/html": {"schema": TEXT}}
    page = {"description": "A fault was ordered.", "headers": TRACE_HEADER, "content": html}
    made = {
        status: response(words, _by_oms(status)) for status, words in REFUSED_BY_OMS.items()
    } | {status: response(words, GATEWAY_REFUSAL) for status, words in REFUSED_BY_GATEWAY.items()}
    made[429]["headers"] = {**TRACE_HEADER, **RETRY_HEADER}
    return {str(status): one for status, one in sorted({**made, BAD_GATEWAY: page}.items())}


def _by_oms(status: int) -> Schema:
    codes = [code for code, its_status in STATUS_BY_CODE.items() if its_status == status]
    told = {"StatusCode": {"const": status}, "ErrorCode": {"enum": codes}}
    schema: Schema = {"allOf": [REFUSAL, {"properties": told}]}
    return {"oneOf": [schema, GATEWAY_REFUSAL]} if status in BY_BOTH else schema


def response(description: str, schema: Schema) -> Schema:
    content = {CONTENT_TYPE: {"schema": schema}}
    return {"description": description, "headers": TRACE_HEADER, "content": content}
