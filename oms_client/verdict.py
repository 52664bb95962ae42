"""What a reply means: the one place where the wire becomes an Answer or an OmsError."""

from collections.abc import Mapping
from typing import Any

from oms_client import faults
from oms_client.answers import Answer
from oms_client.endpoints import Endpoint, Request
from oms_client.errors import (
    Ambiguous,
    NotFound,
    NotSent,
    OmsError,
    Refused,
    Throttled,
    Unauthorized,
    Unavailable,
)
from oms_client.wire import Reply

UNAUTHORIZED = frozenset({401, 403})
_REFUSALS = frozenset({400, 404, 405, 409, 422})
_Problem = tuple[type[OmsError], str]


def judge(endpoint: Endpoint, request: Request, reply: Reply, duration_s: float) -> Answer:
    """Return the answer, or raise what became of the call (our definition, docs/sandbox.md)."""
    body = faults.json_object(reply.body)
    fault = faults.fault_in(body or {}, reply.status)
    trace_id = faults.trace_id(reply.headers, body)
    problem = _problem(endpoint, request, reply, body, fault)
    if problem is None:
        return Answer(reply.status, body or {}, trace_id, duration_s)
    kind, message = problem
    raise kind(
        endpoint.operation,
        message,
        status=reply.status or None,
        code=fault.code if fault else None,
        errors=fault.errors if fault else (),
        trace_id=trace_id,
        detail=None if fault or reply.failure else faults.excerpt(reply.headers, reply.body, body),
        retry_after_s=faults.retry_after_s(reply.headers),
    ) from reply.failure


def _problem(
    endpoint: Endpoint,
    request: Request,
    reply: Reply,
    body: dict[str, Any] | None,
    fault: faults.Fault | None,
) -> _Problem | None:
    in_doubt = Ambiguous if endpoint.write else Unavailable
    if not reply.departed:
        return NotSent, f"nothing was sent: {_said(reply.failure)}"
    if reply.status in UNAUTHORIZED:
        return Unauthorized, "the key was not accepted"
    if reply.failure:
        return in_doubt, f"no whole answer: {_said(reply.failure)}"
    if 200 <= reply.status < 300:
        flaw = _flaw(request, body)
        return (in_doubt, flaw) if flaw else None
    if fault and reply.status in _REFUSALS:
        # A gateway's 404 speaks of the path, not of an order: it must never pass for "absent".
        return NotFound if reply.status == 404 and fault.code else Refused, fault.message
    if fault and fault.code is None and reply.status == 429:
        return Throttled, fault.message
    return in_doubt, "an answer that says neither done nor refused"


def _flaw(request: Request, body: Mapping[str, Any] | None) -> str | None:
    if body is None:
        return "the body is no JSON object"
    fields = faults.lowered(body)
    if fields.get("errorcode") or "statuscode" in fields:
        return "an error inside a good status"
    for name, asked in request.asked.items():
        if fields.get(name) not in (None, "") and _canonical(fields[name]) != _canonical(asked):
            return f"the answer names another {name}"
    return None


def _canonical(identifier: object) -> str:
    return str(identifier).strip().casefold()


def _said(failure: Exception | None) -> str:
    return faults.clean(f"{type(failure).__name__}: {failure}")
