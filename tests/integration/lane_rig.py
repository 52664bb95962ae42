"""One order's lane on a real ledger, the machine that holds it, and a sandbox that keeps a journal."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests

from config.settings import Timing
from events import types
from events.envelope import Envelope
from ledger.ledger import Ledger
from ledger.operator import Operator, Order
from ledger.records import DONE, Claim, Delivery, Verdict
from oms_client import Endpoint, Exchange, Hooks, OmsClient
from oms_client.kibo import KiboClient
from worker.effects.machine import Machine
from worker.effects.table import TABLE
from worker.hold import HeldLane
from worker.leases import leases_of
from worker.policy import WAITS, end_turn

KEY = "test-key"
TIMING = Timing(lease=15.0, call_deadline=5.0, quiet=0.04, read_gap=0.02)
PATIENCE_S = 20.0

Deed = Callable[[Machine, Claim], str]
"""What a turn does; returns what the lane then knows, '' to leave it."""


class Crash(BaseException):
    """The process ends here: nothing of ours may catch it."""


@dataclass
class Calls:
    """Counts the calls of a client; ends the process before or after the nth, if told to."""

    made: list[str] = field(default_factory=list)
    crash_before: int = 0
    crash_after: int = 0

    @property
    def hooks(self) -> Hooks:
        return Hooks(self._before, self._after)

    def _before(self, endpoint: Endpoint) -> None:
        if len(self.made) + 1 == self.crash_before:
            self.crash_before = 0
            raise Crash

    def _after(self, endpoint: Endpoint, exchange: Exchange) -> None:
        self.made.append(exchange.operation)
        if len(self.made) == self.crash_after:
            self.crash_after = 0
            raise Crash


@dataclass
class Sandbox:
    """The sandbox's control routes, for one order."""

    url: str
    order: str
    arranged: int = 0

    def arranged_so_far(self) -> None:
        """Count only commits that come from now on."""
        self.arranged = len(self._journal())

    def fault(self, kind: str, operation: str, times: int = 1) -> None:
        body = {"Kind": kind, "Operation": operation, "Times": times}
        self._control("post", "faults", json={**body, "ExternalOrderId": self.order})

    def commits(self) -> Counter[str]:
        """Count the order's commits by operation: the only truth."""
        return Counter(one["Operation"] for one in self._journal()[self.arranged :])

    def _journal(self) -> list[Any]:
        entries = self._control("get", "journal")["Commits"]
        return [one for one in entries if one["ExternalOrderId"] == self.order]

    def _control(self, verb: str, path: str, **more: Any) -> Any:
        call = getattr(requests, verb)
        with call(f"{self.url}/_sandbox/{path}", timeout=10, **more) as answer:
            answer.raise_for_status()
            return answer.json()


@dataclass
class Lane:
    """The lane of one order. What a turn does is told by a deed; its end is the worker's own."""

    ledger: Ledger
    client: OmsClient
    calls: Calls
    sandbox: Sandbox
    store: str
    order: str
    asked: int = 0
    kibo: KiboClient | None = None

    def deliver(self) -> str:
        """Take a delivery of the order in; return its event id."""
        self.asked += 1
        envelope = Envelope(
            identity=f"{self.order}-{self.asked}",
            topic="any",
            type=types.ORDER_HELD,
            refs=("order:1",),
            opens_lane=True,
        )
        delivery = Delivery("shop", "shopify", self.store, envelope, b"{}", f"{self.asked}")
        return self.ledger.ingest(delivery).event_id

    def turn(self, eid: str, deed: Deed) -> tuple[str, str]:
        """Take one turn as the worker does, once it is due; return its ending and reason."""
        asked_at, claim = self._claim(eid)
        held = HeldLane(
            self.ledger, claim, eid, asked_at=asked_at, call_s=TIMING.s("call_deadline")
        )
        machine = Machine(self.client, held, TABLE, self.order, self.kibo)
        try:
            machine.settle_open()
            held.complete(Verdict(DONE, known=deed(machine, claim)))
        except Crash:
            held.defer(1, "its lease ran out")
            return "crashed", ""
        except Exception as err:
            return end_turn(held, err, TIMING)
        return DONE, ""

    def turns(self, eid: str, deed: Deed) -> tuple[str, str]:
        """Take turns until the event waits no longer."""
        ending = self.turn(eid, deed)
        while ending[0] in (WAITS, "crashed"):
            ending = self.turn(eid, deed)
        return ending

    def perform(self, operation: str, ask: dict[str, Any], *, key: str = "key") -> Deed:
        """Return the deed that asks for one effect."""

        def deed(machine: Machine, claim: Claim) -> str:
            machine.perform(operation, key, ask)
            return ""

        return deed

    def effect(self, eid: str, operation: str, *, key: str = "key") -> dict[str, Any]:
        """Return the record of an effect, read under a claim that is then given back."""
        _, claim = self._claim(eid)
        self.ledger.defer(claim.lane, claim.token, eid, delay_ms=1, reason="only looked")
        record: dict[str, Any] = json.loads(claim.effects[f"{operation}|{key}"])
        return record

    def retry(self, eid: str) -> None:
        """Let a parked event go on, as a person does."""
        Operator(self.ledger).retry(eid, Order(f"{eid}-{self.asked}", "ana", "looked"))

    def _claim(self, eid: str) -> tuple[float, Claim]:
        pause, over = threading.Event(), time.monotonic() + PATIENCE_S
        while time.monotonic() < over:
            asked_at = time.monotonic()
            claim = self.ledger.claim(eid, "test")
            if claim.status == "OK":
                return asked_at, claim
            if claim.status != "LATER":
                raise AssertionError(f"{claim.status} {claim.detail}")
            pause.wait(0.01)
        raise AssertionError("the lane did not come due")


@contextmanager
def lane_of(client_of_redis: Any, url: str, store: str) -> Iterator[Lane]:
    """Open the lane of one new order."""
    calls, order = Calls(), f"{store}-1"
    client = OmsClient(url, lambda: KEY, deadline_s=TIMING.s("call_deadline"), hooks=calls.hooks)
    ledger = Ledger(client_of_redis, leases_of(TIMING))
    try:
        yield Lane(ledger, client, calls, Sandbox(url, order), store, order)
    finally:
        client.close()
