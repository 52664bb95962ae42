"""How Kibo refuses: numbered codes, and the one body they come in.

The numbers to 5017 are public (docs/sandbox.md); the body around them and 5090 are our definition.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from flask import Response

from oms_sandbox.answers import JSON, as_json
from oms_sandbox.errors import (
    DEPENDENCY_UNAVAILABLE,
    INSUFFICIENT_QUANTITY,
    INTERNAL_ERROR,
    TOO_MANY_REQUESTS,
    VALIDATION_FAILED,
    BackendError,
    FieldErrors,
)

UNAVAILABLE = 5001
NOT_FOUND = 5002
BAD_REQUEST = 5003
NOT_AUTHORIZED = 5004
METHOD_NOT_ALLOWED = 5005
SERVER_ERROR = 5006
MISSING_REQUEST_DATA = 5011
INVALID_ID = 5013
INVALID_QUERY_PARAM = 5014
INVALID_REQUEST_DATA = 5015
UNSUPPORTED_QUERY_PARAM = 5016
NO_VALID_QUERY_PARAMS = 5017
DUPLICATE_EXTERNAL_ORDER_ID = 5090

MISSING = "is required"
"""The message of every field that is not there, as the tables of `checks` say it."""


class Meaning(NamedTuple):
    status: int
    name: str


MEANINGS: Mapping[int, Meaning] = {
    UNAVAILABLE: Meaning(503, "UNAVAILABLE"),
    NOT_FOUND: Meaning(404, "NOT_FOUND"),
    BAD_REQUEST: Meaning(400, "BAD_REQUEST"),
    NOT_AUTHORIZED: Meaning(403, "NOT_AUTHORIZED"),
    METHOD_NOT_ALLOWED: Meaning(405, "METHOD_NOT_ALLOWED"),
    SERVER_ERROR: Meaning(500, "SERVER_ERROR"),
    MISSING_REQUEST_DATA: Meaning(400, "MISSING_REQUEST_DATA"),
    INVALID_ID: Meaning(400, "INVALID_ID"),
    INVALID_QUERY_PARAM: Meaning(400, "INVALID_QUERY_PARAM"),
    INVALID_REQUEST_DATA: Meaning(400, "INVALID_REQUEST_DATA"),
    UNSUPPORTED_QUERY_PARAM: Meaning(400, "UNSUPPORTED_QUERY_PARAM"),
    NO_VALID_QUERY_PARAMS: Meaning(400, "NO_VALID_QUERY_PARAMS"),
    DUPLICATE_EXTERNAL_ORDER_ID: Meaning(409, "DUPLICATE_EXTERNAL_ORDER_ID"),
}

# The common faults speak as the other OMS does. Their statuses stay, but for the 422 Kibo has not.
CODE_OF_FAULT = {
    INTERNAL_ERROR: SERVER_ERROR,
    DEPENDENCY_UNAVAILABLE: UNAVAILABLE,
    TOO_MANY_REQUESTS: UNAVAILABLE,
    INSUFFICIENT_QUANTITY: BAD_REQUEST,
}


class KiboError(BackendError):
    """A refusal with a number of `MEANINGS`; `errors` are (field, message)."""

    def __init__(self, number: int, message: str, errors: FieldErrors = ()) -> None:
        super().__init__(VALIDATION_FAILED, message, errors)
        self.number = number
        self.status, self.name = MEANINGS[number]


def data_refused(errors: FieldErrors) -> KiboError:
    """Refuse a body: 5011 if all that is wrong is missing, 5015 if nothing is missing, else 5003."""
    missing = sum(message == MISSING for _, message in errors)
    if not missing:
        return KiboError(INVALID_REQUEST_DATA, "The request data are not valid.", errors)
    if missing == len(errors):
        return KiboError(MISSING_REQUEST_DATA, "Required request data are missing.", errors)
    return KiboError(BAD_REQUEST, "The request is not valid.", errors)


def refusal(refused: KiboError) -> Response:
    body = {
        "code": refused.number,
        "name": refused.name,
        "message": refused.message,
        "errors": [{"field": field, "message": message} for field, message in refused.errors],
    }
    return Response(as_json(body), refused.status, content_type=JSON)


def in_kibo_words(answer: Response) -> Response:
    """Say in Kibo's shapes what the common path said in its own; a gateway's words stay."""
    if answer.is_streamed or answer.mimetype != JSON:
        return answer
    body = json.loads(answer.get_data())
    if "ErrorCode" in body:
        number = CODE_OF_FAULT[body["ErrorCode"]]
        told = refusal(KiboError(number, body["Message"]))
        if number != BAD_REQUEST:
            told.status_code = answer.status_code
        return told
    body.pop("TraceID", None)
    answer.set_data(as_json(body))
    return answer
