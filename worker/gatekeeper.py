"""Every OMS call passes here: budget, pause and breaker are asked before, told after."""

import threading
import time
from collections.abc import Callable
from typing import Final

from config.tracing import OFF, Tracing
from ledger.gate import Gate
from ledger.records import LedgerUnavailable
from ledger.tally import Tally
from oms_client import Endpoint, Exchange, Hooks
from worker.outcomes import GateShut

REPORTS: Final = {
    "ok": "ok",
    "refused": "ok",
    "not_found": "ok",
    "incomplete": "ok",
    "not_sent": "failed",
    "ambiguous": "failed",
    "unavailable": "failed",
    "unauthorized": "refused",
    "throttled": "throttled",
    "aborted": "failed",
}


class Gatekeeper:
    """The client's hooks. patience_s: how long a call waits for its turn before it gives up."""

    def __init__(
        self,
        gate: Gate,
        tally: Tally,
        tracing: Tracing = OFF,
        *,
        patience_s: float = 2.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._gate = gate
        self._tally = tally
        self._tracing = tracing
        self._clock = clock
        self._patience_s = patience_s
        self._sleep = sleep
        self._local = threading.local()
        self.hooks = Hooks(before=self.before, after=self.after)

    def before(self, endpoint: Endpoint) -> None:
        """Wait for leave, a short while; raise GateShut."""
        gives_up = self._clock() + self._patience_s
        while (leave := self._gate.ask()).wait_ms:
            if leave.reason != "BUDGET" or self._clock() + leave.wait_ms / 1000 > gives_up:
                raise GateShut(leave.reason, leave.wait_ms)
            self._sleep(leave.wait_ms / 1000)
        self._local.watched = leave.watched

    def after(self, endpoint: Endpoint, exchange: Exchange) -> None:
        """Tell the gate how the call went; a plain success costs no round trip."""
        self.count(endpoint, exchange)
        report = REPORTS[exchange.outcome]
        if report == "ok" and not self._local.watched:
            return
        pause = exchange.retry_after_s
        try:
            self._gate.report(report, None if pause is None else round(pause * 1000))
        except LedgerUnavailable:
            return  # the call's own outcome matters more; the next report tells

    def count(self, endpoint: Endpoint, exchange: Exchange) -> None:
        """Count a call and its time, and put it into the present trace, without a round trip."""
        self._tally.timed(exchange.operation, exchange.outcome, exchange.duration_s)
        facts = {"outcome": exchange.outcome, "status": str(exchange.status or "")}
        self._tracing.called(exchange.operation, facts, exchange.duration_s)
