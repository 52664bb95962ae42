"""Every OMS call asks the gate before and tells it after."""

from dataclasses import dataclass, field

import pytest

from ledger.gate import Leave
from ledger.records import LedgerUnavailable
from oms_client import Endpoint, Exchange
from worker.gatekeeper import REPORTS, Gatekeeper
from worker.outcomes import GateShut

ENDPOINT = Endpoint("Hold an Order", "POST", "/v1/orders/Hold")


@dataclass
class FakeGate:
    """Gives leaves from a list and keeps the reports."""

    leaves: list[Leave]
    reports: list[tuple[str, int | None]] = field(default_factory=list)
    fails: bool = False

    def ask(self) -> Leave:
        return self.leaves.pop(0)

    def report(self, outcome: str, pause_ms: int | None = None) -> int:
        self.reports.append((outcome, pause_ms))
        if self.fails:
            raise LedgerUnavailable
        return 0


class FakeTally:
    """Keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, float]] = []

    def timed(self, operation: str, outcome: str, spent_s: float) -> None:
        self.told.append((operation, outcome, spent_s))


def keeper(*leaves: Leave, slept: list[float] | None = None, fails: bool = False) -> Gatekeeper:
    naps = [] if slept is None else slept
    gate = FakeGate(list(leaves), fails=fails)
    return Gatekeeper(gate, FakeTally(), sleep=naps.append)  # type: ignore[arg-type]  # fakes, as much as it uses


def exchange(outcome: str, retry_after_s: float | None = None) -> Exchange:
    return Exchange("hold_order", "POST", "/v1", 0.1, 200, "trace", outcome, retry_after_s)


def test_a_call_waits_a_little_for_its_turn_in_the_budget():
    slept: list[float] = []

    keeper(Leave(300, "BUDGET"), Leave(0), slept=slept).before(ENDPOINT)

    assert slept == [0.3]


def test_a_long_wait_is_not_waited_in_a_slot():
    with pytest.raises(GateShut) as caught:
        keeper(Leave(5_000, "BUDGET")).before(ENDPOINT)

    assert (caught.value.reason, caught.value.wait_ms) == ("BUDGET", 5_000)


@pytest.mark.parametrize("reason", ["BREAKER", "PAUSED"])
def test_a_shut_gate_is_never_waited_for_in_a_slot(reason: str):
    with pytest.raises(GateShut, match=reason):
        keeper(Leave(1, reason)).before(ENDPOINT)


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("ok", []),
        ("not_found", []),
        ("not_sent", [("failed", None)]),
        ("ambiguous", [("failed", None)]),
        ("unavailable", [("failed", None)]),
        ("unauthorized", [("refused", None)]),
    ],
)
def test_trouble_is_told_and_a_plain_success_costs_nothing(outcome: str, told: list):
    door = keeper(Leave(0))
    door.before(ENDPOINT)

    door.after(ENDPOINT, exchange(outcome))

    assert door._gate.reports == told


def test_a_throttled_call_tells_the_oms_s_own_wish():
    door = keeper(Leave(0))
    door.before(ENDPOINT)

    door.after(ENDPOINT, exchange("throttled", 12.5))

    assert door._gate.reports == [("throttled", 12_500)]


def test_a_success_is_told_while_the_breaker_is_watched():
    door = keeper(Leave(0, watched=True))
    door.before(ENDPOINT)

    door.after(ENDPOINT, exchange("ok"))

    assert door._gate.reports == [("ok", None)]


def test_the_call_s_outcome_matters_more_than_a_report_that_fails():
    door = keeper(Leave(0), fails=True)
    door.before(ENDPOINT)

    door.after(ENDPOINT, exchange("unavailable"))

    assert door._gate.reports == [("failed", None)]


@pytest.mark.parametrize("outcome", ["ok", "refused", "throttled"])
def test_each_call_is_counted_with_its_time(outcome: str):
    door = keeper(Leave(0))
    door.before(ENDPOINT)

    door.after(ENDPOINT, exchange(outcome))

    assert door._tally.told == [("hold_order", outcome, 0.1)]


def test_every_outcome_the_client_knows_has_its_report():
    import oms_client

    errors = [
        getattr(oms_client, name)
        for name in oms_client.__all__
        if isinstance(getattr(oms_client, name), type)
        and issubclass(getattr(oms_client, name), oms_client.OmsError)
    ]

    assert {error.outcome for error in errors} - {"error"} | {"ok", "aborted"} == set(REPORTS)
