"""Ledger time goes on evenly, whatever Redis's clock does.

Redis's own clock cannot be moved from a test: what stands between it and ledger time is moved instead.
"""

import time
from collections.abc import Callable
from itertools import chain, repeat
from uuid import uuid4

import pytest
import redis

from events import types
from events.envelope import Envelope
from ledger import keys
from ledger.ledger import Ledger
from ledger.records import Claim, Delivery, Leases, LedgerUnavailable
from ledger.scripts import Scripts

HOUR_S = 3_600.0
MINUTE_MS = 60_000
MakeHost = Callable[..., "Host"]


class Host:
    """A host with a ledger of its own; every host of a store sees the same Redis."""

    def __init__(self, client: "redis.Redis", store: str) -> None:
        self.late_s = repeat(0.0)
        self.ledger = Ledger(client, Leases(lease_ms=MINUTE_MS))
        self.ledger.scripts = Scripts(client, self._clock, host=f"host-{uuid4().hex}")
        self._client, self._store = client, store
        self._prefix = keys.prefix_of_store(store)

    def _clock(self) -> float:
        return time.monotonic() - next(self.late_s)

    def redis_jumps(self, by_s: float) -> None:
        """Move Redis's clock, as every script sees it."""
        self._client.hincrby(f"{self._prefix}:clock", "skew", round(by_s * 1000))

    def take_in(self, identity: str = "d-1") -> str:
        envelope = Envelope(
            identity=identity,
            topic="orders/hold",
            type=types.ORDER_HELD,
            refs=("order:1",),
            opens_lane=True,
        )
        delivery = Delivery(
            source="shop",
            dialect="shopify",
            store=self._store,
            envelope=envelope,
            body=b"{}",
            body_hash="00",
            task="orders.hold",
            queue="orders",
        )
        return self.ledger.ingest(delivery).event_id

    def claim(self, eid: str) -> Claim:
        return self.ledger.claim(eid, "w")

    def due_s(self, eid: str) -> float:
        """Return after how long the event's lane is due, as ledger time and a later claim tell it."""
        claim = self.claim(eid)
        assert claim.status == "LATER"
        now, _, _ = self.ledger.scripts._tell_time(keys=[self._prefix], args=["", "", "", ""])
        return (float(claim.detail) - int(now)) / 1000

    def jumps(self) -> int:
        return int(self._client.hget(f"{self._prefix}:cnt", "jumps") or 0)


@pytest.fixture
def make_host(redis_client: "redis.Redis", store: str) -> MakeHost:
    return lambda: Host(redis_client, store)


@pytest.fixture
def host(make_host: MakeHost) -> Host:
    return make_host()


def deferred(host: Host, delay_s: float) -> str:
    eid = host.take_in()
    claim = host.claim(eid)
    host.ledger.defer(claim.lane, claim.token, eid, delay_ms=round(delay_s * 1000), reason="wait")
    return eid


@pytest.mark.parametrize("jump_s", [HOUR_S, -HOUR_S, 24 * HOUR_S, 5.0, -5.0])
def test_a_jump_of_rediss_clock_neither_shortens_nor_lengthens_a_wait(host: Host, jump_s: float):
    eid = deferred(host, 330.0)

    host.redis_jumps(jump_s)

    assert 328.0 < host.due_s(eid) <= 330.5


@pytest.mark.parametrize("jump_s", [HOUR_S, -HOUR_S])
def test_a_lease_outlives_a_jump_of_rediss_clock_and_ends_in_its_time(host: Host, jump_s: float):
    eid = host.take_in()
    host.claim(eid)

    host.redis_jumps(jump_s)

    assert host.claim(eid).status == "BUSY"


@pytest.mark.parametrize("jump_s", [HOUR_S, -HOUR_S])
def test_what_begins_to_wait_right_after_a_jump_waits_its_time(host: Host, jump_s: float):
    eid = host.take_in()
    claim = host.claim(eid)
    host.redis_jumps(jump_s)

    host.ledger.defer(claim.lane, claim.token, eid, delay_ms=MINUTE_MS, reason="wait")

    assert 58.0 < host.due_s(eid) <= 60.5


def test_a_jump_is_set_right_once_however_many_hosts_see_it(make_host: MakeHost):
    one, other = make_host(), make_host()
    eid = deferred(one, 330.0)
    other.claim(eid)
    before = one.jumps()

    one.redis_jumps(HOUR_S)
    waits = [host.due_s(eid) for host in (one, other, one, other)]

    assert all(328.0 < wait <= 330.5 for wait in waits)
    assert one.jumps() == before + 1


def test_a_script_that_was_long_under_way_does_nothing_and_is_asked_again(host: Host):
    eid = deferred(host, 330.0)
    before = host.jumps()

    host.late_s = chain([90.0], repeat(0.0))

    assert 328.0 < host.due_s(eid) <= 330.5
    assert host.jumps() == before


def test_a_clock_that_is_never_told_in_time_stops_the_ledger(host: Host):
    eid = deferred(host, 330.0)

    host.late_s = iter(float(90 - nth) for nth in range(60))

    with pytest.raises(LedgerUnavailable, match="does not stand still"):
        host.claim(eid)


def test_clocks_that_part_slowly_are_followed(host: Host):
    eid = deferred(host, 330.0)
    before = host.jumps()

    for _ in range(200):
        host.redis_jumps(0.02)
        assert host.claim(eid).status == "LATER"

    assert host.jumps() == before


def test_a_second_sweep_within_its_pause_finds_nothing(host: Host, redis_client, store: str):
    host.ledger.leases = Leases(sweep_ms=MINUTE_MS, ring_again_ms=0)
    host.take_in()

    found = [len(host.ledger.sweep(store)) > 0, len(host.ledger.sweep(store)) > 0]
    redis_client.hset(f"{keys.prefix_of_store(store)}:clock", "swept", 0)

    assert found == [True, False]
    assert host.ledger.sweep(store)
