"""Deeds of faults that give another answer, or the true one in another way."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

from flask import Response

from oms_sandbox.answers import gateway_refusal, refusal
from oms_sandbox.errors import BackendError, GatewayError
from oms_sandbox.faults import wire as wire_faults
from oms_sandbox.faults.fault import AS_DATE, Deed, Fault, Scene
from oms_sandbox.gateway import over_rate

PLEASE_WAIT = "<html><body><h1>Please wait</h1></body></html>"
BAD_GATEWAY = "<html><body><h1>502 Bad Gateway</h1></body></html>"


def rate_limited(fault: Fault, scene: Scene) -> Response:
    """Answer as the gateway does, with Retry-After as ordered."""
    return _with_retry_after(gateway_refusal(over_rate(fault.retry_after_s)), fault, scene)


def _with_retry_after(response: Response, fault: Fault, scene: Scene) -> Response:
    if fault.retry_after_s is not None and fault.retry_after_form == AS_DATE:
        again = datetime.fromtimestamp(math.ceil(scene.clerk.clock()) + fault.retry_after_s, UTC)
        response.headers["Retry-After"] = format_datetime(again, usegmt=True)
    return response


def unauthorized(fault: Fault, scene: Scene) -> Response:
    return gateway_refusal(GatewayError(401, "The subscription key is not valid."))


def refuse(code: str, message: str, status: int | None = None) -> Deed:
    """Make the deed that answers an error body of the OMS, under its own status or another."""

    def deed(fault: Fault, scene: Scene) -> Response:
        response = refusal(BackendError(code, message), scene.letter.trace_id)
        response.status_code = status or response.status_code
        return response

    return deed


def page_of_html(status: int, text: str) -> Deed:
    return lambda fault, scene: Response(text, status, content_type="text/html")


def late(fault: Fault, scene: Scene) -> None:
    """Wait and let the request go on."""
    scene.wait(fault.wait_s)


def reset(fault: Fault, scene: Scene) -> Response:
    return wire_faults.reset(scene.environ)


def hang(fault: Fault, scene: Scene) -> Response:
    scene.wait(fault.wait_s)
    return wire_faults.reset(scene.environ)


def reset_inside(fault: Fault, scene: Scene) -> Response:
    return wire_faults.reset_inside(scene.environ, scene.answer, scene.wait, 0.0)


def hang_inside(fault: Fault, scene: Scene) -> Response:
    return wire_faults.reset_inside(scene.environ, scene.answer, scene.wait, fault.wait_s)


def mangle(change: Callable[[Response], Response]) -> Deed:
    """Make the deed that sends the true answer changed in this way."""
    return lambda fault, scene: change(scene.answer)


def pause(fault: Fault, scene: Scene) -> Response:
    return wire_faults.in_two(scene.answer, scene.wait, fault.wait_s)


def drip(fault: Fault, scene: Scene) -> Response:
    return wire_faults.drip(scene.answer, scene.wait, fault.wait_s)


def gzip_bomb(fault: Fault, scene: Scene) -> Response:
    return wire_faults.gzip_bomb(scene.answer, fault.megabytes)
