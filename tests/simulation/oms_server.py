"""The sandbox as a server without sockets: the application's own way of a request, called directly."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import Headers, MultiDict

from oms_client.endpoints import Request
from oms_client.wire import KEY_HEADER, Reply
from oms_sandbox.endpoints import ENDPOINTS
from oms_sandbox.sandbox import Sandbox, Settings
from oms_sandbox.state import Clock

KEY = "simulated-key"
_ROUTES = {(one.method, one.path.rstrip("/").lower()): one for one in ENDPOINTS}


@dataclass(eq=False)
class _Asked:
    """As much of a Flask request as the sandbox reads."""

    args: MultiDict[str, str]
    headers: Headers
    body: bytes
    environ: dict[str, Any] = field(default_factory=dict)

    def get_data(self) -> bytes:
        return self.body


class OmsServer:
    """Serves requests and keeps the journal."""

    def __init__(self, clock: Clock, *, accept_duplicates: bool) -> None:
        self.answers: dict[Any, tuple[float, Reply]] = {}
        self.unsettled_until: defaultdict[str, float] = defaultdict(float)
        self.sandbox = Sandbox(
            Settings(
                keys=(KEY,),
                seed=1,
                rate_limit=None,
                accept_duplicates=accept_duplicates,
                clock=clock,
            )
        )

    def serve(self, request: Request) -> Reply:
        """Carry a request out."""
        endpoint = _ROUTES[request.method, request.path.rstrip("/").lower()]
        asked = _Asked(MultiDict(request.params), Headers({KEY_HEADER: KEY}), request.body or b"")
        trace_id = self.sandbox.new_trace_id()
        answer = self.sandbox.serve(endpoint, asked, trace_id)  # type: ignore[arg-type]  # as much as it reads
        headers = {**dict(answer.headers), "TraceID": trace_id}
        return Reply(True, answer.status_code, headers, answer.get_data())

    def commits(self, order: str) -> list[str]:
        """Return what was committed for an order, in its order, without claim tags."""
        return [
            one["Operation"]
            for one in self.sandbox.journal.after(0)
            if one["ExternalOrderId"] == order and "custom_fields" not in one["Operation"]
        ]
