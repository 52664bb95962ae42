"""The tour: the main job on signed deliveries, and the proof that each effect happened once."""

import statistics
import time
from dataclasses import dataclass, field

import requests
from rich.console import Console
from rich.rule import Rule

from events.envelope import reference
from ledger import keys
from ledger.connection import connect
from ledger.views import Balance, Views
from orderlane.demo import SHOP, STORE
from orderlane.processes import wait_until
from orderlane.scenes import Delivery, Scene, differences, scenes
from orderlane.send import Sender, Sent
from orderlane.shop import Body, ShopOrder
from orderlane.stack import Stack
from orderlane.story import Story

PROBES = 11
PATIENCE_S = 120.0
SETTLED = ("idle", "parked")
TAKEN = ("delivered", "duplicate")


@dataclass(slots=True)
class Report:
    """What the tour found. differences: effects that did not happen exactly as often as meant."""

    differences: list[str] = field(default_factory=list)
    answers_ms: list[float] = field(default_factory=list)
    reaches_ms: list[float] = field(default_factory=list)
    balance: Balance | None = None

    @property
    def good(self) -> bool:
        """Return whether each effect happened exactly once and every event is accounted for."""
        return not self.differences and self.balance is not None and not self.balance.difference


class Tour:
    """Plays the scenes against a running stack and checks them against the OMS's journal."""

    def __init__(self, stack: Stack, console: Console) -> None:
        self._stack = stack
        self._console = console
        self._settings = stack.settings
        self._views = Views(connect(self._settings.redis_url))
        self._sender = Sender(self._settings, stack.receiver_url)

    def play(self, cast: list[Scene] | None = None, *, probes: int = PROBES) -> Report:
        """Play every scene, print the timelines as they happen, return what came of it."""
        cast = cast or scenes(time.time_ns() // 1_000_000, queues=self._stack.queues)
        before = self._views.balance(self._settings.stores)
        journal_start = len(self._journal())
        started_ms = time.time_ns() // 1_000_000
        orders = {scene.label: (STORE, reference_of(scene.order)) for scene in cast}
        for scene in cast:
            self._console.print(f"[bold]{scene.label}[/]  order {scene.order.id}: {scene.title}")
            self._arrange(scene)
        story = Story(self._views, orders, self._console, started_ms)
        story.start()
        for scene in cast:
            self._deliver(scene)
        self._wait_until_settled([scene.order for scene in cast])
        story.stop()
        report = Report()
        self._measure(report, probes)
        report.differences = differences(cast, self._journal()[journal_start:])
        report.balance = _since(before, self._views.balance(self._settings.stores))
        return report

    def _arrange(self, scene: Scene) -> None:
        if scene.fault:
            fault = {**scene.fault, "ExternalOrderId": str(scene.order.id)}
            url = f"{self._stack.oms_url}/_sandbox/faults"
            requests.post(url, json=fault, timeout=5).raise_for_status()

    def _deliver(self, scene: Scene) -> None:
        for delivery in scene.deliveries:
            if delivery.wait:
                self._wait_until_settled([scene.order], still_open=scene.label == "B")
            identity = None
            for nth in range(delivery.times):
                identity = self._send(delivery, identity).identity
                if delivery.queue:
                    self._wait_until_consumed(scene, delivery, identity, times=nth + 1)

    def _send(self, delivery: Delivery, identity: str | None) -> Sent:
        what = (delivery.topic, delivery.body, identity)
        if delivery.queue:
            return self._sender.put(delivery.queue, *what)
        sent = self._sender.send(delivery.source, *what)
        if sent.status != requests.codes.ok:
            raise RuntimeError(f"{delivery.topic} was answered {sent.status}: {sent.body}")
        return sent

    def _wait_until_consumed(
        self, scene: Scene, delivery: Delivery, identity: str, times: int
    ) -> None:
        """Wait until a message has been taken in so often: nobody is answered when it is."""
        eid = keys.event_id(STORE, delivery.source, identity)

        def taken() -> bool:
            lane = self._views.lane_of(STORE, reference_of(scene.order))
            told = self._views.timeline(lane) if lane else []
            found = [entry for entry in told if entry["what"] in TAKEN and entry["event"] == eid]
            return len(found) >= times

        wait_until(taken, PATIENCE_S, f"{delivery.topic} out of {delivery.queue}")

    def _wait_until_settled(self, orders: list[ShopOrder], *, still_open: bool = False) -> None:
        """Wait until these orders rest; `still_open`: or wait for their create."""
        good = (*SETTLED, "NO_CREATE") if still_open else SETTLED
        gives_up = time.monotonic() + PATIENCE_S
        while not all(self._rests(order, good) for order in orders):
            if time.monotonic() > gives_up:
                raise TimeoutError(f"the orders did not settle in {PATIENCE_S:.0f} s")
            time.sleep(0.05)

    def _rests(self, order: ShopOrder, good: tuple[str, ...]) -> bool:
        lane = self._views.lane_of(STORE, reference_of(order))
        record = self._views.lane(lane) if lane else {}
        return record.get("state") in good or record.get("reason") in good

    def _measure(self, report: Report, probes: int) -> None:
        """Send single orders into the idle house: how fast is the answer, how fast the OMS."""
        first = time.time_ns() // 1_000_000 + 500
        for nth in range(probes):
            order = ShopOrder(first + nth, first % 100_000_000 + nth)
            sent = self._send(Delivery(SHOP, "orders/create", order.whole()), None)
            self._wait_until_settled([order])
            seen = [c for c in self._journal() if c["ExternalOrderId"] == str(order.id)]
            report.answers_ms.append(sent.ms)
            report.reaches_ms.append((seen[0]["ReceivedAt"] - sent.answered) * 1000)

    def _journal(self) -> list[Body]:
        url = f"{self._stack.oms_url}/_sandbox/journal"
        commits: list[Body] = requests.get(url, timeout=10).json()["Commits"]
        return commits

    def close(self) -> None:
        """Close the connections."""
        self._sender.close()


def print_report(report: Report, console: Console) -> None:
    """Print balance, proof and latency."""
    console.print(Rule("balance"))
    if report.balance:
        ends = " + ".join(f"{count} {name}" for name, count in report.balance.outcomes.items())
        console.print(
            f"{report.balance.received} received + {report.balance.derived} derived = {ends}",
            soft_wrap=True,
        )
    console.print(
        "[green]each effect stands in the OMS's journal exactly as often as meant[/]"
        if not report.differences
        else "[red]" + "\n".join(report.differences) + "[/]"
    )
    if report.answers_ms:
        console.print(
            f"a delivery was answered in {statistics.median(report.answers_ms):.1f} ms (median of "
            f"{len(report.answers_ms)}, idle); the OMS saw the create "
            f"{statistics.median(report.reaches_ms):.1f} ms after the answer (median)"
        )


def _since(before: Balance, after: Balance) -> Balance:
    outcomes = {name: count - before.outcomes[name] for name, count in after.outcomes.items()}
    return Balance(after.received - before.received, after.derived - before.derived, outcomes)


def reference_of(order: ShopOrder) -> str:
    """Return the reference under which the ledger knows an order of the tour."""
    return reference("order", order.id)
