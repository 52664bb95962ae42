"""The control routes, under /_sandbox/: faults, journal, reset, health. They need no key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, request

from oms_sandbox.answers import refusal, success
from oms_sandbox.checks import (
    Table,
    digits,
    nullable,
    object_of,
    one_of,
    optional,
    required,
    seconds,
    text,
    whole,
)
from oms_sandbox.endpoints import OPERATIONS
from oms_sandbox.errors import BackendError, invalid
from oms_sandbox.events.control import list_events, resend_event, subscribe, unsubscribe
from oms_sandbox.faults.fault import (
    AS_SECONDS,
    LARGEST_BOMB_MB,
    POINTS,
    RETRY_AFTER_FORMS,
    Fault,
    Point,
)
from oms_sandbox.faults.faults import KINDS
from oms_sandbox.faults.storm_control import begin_storm, end_storm, watch_storm
from oms_sandbox.openapi.document import serve_document
from oms_sandbox.orders.persons import EDITS
from oms_sandbox.reading import given
from oms_sandbox.sandbox import Sandbox
from oms_sandbox.stock.virtual_control import make_pool

FAULT: Table = {
    "Kind": required(one_of(tuple(KINDS))),
    "Point": optional(nullable(one_of(POINTS))),
    "Operation": optional(nullable(one_of(OPERATIONS))),
    "ExternalOrderId": optional(nullable(text())),
    "Times": optional(whole(), default=lambda: 1),
    "RetryAfter": optional(nullable(whole(0)), default=lambda: 1),
    "RetryAfterForm": optional(one_of(RETRY_AFTER_FORMS), default=lambda: AS_SECONDS),
    "Seconds": optional(seconds, default=lambda: 1.0),
    "Edit": optional(one_of(EDITS), default=lambda: "hold"),
    "Megabytes": optional(whole(1, LARGEST_BOMB_MB), default=lambda: LARGEST_BOMB_MB),
}


def control_routes(sandbox: Sandbox) -> Blueprint:
    """Make the routes that steer and watch one sandbox."""
    routes = Blueprint("sandbox", __name__, url_prefix="/_sandbox")
    table: tuple[tuple[str, str, Callable[[Sandbox], Response]], ...] = (
        ("POST", "/faults", order_fault),
        ("GET", "/faults", list_faults),
        ("POST", "/storm", begin_storm),
        ("GET", "/storm", watch_storm),
        ("DELETE", "/storm", end_storm),
        ("POST", "/events", subscribe),
        ("GET", "/events", list_events),
        ("DELETE", "/events", unsubscribe),
        ("POST", "/events/resend", resend_event),
        ("POST", "/pools", make_pool),
        ("GET", "/journal", read_journal),
        ("POST", "/reset", reset),
        ("GET", "/health", health),
        ("GET", "/openapi.json", serve_document),
    )
    for method, path, view in table:
        routes.add_url_rule(path, view.__name__, partial(view, sandbox), methods=[method])
    routes.register_error_handler(BackendError, _refused)
    return routes


def order_fault(sandbox: Sandbox) -> Response:
    body = object_of(FAULT)("", given(request.args, request.get_data()).body())
    fault = Fault(
        kind=body["Kind"],
        point=_point(body["Kind"], body["Point"]),
        operation=body["Operation"],
        external_order_id=body["ExternalOrderId"],
        times=body["Times"],
        retry_after_s=body["RetryAfter"],
        retry_after_form=body["RetryAfterForm"],
        wait_s=body["Seconds"],
        edit=body["Edit"],
        megabytes=body["Megabytes"],
    )
    answer = success(201, _shown(fault), g.trace_id)
    sandbox.faults.add(fault)
    return answer


def _point(kind: str, word: str | None) -> Point:
    allowed = KINDS[kind].deeds
    point = KINDS[kind].point if word is None else POINTS[word]
    if point not in allowed:
        raise invalid("Point", f"must be one of {', '.join(one.word for one in allowed)}")
    return point


def list_faults(sandbox: Sandbox) -> Response:
    pending = [_shown(fault) for fault in sandbox.faults.pending()]
    return success(200, {"Faults": pending, "Taken": sandbox.faults.taken()}, g.trace_id)


def read_journal(sandbox: Sandbox) -> Response:
    index = digits(0)("after", request.args.get("after", "0"))
    return success(200, {"Commits": sandbox.journal.after(index)}, g.trace_id)


def reset(sandbox: Sandbox) -> Response:
    sandbox.reset()
    return success(200, {"Status": "empty"}, g.trace_id)


def health(_: Sandbox) -> Response:
    return success(200, {"Status": "ok"}, g.trace_id)


def _refused(error: BackendError) -> Response:
    return refusal(error, g.trace_id)


def _shown(fault: Fault) -> dict[str, Any]:
    return {
        "Kind": fault.kind,
        "Point": fault.point.word,
        "Operation": fault.operation,
        "ExternalOrderId": fault.external_order_id,
        "Times": fault.times,
        "RetryAfter": fault.retry_after_s,
        "RetryAfterForm": fault.retry_after_form,
        "Seconds": fault.wait_s,
        "Edit": fault.edit,
        "Megabytes": fault.megabytes,
    }
