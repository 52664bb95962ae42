"""What a reply of Kibo means: its numbered codes as a table, and the one place that reads them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from oms_client import faults
from oms_client.answers import Answer
from oms_client.endpoints import Endpoint, Request
from oms_client.errors import (
    Ambiguous,
    NotSent,
    OmsError,
    Refused,
    Throttled,
    Unauthorized,
    Unavailable,
)
from oms_client.verdict import UNAUTHORIZED
from oms_client.wire import Reply

OK = 5000
_REFUSALS = frozenset({400, 404, 405, 409, 422})
_Problem = tuple[type[OmsError], str]


class Code(NamedTuple):
    """Say what a code is called, the status it comes with, and what it tells of the call.

    None as kind: nobody says whether a write was done.
    """

    name: str
    status: int
    kind: type[OmsError] | None


# To 5017: https://kibocommerce.com/oms-dev/get-started/status-codes/; 5090 is our definition.
# 5002 also answers a wrong path, so it never is NotFound, which a reader may take for "absent".
CODES: Mapping[int, Code] = {
    OK: Code("OK", 200, None),
    5001: Code("UNAVAILABLE", 503, None),
    5002: Code("NOT_FOUND", 404, Refused),
    5003: Code("BAD_REQUEST", 400, Refused),
    5004: Code("NOT_AUTHORIZED", 403, Unauthorized),
    5005: Code("METHOD_NOT_ALLOWED", 405, Refused),
    5006: Code("SERVER_ERROR", 500, None),
    5010: Code("MISSING_QUERY_PARAM", 400, Refused),
    5011: Code("MISSING_REQUEST_DATA", 400, Refused),
    5012: Code("ID_MISMATCH", 400, Refused),
    5013: Code("INVALID_ID", 400, Refused),
    5014: Code("INVALID_QUERY_PARAM", 400, Refused),
    5015: Code("INVALID_REQUEST_DATA", 400, Refused),
    5016: Code("UNSUPPORTED_QUERY_PARAM", 400, Refused),
    5017: Code("NO_VALID_QUERY_PARAMS", 400, Refused),
    5090: Code("DUPLICATE_EXTERNAL_ORDER_ID", 409, Refused),
}


class _Fault(NamedTuple):
    number: int | None
    name: str | None
    told: faults.Fault


def judge(endpoint: Endpoint, request: Request, reply: Reply, duration_s: float) -> Answer:
    """Return the answer, or raise what became of the call (the body is our definition).

    An error has Kibo's number as `code`, the code's name as `detail`, and the fields as `errors`.
    """
    body = faults.json_object(reply.body)
    fault = _fault_in(body or {}, reply.status)
    trace_id = faults.trace_id(reply.headers, body)
    problem = _problem(endpoint, request, reply, body, fault)
    if problem is None:
        return Answer(reply.status, body or {}, trace_id, duration_s)
    kind, message = problem
    foreign = not fault and not reply.failure
    raise kind(
        endpoint.operation,
        message,
        status=reply.status or None,
        code=fault.told.code if fault else None,
        errors=fault.told.errors if fault else (),
        trace_id=trace_id,
        detail=faults.excerpt(reply.headers, reply.body, body) if foreign else fault and fault.name,
        retry_after_s=faults.retry_after_s(reply.headers),
    ) from reply.failure


def _fault_in(body: Mapping[str, Any], status: int) -> _Fault | None:
    """Return Kibo's error in a body, or its gateway's, which has no number."""
    fields = faults.lowered(body)
    number = fields.get("code")
    if type(number) is not int or number == OK:
        gateway = faults.fault_in(body, status)
        return _Fault(None, None, gateway) if gateway else None
    told = faults.fault_in({"message": "", **fields, "errorcode": str(number)}, status)
    name = fields.get("name") or (CODES[number].name if number in CODES else None)
    return _Fault(number, faults.clean(str(name)) if name else None, told) if told else None


def _problem(
    endpoint: Endpoint,
    request: Request,
    reply: Reply,
    body: dict[str, Any] | None,
    fault: _Fault | None,
) -> _Problem | None:
    in_doubt = Ambiguous if endpoint.write else Unavailable
    if not reply.departed:
        return NotSent, f"nothing was sent: {_said(reply.failure)}"
    if reply.status in UNAUTHORIZED:
        return Unauthorized, "the access token was not accepted, nor a new one"
    if reply.failure:
        return in_doubt, f"no whole answer: {_said(reply.failure)}"
    if 200 <= reply.status < 300:
        flaw = _flaw(request, body)
        return (in_doubt, flaw) if flaw else None
    kind = _kind(fault, reply.status) if fault else None
    if fault and kind:
        return kind, fault.told.message
    return in_doubt, "an answer that says neither done nor refused"


def _kind(fault: _Fault, status: int) -> type[OmsError] | None:
    known = CODES.get(fault.number) if fault.number else None
    if known:
        return known.kind if known.status == status else None
    if fault.told.code is None and status == 429:
        return Throttled
    return Refused if status in _REFUSALS else None


def _flaw(request: Request, body: Mapping[str, Any] | None) -> str | None:
    if body is None:
        return "the body is no JSON object"
    fields = faults.lowered(body)
    if fields.get("code", OK) != OK or "errorcode" in fields or "statuscode" in fields:
        return "an error inside a good status"
    for name, asked in request.asked.items():
        if fields.get(name) not in (None, "") and str(fields[name]) != str(asked):
            return f"the answer names another {name}"
    return None


def _said(failure: Exception | None) -> str:
    return faults.clean(f"{type(failure).__name__}: {failure}")
