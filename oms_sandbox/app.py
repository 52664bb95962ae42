"""The Flask application of a sandbox: one route per endpoint, and the control routes."""

from __future__ import annotations

from functools import partial

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from oms_sandbox.answers import gateway_refusal
from oms_sandbox.control import control_routes
from oms_sandbox.endpoint import Endpoint
from oms_sandbox.endpoints import ENDPOINTS
from oms_sandbox.errors import GatewayError
from oms_sandbox.kibo.service import kibo_routes
from oms_sandbox.sandbox import Sandbox


def create_app(sandbox: Sandbox) -> Flask:
    """Make the application that answers for this sandbox."""
    app = Flask("oms_sandbox", static_folder=None)
    app.url_map.merge_slashes = False
    for endpoint in ENDPOINTS:
        app.add_url_rule(
            _rule(endpoint.path),
            endpoint.operation,
            partial(_serve, sandbox, endpoint),
            methods=[endpoint.method],
            strict_slashes=False,
            provide_automatic_options=False,
        )
    app.register_blueprint(control_routes(sandbox))
    app.register_blueprint(kibo_routes(sandbox))
    app.register_error_handler(HTTPException, _not_ours)
    app.before_request(partial(_begin, sandbox))
    app.after_request(_show_trace_id)
    return app


def _rule(path: str) -> str:
    """Spell a path, whose placeholders are {name}, as a rule of Flask's, where they are <name>."""
    return path.rstrip("/").replace("{", "<").replace("}", ">")


def _serve(sandbox: Sandbox, endpoint: Endpoint, **in_path: str) -> Response:
    return sandbox.serve(endpoint, request, g.trace_id, in_path)


def _not_ours(error: HTTPException) -> Response:
    return gateway_refusal(GatewayError(error.code or 500, error.name))


def _begin(sandbox: Sandbox) -> None:
    g.trace_id = sandbox.new_trace_id()


def _show_trace_id(response: Response) -> Response:
    response.headers["TraceID"] = g.trace_id
    return response
