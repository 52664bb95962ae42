"""Every call to the OMS or a source passes here: budget, pause and breaker are asked before, told after."""

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
    """Stands at one gate. patience_s: how long a call waits for its turn before it gives up.

    hooks: of the OMS client. named: before the gate's reasons, where it is not the OMS's gate.
    """

    def __init__(
        self,
        gate: Gate,
        tally: Tally,
        tracing: Tracing = OFF,
        *,
        patience_s: float = 2.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        named: str = "",
    ) -> None:
        self._gate = gate
        self._tally = tally
        self._tracing = tracing
        self._clock = clock
        self._patience_s = patience_s
        self._sleep = sleep
        self._named = named
        self._local = threading.local()
        self.hooks = Hooks(before=self.before, after=self.after)

    def ask(self) -> None:
        """Wait for leave, a short while; raise GateShut."""
        gives_up = self._clock() + self._patience_s
        while (leave := self._gate.ask()).wait_ms:
            if leave.reason != "BUDGET" or self._clock() + leave.wait_ms / 1000 > gives_up:
                raise GateShut(self._named + leave.reason, leave.wait_ms)
            self._sleep(leave.wait_ms / 1000)
        self._local.watched = leave.watched

    def tell(self, report: str, rest_s: float | None = None) -> None:
        """Tell the gate how the call went; a plain success costs no round trip."""
        if report == "ok" and not self._local.watched:
            return
        try:
            self._gate.report(report, None if rest_s is None else round(rest_s * 1000))
        except LedgerUnavailable:
            return  # the call's own outcome matters more; the next report tells

    def count(self, endpoint: Endpoint, exchange: Exchange) -> None:
        """Count a call and its time, and put it into the present trace, without a round trip."""
        self._tally.timed(exchange.operation, exchange.outcome, exchange.duration_s)
        facts = {"outcome": exchange.outcome, "status": str(exchange.status or "")}
        self._tracing.called(exchange.operation, facts, exchange.duration_s)

    def before(self, endpoint: Endpoint) -> None:
        """Ask before a call of the OMS client."""
        self.ask()

    def after(self, endpoint: Endpoint, exchange: Exchange) -> None:
        """Tell of a call of the OMS client."""
        self.count(endpoint, exchange)
        self.tell(REPORTS[exchange.outcome], exchange.retry_after_s)
