"""The OMS client's wire without sockets: each exchange is a port call that can go wrong."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from oms_client.endpoints import Request
from oms_client.wire import Reply
from tests.simulation.oms_server import OmsServer
from tests.simulation.options import Options
from tests.simulation.scheduler import Scheduler

_GATEWAY_JSON = {"Content-Type": "application/json"}


def _gateway(status: int, message: str) -> Reply:
    body = json.dumps({"statusCode": status, "message": message}).encode()
    return Reply(True, status, _GATEWAY_JSON, body)


def _backend(status: int, code: str) -> Reply:
    body = {"TraceID": "t", "StatusCode": status, "ErrorCode": code, "Message": "no", "Errors": []}
    return Reply(True, status, _GATEWAY_JSON, json.dumps(body).encode())


_BEFORE: dict[str, Callable[[], Reply]] = {
    "error_500": lambda: _backend(500, "INTERNAL_ERROR"),
    "error_503": lambda: _backend(503, "DEPENDENCY_UNAVAILABLE"),
    "throttled": lambda: _gateway(429, "Rate limit is exceeded. Try again later."),
    "unauthorized": lambda: _gateway(401, "The subscription key is not valid."),
    "html": lambda: Reply(True, 200, {"Content-Type": "text/html"}, b"<html>wait</html>"),
}
_AFTER: dict[str, Callable[[Reply], Reply]] = {
    "error_500_after_commit": lambda reply: _backend(500, "INTERNAL_ERROR"),
    "lost_answer": lambda reply: Reply(True, failure=ConnectionResetError("reset")),
    "cut_body": lambda reply: Reply(True, reply.status, reply.headers, reply.body[:-7]),
    "error_in_good_status": lambda reply: Reply(
        True, 200, reply.headers, b'{"ErrorCode": "INTERNAL_ERROR", "StatusCode": 500}'
    ),
}


@dataclass(eq=False)
class Wire:
    """Stands where the client's own wire stands; `began` is when the call began."""

    scheduler: Scheduler
    server: OmsServer
    options: Options
    fired: Counter[str]
    deadline_s: float
    quiet_s: float
    operation: str = ""
    lane: str = ""
    began: float = 0.0
    faulty: Callable[[], bool] = lambda: True

    def begin(self, operation: str) -> None:
        """Note that a call begins: its deadline runs from here."""
        self.operation, self.began = operation, self.scheduler.now

    def send(self, request: Request, key: str, deadline: float, *, fresh: bool) -> Reply:
        """Send once; the deadline told is on a clock that stands still here."""
        self._travel("http ->")
        if self._left() <= 0:
            return Reply(False, failure=TimeoutError("the call's deadline has passed"))
        fault = self._fault(request.method != "GET")
        if fault == "not_sent":
            return Reply(False, failure=ConnectionRefusedError("refused"))
        if fault in ("lost_request", "late_commit"):
            return self._unheard(request, fault)
        if fault in _BEFORE:
            return self._answered(_BEFORE[fault]())
        self.scheduler.note(f"oms {request.method} {self.operation}")
        reply = self._stale(request) or self.server.serve(request)
        self._remember(request, reply, fault)
        return self._answered(_AFTER[fault](reply) if fault else reply)

    def close(self) -> None:
        """Nothing to close."""

    def _stale(self, request: Request) -> Reply | None:
        """Answer a read-back from before a doubtful write.

        Only until a read has been true: what was seen once stays seen (monotonic reads).
        """
        rate = self.options.stale if self.faulty() else 0.0
        unsettled = self.scheduler.now < self.server.unsettled_until[self.lane]
        if request.method != "GET" or not unsettled or self.scheduler.random.random() >= rate:
            return None
        at, reply = self.server.answers.get((request.path, request.params), (0.0, None))
        lag = self.quiet_s * (1.0 - self.options.late)
        if reply is None or at < self.scheduler.now - lag:
            return None
        self.fired["stale_read"] += 1
        return reply

    def _remember(self, request: Request, reply: Reply, fault: str) -> None:
        if request.method != "GET":
            self.server.unsettled_until[self.lane] = self.began + self.quiet_s if fault else 0.0
            return
        key = request.path, request.params
        if self.server.answers.get(key, (0.0, None))[1] is not reply:
            self.server.answers[key] = self.scheduler.now, reply
            self.server.unsettled_until[self.lane] = 0.0

    def _unheard(self, request: Request, fault: str) -> Reply:
        if request.method != "GET":
            self.server.unsettled_until[self.lane] = self.began + self.quiet_s
        if fault == "late_commit" and request.method != "GET":
            latest = self.began + self.quiet_s * self.options.late - self.scheduler.now
            after = self.scheduler.random.uniform(0.5, 1.0) * max(latest, 0.1)
            self.scheduler.at(after, lambda: self._commit_late(request))
        if self.scheduler.random.random() < 0.5:
            self.scheduler.port("http times out", self._left() + 0.1)
            return Reply(True, failure=TimeoutError("no answer in time"))
        return self._answered(Reply(True, failure=ConnectionResetError("reset")))

    def _commit_late(self, request: Request) -> None:
        self.scheduler.note(f"oms late {request.method} {request.path}")
        self.server.serve(request)

    def _answered(self, reply: Reply) -> Reply:
        self._travel("http <-")
        if self._left() <= 0:
            return Reply(True, failure=TimeoutError("no answer in time"))
        return reply

    def _travel(self, label: str) -> None:
        seconds = self.scheduler.random.uniform(0.01, 0.3)
        self.scheduler.port(f"{label} {self.operation}", seconds)

    def _left(self) -> float:
        return self.began + self.deadline_s - self.scheduler.now

    def _fault(self, write: bool) -> str:
        """Writes are struck; reads are only half as often."""
        rate = self.options.http_rate * (1.0 if write else 0.3) if self.faulty() else 0.0
        if not rate or self.scheduler.random.random() >= rate:
            return ""
        kind = self.scheduler.random.choice(self.options.http_faults)
        self.fired[kind] += 1
        return kind
