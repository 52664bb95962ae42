"""What goes over the wire: the envelope of answers and the two shapes of refusal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Response

from oms_sandbox.errors import BackendError, GatewayError

JSON = "application/json"


def success(status: int, content: Mapping[str, Any], trace_id: str) -> Response:
    """Answer an object, or a list in its envelope, with its TraceID."""
    return Response(as_json({"TraceID": trace_id, **content}), status, content_type=JSON)


def refusal(refused: BackendError, trace_id: str) -> Response:
    body = {
        "TraceID": trace_id,
        "StatusCode": refused.status,
        "ErrorCode": refused.code,
        "Message": refused.message,
        "Errors": [{"Field": field, "Message": message} for field, message in refused.errors],
        **refused.extra,
    }
    return Response(as_json(body), refused.status, content_type=JSON)


def gateway_refusal(refused: GatewayError) -> Response:
    """Answer as Azure API Management does by default, whose header and portal the vendor shows."""
    body = {"statusCode": refused.status, "message": refused.message}
    response = Response(as_json(body), refused.status, content_type=JSON)
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


def as_json(content: Mapping[str, Any]) -> bytes:
    return _JSON.encode(content).encode()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    raise TypeError(type(value))


_JSON = json.JSONEncoder(default=_plain)
