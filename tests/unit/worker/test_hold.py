"""The lease on our own clock, and the thread that renews it."""

import threading
import time
from itertools import count

import pytest

from ledger.keys import prefix_of_store
from ledger.records import Claim, Fenced, Leases, LedgerUnavailable
from worker.hold import HeldLane, LeaseKeeper
from worker.pulse import Pulse


class FakeLedger:
    """Renews and records, or says why not."""

    def __init__(self, lease_ms: int = 1_000, error: Exception | None = None) -> None:
        self.leases = Leases(lease_ms=lease_ms)
        self.error = error
        self.renewed = threading.Semaphore(0)

    def renew(self, lane: str, token: str) -> None:
        self.renewed.release()
        if self.error:
            raise self.error

    def intent(self, *args: object) -> None:
        return

    def outcome(self, *args: object, **more: object) -> None:
        if self.error:
            raise self.error


def held(ledger: FakeLedger, *, call_s: float = 0.5, ago_s: float = 0.0) -> HeldLane:
    claim = Claim("OK", token="1:x", lane="s/order:1")
    asked_at = time.monotonic() - ago_s
    return HeldLane(ledger, claim, "e", asked_at=asked_at, call_s=call_s)  # type: ignore[arg-type]  # a fake, as much as it uses


def test_a_call_may_start_only_if_it_ends_inside_the_lease():
    assert held(FakeLedger(), ago_s=0.0).may_call()
    assert not held(FakeLedger(), ago_s=0.6).may_call()


def test_a_lease_is_over_once_somebody_else_may_hold_the_lane():
    assert not held(FakeLedger(), ago_s=0.6).over()
    assert held(FakeLedger(), ago_s=1.1).over()


def test_a_lease_is_over_by_as_much_earlier_as_a_jump_of_redis_s_clock_goes_unseen():
    assert not held(FakeLedger(lease_ms=5_000), ago_s=3.9).over()
    assert held(FakeLedger(lease_ms=5_000), ago_s=4.1).over()


def test_an_intent_makes_the_lease_outlast_the_call():
    lane = held(FakeLedger(), call_s=30.0)
    before = lane.may_call()

    lane.intent("e|1", "{}", "{}")

    assert (before, lane.may_call()) == (False, True)


def test_an_outcome_ends_the_long_lease_of_the_call():
    lane = held(FakeLedger(), call_s=30.0)
    lane.intent("e|1", "{}", "{}")

    lane.outcome("e|1", "{}", "{}")

    assert not lane.may_call()
    assert not lane.over()


def test_an_outcome_that_is_fenced_gives_nobody_a_lease():
    lane = held(FakeLedger(error=Fenced("s/order:1")), ago_s=2.0)

    with pytest.raises(Fenced):
        lane.outcome("e|1", "{}", "{}")

    assert lane.over()


def test_a_renewed_lease_counts_from_before_the_request():
    lane = held(FakeLedger(), ago_s=0.9)

    lane.renew()

    assert lane.may_call()


def test_a_lane_that_is_lost_stays_lost():
    lane = held(FakeLedger(error=Fenced("s/order:1")))

    lane.renew()

    assert not lane.may_call()
    assert lane.over()


@pytest.mark.parametrize("error", [None, LedgerUnavailable()])
def test_the_keeper_goes_on_renewing_whatever_redis_says(error: Exception | None):
    ledger = FakeLedger(error=error)
    keeper = LeaseKeeper(0.03)
    keeper.keep(held(ledger))
    keeper.start()

    renewals = [ledger.renewed.acquire(timeout=5) for _ in range(3)]
    keeper.stop()
    keeper.join(5)

    assert renewals == [True] * 3
    assert not keeper.is_alive()


def test_a_released_lane_is_not_renewed_any_more():
    released, kept = FakeLedger(), FakeLedger()
    keeper = LeaseKeeper(0.03)
    first, second = held(released), held(kept)
    keeper.keep(first)
    keeper.keep(second)
    keeper.release(first)
    keeper.start()

    assert kept.renewed.acquire(timeout=5)
    keeper.stop()
    keeper.join(5)
    assert not released.renewed.acquire(blocking=False)


class TestPulse:
    def test_a_worker_that_answers_bells_is_never_stuck(self, redis_client, store: str):
        pulse = Pulse(redis_client, stuck_s=60)

        assert not pulse.stuck([store])

    def test_a_worker_with_due_lanes_and_no_answered_bell_is_stuck(self, redis_client):
        names = (f"pulse-{nth}" for nth in count())  # other tests' lanes may be due in a shard
        store = next(n for n in names if not redis_client.zcard(f"{prefix_of_store(n)}:READY"))
        pulse = Pulse(redis_client, stuck_s=0.01)
        time.sleep(0.02)
        idle = pulse.stuck([store])
        redis_client.zadd(f"{prefix_of_store(store)}:READY", {f"{store}/order:1": 1})
        due = pulse.stuck([store])
        pulse.claimed()
        answered = pulse.stuck([store])
        redis_client.zrem(f"{prefix_of_store(store)}:READY", f"{store}/order:1")

        assert (idle, due, answered) == (False, True, False)
