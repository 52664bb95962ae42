"""Kibo beside the OMS, on the same port: its routes, and the way of a request through them.

Journal, faults, storm and waits are the sandbox's; orders and tokens are Kibo's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, Request, Response, g, request

from oms_sandbox.answers import success
from oms_sandbox.clerk import Clerk, Letter
from oms_sandbox.endpoint import Call, Endpoint
from oms_sandbox.faults.fault import Fault, Point, Scene
from oms_sandbox.faults.faults import strike
from oms_sandbox.faults.views import Views
from oms_sandbox.kibo.errors import (
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    KiboError,
    in_kibo_words,
    refusal,
)
from oms_sandbox.kibo.orders import ENDPOINTS, READERS, KiboOms
from oms_sandbox.kibo.tokens import CLIENTS, TOKEN_PATH, Tokens
from oms_sandbox.reading import given
from oms_sandbox.sandbox import Sandbox

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
RESET = "sandbox.reset"


@dataclass(frozen=True)
class KiboLetter(Letter):
    """A request to Kibo as it came."""

    def read(self) -> Call:
        """Check it; raises KiboError."""
        return READERS[self.endpoint.operation](self.came)


class Kibo:
    """Kibo's orders and tokens; `clients` are its secrets by API key."""

    def __init__(self, sandbox: Sandbox, clients: Mapping[str, str] = CLIENTS) -> None:
        self._sandbox = sandbox
        self._clock = sandbox.oms.clock
        self.oms = KiboOms(self._clock, accept_duplicates=sandbox.oms.accept_duplicates)
        sandbox.keep(self.oms, "kibo")
        self.views = Views()
        self.tokens = Tokens(clients, self._clock)

    def clear(self) -> None:
        """Forget orders, tokens and bent views."""
        with self.oms.lock:
            self.oms.clear()
            self._sandbox.keep(self.oms, "kibo")
            self.views.clear()
        self.tokens.clear()

    def serve(self, came: Request, trace_id: str) -> Response:
        """Take a request past the token, through Kibo and the four points where faults strike."""
        received_at = self._clock()
        try:
            endpoint = _endpoint(came.method, came.path)
            self.tokens.admit(came.headers)
        except KiboError as refused:
            return refusal(refused)
        content = given(came.args, came.get_data())
        letter = KiboLetter(endpoint, content, trace_id, received_at)
        clerk = Clerk(self.oms, self._sandbox.journal, self.views, self._clock)
        fault = self._befalling(letter, clerk)
        scene = Scene(came.environ, self._sandbox.waits, clerk, letter)
        answer = strike(fault, Point.BEFORE_PARSING, scene)
        answer = in_kibo_words(_carry_out(fault, scene) if answer is None else answer)
        for point in (Point.AFTER_COMMIT, Point.INSIDE_ANSWER):
            instead = strike(fault, point, replace(scene, answer=answer))
            answer = answer if instead is None else in_kibo_words(instead)
        return answer

    def _befalling(self, letter: Letter, clerk: Clerk) -> Fault | None:
        """Choose the fault of a request: one that was ordered, else one of the storm."""

        def order() -> str | None:
            return clerk.order_name(letter)

        fault, storm = self._sandbox.faults.take(letter.endpoint, order), self._sandbox.storm
        return storm.take(letter.endpoint, order) if fault is None and storm else fault


def _endpoint(method: str, path: str) -> Endpoint:
    at_path = [one for one in ENDPOINTS if one.path.rstrip("/") == path.rstrip("/")]
    if not at_path:
        raise KiboError(NOT_FOUND, "There is nothing at this path.")
    for endpoint in at_path:
        if endpoint.method == method:
            return endpoint
    raise KiboError(METHOD_NOT_ALLOWED, f"{method} is not allowed here.")


def _carry_out(fault: Fault | None, scene: Scene) -> Response:
    try:
        call = scene.letter.read()
        instead = strike(fault, Point.BEFORE_COMMIT, scene)
        return scene.clerk.carry_out(scene.letter, call) if instead is None else instead
    except KiboError as refused:
        return refusal(refused)


def kibo_routes(sandbox: Sandbox) -> Blueprint:
    """Make the routes of Kibo, and those that steer and watch it."""
    kibo = Kibo(sandbox)
    routes = Blueprint("kibo", __name__)

    def token() -> Response:
        return kibo.tokens.answer(request)

    def call(rest: str) -> Response:
        return kibo.serve(request, g.trace_id)

    def watch() -> Response:
        return success(200, {"TokensIssued": kibo.tokens.issued}, g.trace_id)

    def expire_tokens() -> Response:
        kibo.tokens.expire()
        return watch()

    def follow_reset(response: Response) -> Response:
        if request.endpoint == RESET:
            kibo.clear()
        return response

    routes.add_url_rule(TOKEN_PATH, "token", token, methods=["POST"])
    routes.add_url_rule("/api/v2/<path:rest>", "call", call, methods=METHODS)
    routes.add_url_rule("/_sandbox/kibo", "watch", watch, methods=["GET"])
    routes.add_url_rule("/_sandbox/kibo/expire_tokens", "expire", expire_tokens, methods=["POST"])
    routes.after_app_request(follow_reset)
    return routes
