"""The ledger's scripts on a real Redis."""

import json
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
import redis

from events import types
from events.envelope import Envelope
from ledger import keys
from ledger.gate import Budget, Gate
from ledger.ledger import Ledger
from ledger.operator import NotParked, Operator, Order
from ledger.records import (
    Bell,
    Claim,
    Delivery,
    Derived,
    Fenced,
    Intake,
    IntakeClosed,
    Leases,
    LedgerError,
    Verdict,
)
from ledger.scripts import Scripts
from ledger.views import Views

Give = Callable[..., Intake]
_numbers = count()

DONE = Verdict("done")


@pytest.fixture
def ledger(redis_client: "redis.Redis") -> Ledger:
    return Ledger(redis_client, Leases(lease_ms=60_000))


@pytest.fixture
def views(redis_client: "redis.Redis") -> Views:
    return Views(redis_client)


@pytest.fixture
def give(ledger: Ledger, store: str) -> Give:
    """Return a function that takes one delivery of a shop in."""

    def ingest(
        kind: str = types.ORDER_HELD,
        refs: tuple[str, ...] = ("order:1",),
        *,
        opens: bool = True,
        identity: str | None = None,
        body: bytes = b"{}",
        **more: Any,
    ) -> Intake:
        envelope = Envelope(
            identity=identity or f"delivery-{next(_numbers)}",
            topic=kind,
            type=kind,
            refs=refs,
            opens_lane=opens,
            marks=more.pop("marks", ()),
        )
        return ledger.ingest(
            Delivery(
                source="shop",
                dialect="shopify",
                store=store,
                envelope=envelope,
                body=body,
                body_hash=body.hex(),
                task="orders.hold",
                queue="orders",
                **more,
            )
        )

    return ingest


def finish(ledger: Ledger, claim: Claim, eid: str, verdict: Verdict = DONE) -> Bell | None:
    return ledger.complete(claim.lane, claim.token, eid, verdict)


def who(request_id: str = "r1") -> Order:
    return Order(f"{request_id}-{next(_numbers)}", "ana", "because")


def test_a_delivery_is_taken_in_once_however_often_it_comes(give: Give, views: Views, store: str):
    first = give(identity="a")
    again = [give(identity="a").status for _ in range(3)]

    assert first.status == "ACCEPTED"
    assert again == ["DUPLICATE"] * 3
    assert views.queue(f"{store}/order:1") == [first.event_id]


def test_a_second_mark_makes_the_same_content_a_duplicate_under_another_id(give: Give):
    first = give(identity="a", marks=("orders/create|hash",))
    replayed = give(identity="b", marks=("orders/create|hash",))

    assert (first.status, replayed.status) == ("ACCEPTED", "DUPLICATE")


def test_the_same_id_with_another_body_is_kept_as_a_conflict_and_stops_the_lane(
    give: Give, ledger: Ledger, views: Views, store: str
):
    first = give(identity="a", body=b"1")
    rival = give(identity="a", body=b"2")
    claim = ledger.claim(first.event_id, "w")

    assert rival.status == "CONFLICT"
    assert claim.status == "OTHER"
    assert claim.bell is not None
    assert ledger.claim(claim.bell.event_id, "w").status == "PARKED"
    assert [(p.reason, p.lane) for p in views.parked(store)] == [("CONFLICT", f"{store}/order:1")]
    assert views.event(claim.bell.event_id)["body"] == b"2"


def test_events_of_one_order_are_claimed_in_their_order(give: Give, ledger: Ledger):
    first, second = give(), give()

    early = ledger.claim(second.event_id, "w")
    claim = ledger.claim(first.event_id, "w")
    busy = ledger.claim(second.event_id, "w")
    bell = finish(ledger, claim, first.event_id)

    assert (early.status, early.bell) == (
        "OTHER",
        Bell(first.event_id, "orders.hold", "orders", first.event_id),
    )
    assert busy.status == "BUSY"
    assert bell is not None
    assert bell.event_id == second.event_id
    assert ledger.claim(second.event_id, "w").status == "OK"


def test_other_orders_go_on_while_one_is_held(give: Give, ledger: Ledger):
    one, other = give(refs=("order:1",)), give(refs=("order:2",))
    ledger.claim(one.event_id, "w")

    assert ledger.claim(other.event_id, "w").status == "OK"


def test_a_create_goes_before_everything_that_waits(give: Give, ledger: Ledger):
    cancel = give(types.ORDER_CANCELLED)
    create = give(types.ORDER_CREATED)

    assert ledger.claim(cancel.event_id, "w").status == "OTHER"
    assert ledger.claim(create.event_id, "w").status == "OK"


def test_a_wait_for_the_create_ends_when_the_create_arrives(give: Give, ledger: Ledger):
    cancel = give(types.ORDER_CANCELLED)
    claim = ledger.claim(cancel.event_id, "w")
    ledger.defer(
        claim.lane,
        claim.token,
        cancel.event_id,
        delay_ms=60_000,
        reason="NO_CREATE",
        unblocked_by=[types.ORDER_CREATED],
        limit_ms=60_000,
    )
    waiting = ledger.claim(cancel.event_id, "w")
    create = give(types.ORDER_CREATED)
    created = ledger.claim(create.event_id, "w")
    finish(ledger, created, create.event_id)

    assert waiting.status == "LATER"
    assert created.status == "OK"
    assert ledger.claim(cancel.event_id, "w").status == "OK"


def test_an_event_that_ends_a_wait_overtakes_the_one_that_waits(give: Give, ledger: Ledger):
    ship = give(types.SHIPMENT_REQUESTED)
    claim = ledger.claim(ship.event_id, "w")
    give(types.ORDER_ADDRESS_CHANGED)
    ledger.defer(
        claim.lane,
        claim.token,
        ship.event_id,
        delay_ms=0,
        reason="ON_HOLD",
        unblocked_by=[types.ORDER_RELEASED],
        limit_ms=60_000,
    )
    release = give(types.ORDER_RELEASED)

    assert ledger.claim(release.event_id, "w").status == "OK"


def test_a_wait_has_an_end(give: Give, ledger: Ledger):
    event = give()
    claim = ledger.claim(event.event_id, "w")

    assert not ledger.defer(
        claim.lane, claim.token, event.event_id, delay_ms=0, reason="NO_CREATE", limit_ms=0
    )


def test_a_lost_lease_bars_every_later_word_of_its_holder(
    give: Give, redis_client: "redis.Redis", store: str
):
    ledger = Ledger(redis_client, Leases(lease_ms=1))
    event = give()
    old = ledger.claim(event.event_id, "old")
    time.sleep(0.01)
    new = ledger.claim(event.event_id, "new")

    assert new.status == "OK"
    for word in (
        lambda: ledger.renew(old.lane, old.token),
        lambda: ledger.intent(old.lane, old.token, event.event_id, "e", "{}", 1, "{}"),
        lambda: ledger.outcome(old.lane, old.token, "e", "{}", final=True, entry="{}"),
        lambda: ledger.park(old.lane, old.token, event.event_id, "X", ""),
        lambda: ledger.defer(old.lane, old.token, event.event_id, delay_ms=1, reason="X"),
        lambda: finish(ledger, old, event.event_id),
    ):
        with pytest.raises(Fenced):
            word()


def test_an_event_with_an_open_effect_cannot_be_settled_and_stays_the_head(
    give: Give, ledger: Ledger
):
    cancel = give(types.ORDER_CANCELLED)
    claim = ledger.claim(cancel.event_id, "w")
    here = (claim.lane, claim.token)
    ledger.intent(*here, cancel.event_id, "cancel|1", "{}", 1, '{"what":"intent"}')
    create = give(types.ORDER_CREATED)

    with pytest.raises(LedgerError, match="without an outcome"):
        finish(ledger, claim, cancel.event_id)
    with pytest.raises(LedgerError, match="no outcome yet"):
        ledger.intent(*here, cancel.event_id, "hold|1", "{}", 1, '{"what":"intent"}')
    ledger.defer(*here, cancel.event_id, delay_ms=0, reason="IN_DOUBT")
    assert ledger.claim(create.event_id, "w").status == "OTHER"
    again = ledger.claim(cancel.event_id, "w")
    assert again.status == "OK"
    assert again.effects == {"cancel|1": "{}"}
    assert again.lane_record["open"] == "cancel|1"


def test_deaths_park_a_poisoned_head_but_progress_forgets_them(give: Give, redis_client):
    ledger = Ledger(redis_client, Leases(lease_ms=1, deaths=3))
    event = give()

    def die() -> Claim:
        time.sleep(0.005)
        return ledger.claim(event.event_id, "w")

    claims = [die() for _ in range(2)]
    here = (claims[-1].lane, claims[-1].token)
    ledger.outcome(*here, "e", "{}", final=True, entry='{"what":"outcome"}')
    statuses = [die().status for _ in range(4)]

    assert statuses == ["OK", "OK", "OK", "PARKED"]


def test_a_dead_lease_is_swept_and_rung_again(give: Give, redis_client, store: str, views: Views):
    ledger = Ledger(redis_client, Leases(lease_ms=1, ring_again_ms=0))
    event = give()
    ledger.claim(event.event_id, "w")
    time.sleep(0.01)

    bells = ledger.sweep(store)

    assert event.event_id in [bell.event_id for bell in bells]
    assert ledger.claim(event.event_id, "w").status == "OK"


def test_the_sweep_does_not_ring_twice_and_gives_an_unanswered_bell_a_new_task_id(
    give: Give, redis_client, store: str
):
    event = give()
    patient = Ledger(redis_client, Leases(ring_again_ms=60_000))
    eager = Ledger(redis_client, Leases(ring_again_ms=0, rings=2))

    def rung(ledger: Ledger) -> list[str]:
        bells = ledger.sweep(store)  # of the whole shard, in which other tests' lanes may stand
        return [bell.task_id for bell in bells if bell.event_id == event.event_id]

    assert rung(patient) == [event.event_id]
    assert rung(patient) == []
    assert rung(eager) == [event.event_id]
    assert rung(eager) == [f"{event.event_id}.1"]


def test_an_unknown_reference_waits_until_an_event_brings_it(
    give: Give, ledger: Ledger, views: Views, store: str
):
    hold = give(types.ORDER_HELD, ("fulfillment_order:7",), opens=False)
    other = give(types.ORDER_RELEASED, ("fulfillment_order:7",), opens=False)
    before = ledger.claim(hold.event_id, "w")
    routed = give(types.SHIPMENT_REQUESTED, ("order:1", "fulfillment_order:7"))
    late = give(types.ORDER_HELD, ("fulfillment_order:7",), opens=False)

    assert (hold.status, before.status) == ("WAITING", "WAITING")
    assert views.queue(f"{store}/order:1") == [
        routed.event_id,
        hold.event_id,
        other.event_id,
        late.event_id,
    ]
    assert views.lane_of(store, "fulfillment_order:7") == f"{store}/order:1"
    assert late.status == "ACCEPTED"


def test_two_orders_with_one_number_keep_a_lane_each(give: Give, views: Views, store: str):
    first = give(types.ORDER_CREATED, ("order:1", "number:5"))
    second = give(types.ORDER_CREATED, ("order:2", "number:5"))

    assert views.queue(f"{store}/order:1") == [first.event_id]
    assert views.queue(f"{store}/order:2") == [second.event_id]
    assert "alias conflict" in [e["what"] for e in views.timeline(f"{store}/order:2")]


def test_intake_rests_when_redis_is_nearly_full_and_opens_again(
    give: Give, ledger: Ledger, redis_client, monkeypatch: pytest.MonkeyPatch
):
    memory = {"maxmemory": 100, "used_memory": 81}
    monkeypatch.setattr(redis_client, "info", lambda section: memory)
    monkeypatch.setattr("ledger.memory._CHECK_S", 0)
    give()

    with pytest.raises(IntakeClosed):
        give()
    memory["used_memory"] = 79

    assert give().status == "ACCEPTED"


def test_what_waits_for_its_order_too_long_is_parked_and_still_joins_it_later(
    give: Give, redis_client, store: str, views: Views
):
    ledger = Ledger(redis_client, Leases(waiting_room_ms=0))
    envelope = Envelope("w1", "t", types.TRACKING_UPDATED, ("tracking:9",))
    body = Delivery("hero", "shiphero", store, envelope, b"{}", "7b7d", "tracking.update", "t")
    waiting = ledger.ingest(body)
    time.sleep(0.005)
    ledger.sweep(store)
    parked = views.parked(store)
    joined = give(types.ORDER_CREATED, ("order:1", "tracking:9"))

    assert [(p.event_id, p.reason) for p in parked] == [(waiting.event_id, "UNKNOWN_ORDER")]
    assert views.parked(store) == []
    assert views.queue(f"{store}/order:1") == [joined.event_id, waiting.event_id]


def test_derived_events_take_the_place_of_their_delivery(give: Give, ledger: Ledger, views: Views):
    delivery, later = give(types.DELIVERY_RECEIVED), give()
    claim = ledger.claim(delivery.event_id, "w")
    derived = tuple(
        Derived(kind, "orders.hold", "orders", "shop", "s", "", json.dumps({"n": n}))
        for n, kind in enumerate((types.ORDER_HELD, types.ORDER_RELEASED))
    )

    bell = finish(ledger, claim, delivery.event_id, Verdict("done", derived=derived))

    first, second = f"{delivery.event_id}#1", f"{delivery.event_id}#2"
    assert bell is not None
    assert bell.event_id == first
    assert views.queue(claim.lane) == [first, second, later.event_id]
    assert views.event(second)["data"] == '{"n": 1}'


def test_a_parked_lane_waits_for_a_person_and_goes_on_after_retry(
    give: Give, ledger: Ledger, views: Views, store: str
):
    event, later = give(), give()
    claim = ledger.claim(event.event_id, "w")
    ledger.park(claim.lane, claim.token, event.event_id, "REFUSED", "422")
    order = who()
    blocked = ledger.claim(later.event_id, "w")
    bell = Operator(ledger).retry(event.event_id, order)
    repeated = Operator(ledger).retry(event.event_id, order)

    assert (blocked.status, blocked.detail) == ("PARKED", "REFUSED")
    assert bell is not None
    assert bell.task_id == event.event_id
    assert repeated is None
    assert views.parked(store) == []
    assert ledger.claim(event.event_id, "w").status == "OK"


def test_skip_and_mark_done_settle_the_head_and_only_a_parked_one(
    give: Give, ledger: Ledger, views: Views
):
    skipped, done = give(), give()
    operator = Operator(ledger)
    with pytest.raises(NotParked):
        operator.skip(skipped.event_id, who())
    for event, verb in ((skipped, operator.skip), (done, operator.mark_done)):
        claim = ledger.claim(event.event_id, "w")
        ledger.park(claim.lane, claim.token, event.event_id, "REFUSED", "")
        verb(event.event_id, who())

    assert views.event(skipped.event_id)["state"] == "skipped"
    assert views.event(done.event_id)["state"] == "done"


def test_a_dropped_order_does_not_rise_from_the_dead(give: Give, ledger: Ledger, views: Views):
    event, _ = give(), give()
    claim = ledger.claim(event.event_id, "w")
    ledger.park(claim.lane, claim.token, event.event_id, "REFUSED", "")
    Operator(ledger).drop(claim.lane, who())

    assert views.queue(claim.lane) == []
    assert give(types.ORDER_CREATED).status == "SUPERSEDED"


def test_a_create_frees_an_order_that_was_parked_for_want_of_it(
    give: Give, ledger: Ledger, views: Views, store: str
):
    cancel = give(types.ORDER_CANCELLED)
    claim = ledger.claim(cancel.event_id, "w")
    ledger.park(claim.lane, claim.token, cancel.event_id, "NO_CREATE", "")
    create = give(types.ORDER_CREATED)

    assert views.parked(store) == []
    assert views.queue(claim.lane) == [create.event_id, cancel.event_id]
    assert ledger.claim(create.event_id, "w").status == "OK"


def test_the_balance_closes_over_every_way_an_event_can_end(
    give: Give, ledger: Ledger, views: Views, store: str
):
    before = views.balance([store])
    done = give(identity="done", refs=("order:a",))
    give(identity="done", refs=("order:a",))
    parked = give(refs=("order:b",))
    give(refs=("order:c",))
    give(state="skipped", reason="NO_ACTION")
    give(state="quarantined", reason="UNREADABLE", refs=())
    give(refs=("tracking:1",), opens=False)
    give(identity="done", body=b"other", refs=("order:a",))
    conflict = ledger.claim(done.event_id, "w").bell
    assert conflict is not None
    ledger.claim(conflict.event_id, "w")
    Operator(ledger).skip(conflict.event_id, who())
    finish(ledger, ledger.claim(done.event_id, "w"), done.event_id)
    held = ledger.claim(parked.event_id, "w")
    ledger.park(held.lane, held.token, parked.event_id, "X", "")
    after = views.balance([store])

    moved = {name: n - before.outcomes[name] for name, n in after.outcomes.items()}
    assert after.received - before.received == 8
    assert moved == {
        "done": 1,
        "duplicate": 1,
        "conflict": 1,
        "quarantined": 1,
        "superseded": 0,
        "stale": 0,
        "skipped": 1,
        "parked": 1,
        "waiting": 2,
    }
    assert after.difference == 0


def test_the_ready_made_bell_is_pushed_only_for_the_head(ledger: Ledger, store: str, redis_client):
    def ingest(identity: str) -> Intake:
        envelope = Envelope(identity, "t", types.ORDER_HELD, ("order:1",), opens_lane=True)
        delivery = Delivery("s", "shopify", store, envelope, b"", identity, "orders.hold", "q")
        return ledger.ingest(delivery, (f"bells-{store}", identity.encode()))

    ingest("first")
    ingest("second")

    assert redis_client.lrange(f"bells-{store}", 0, -1) == [b"first"]


def test_an_order_id_cannot_leave_its_shard(give: Give, redis_client, store: str):
    give(refs=("order:a%7D%3A%7Bb",))

    tag = keys.prefix_of_store(store).encode()
    ours = [key for key in redis_client.scan_iter("*") if store.encode() in key]
    assert ours
    assert all(key.startswith(tag + b":") for key in ours)


def test_scripts_survive_a_script_flush(give: Give, redis_client):
    give()
    redis_client.script_flush()

    assert give().status == "ACCEPTED"


def wait_for(ledger: Ledger, claim: Claim, eid: str, *types_: str, reason: str = "X") -> bool:
    return ledger.defer(
        claim.lane,
        claim.token,
        eid,
        delay_ms=60_000,
        reason=reason,
        unblocked_by=types_,
        limit_ms=60_000,
    )


def test_what_ends_a_wait_is_seen_though_it_came_before_the_wait_began(
    give: Give, ledger: Ledger, store: str
):
    ship = give(types.SHIPMENT_REQUESTED)
    claim = ledger.claim(ship.event_id, "w")
    release = give(types.ORDER_RELEASED)
    wait_for(ledger, claim, ship.event_id, types.ORDER_RELEASED)

    assert release.event_id in [bell.event_id for bell in ledger.sweep(store)]
    assert ledger.claim(release.event_id, "w").status == "OK"


def test_an_event_that_overtook_stays_the_head_through_a_back_off(give: Give, ledger: Ledger):
    waiter = give(types.SHIPMENT_REQUESTED)
    claim = ledger.claim(waiter.event_id, "w")
    overtaker = give(types.ORDER_RELEASED)
    wait_for(ledger, claim, waiter.event_id, types.ORDER_RELEASED)
    begun = ledger.claim(overtaker.event_id, "w")
    ledger.defer(begun.lane, begun.token, overtaker.event_id, delay_ms=0, reason="UNAVAILABLE")

    assert ledger.claim(waiter.event_id, "w").status == "OTHER"
    assert ledger.claim(overtaker.event_id, "w").status == "OK"


def test_a_waiting_event_looks_again_before_its_limit(give: Give, ledger: Ledger):
    event = give()
    claim = ledger.claim(event.event_id, "w")
    ledger.defer(
        claim.lane, claim.token, event.event_id, delay_ms=0, reason="ON_HOLD", limit_ms=60_000
    )

    assert ledger.claim(event.event_id, "w").status == "OK"


def test_each_kind_of_wait_has_its_own_limit(give: Give, redis_client, store: str):
    ledger = Ledger(redis_client, Leases(lease_ms=60_000))
    event = give()
    claim = ledger.claim(event.event_id, "w")
    ledger.defer(
        claim.lane, claim.token, event.event_id, delay_ms=0, reason="NO_CREATE", limit_ms=1
    )
    time.sleep(0.01)
    again = ledger.claim(event.event_id, "w")
    over = not ledger.defer(
        again.lane, again.token, event.event_id, delay_ms=0, reason="NO_CREATE", limit_ms=1
    )

    assert over
    assert wait_for(ledger, again, event.event_id, reason="ON_HOLD")


class TestWaitingRooms:
    @pytest.fixture
    def room(self, give: Give):
        """Two events that wait for an order nobody knows."""
        return [
            give(types.ORDER_HELD, ("fulfillment_order:7",), opens=False, identity=f"room-{n}")
            for n in range(2)
        ]

    def park_it(self, redis_client, store: str) -> None:
        lane = f"?{store}/fulfillment_order:7"
        redis_client.zadd(f"{keys.prefix_of_store(store)}:WAITING", {lane: 1})  # its time is over
        Ledger(redis_client).sweep(store)

    def test_a_room_is_never_claimed_even_after_a_skip(
        self, room, ledger: Ledger, redis_client, store: str, views: Views
    ):
        self.park_it(redis_client, store)
        bell = Operator(ledger).skip(room[0].event_id, who())

        assert bell is None
        assert ledger.claim(room[1].event_id, "w").status == "PARKED"
        assert [event.event_id for event in views.parked(store)] == [room[1].event_id]

    def test_a_retried_room_waits_for_its_order_once_more(
        self, room, ledger: Ledger, redis_client, store: str, views: Views
    ):
        self.park_it(redis_client, store)
        Operator(ledger).retry(room[0].event_id, who())
        ledger.sweep(store)

        assert views.parked(store) == []

    def test_a_room_cannot_be_dropped(self, room, ledger: Ledger, redis_client, store: str):
        self.park_it(redis_client, store)

        with pytest.raises(NotParked, match="waiting room"):
            Operator(ledger).drop(f"?{store}/fulfillment_order:7", who())

    def test_a_conflict_in_a_room_still_stops_the_lane_it_joins(
        self, room, give: Give, ledger: Ledger, store: str
    ):
        give(
            types.ORDER_HELD,
            ("fulfillment_order:7",),
            opens=False,
            identity="room-0",
            body=b"other",
        )
        bringer = give(types.SHIPMENT_REQUESTED, ("order:1", "fulfillment_order:7"))
        claim = ledger.claim(bringer.event_id, "w")
        bell = finish(ledger, claim, bringer.event_id)

        assert bell is not None
        assert "!" in bell.event_id
        assert ledger.claim(bell.event_id, "w").status == "PARKED"


def test_a_conflict_of_an_event_whose_lane_is_gone_is_kept_in_quarantine(
    give: Give, ledger: Ledger, views: Views, store: str, redis_client
):
    event = give(identity="old")
    finish(ledger, ledger.claim(event.event_id, "w"), event.event_id)
    redis_client.delete(f"{keys.prefix_of_store(store)}:lane:{store}/order:1")

    rival = give(identity="old", body=b"other")

    assert rival.status == "CONFLICT"
    assert f"{event.event_id}!" in " ".join(views.quarantined(store))


class TestOpenEffects:
    """A call that may still land: nothing of the order goes on before it is found out."""

    @pytest.fixture
    def open_lane(self, give: Give, ledger: Ledger):
        def make(identity: str = "doubt", refs: tuple[str, ...] = ("order:1",)) -> Claim:
            event = give(identity=identity, refs=refs)
            claim = ledger.claim(event.event_id, "w")
            record = '{"state":"INTENT","doubt":true,"ids":{},"ask":{"order":"1","body":{"FirstName":"Rita"}}}'
            here = (claim.lane, claim.token)
            ledger.intent(*here, event.event_id, "e|1", record, 1, '{"what":"intent"}')
            return claim

        return make

    def test_a_conflict_does_not_end_the_quiet_time(self, give: Give, ledger: Ledger, open_lane):
        claim = open_lane()
        eid = claim.lane_record["current"]
        ledger.defer(
            claim.lane, claim.token, eid, delay_ms=60_000, reason="X", effect=("e|1", "{}")
        )

        give(identity="doubt", body=b"other")

        assert ledger.claim(eid, "w").status == "LATER"

    def test_parking_keeps_the_effect_open(self, ledger: Ledger, open_lane, views: Views):
        claim = open_lane()
        eid = claim.lane_record["current"]
        ledger.park(claim.lane, claim.token, eid, "POISON", "")
        Operator(ledger).retry(eid, who())
        again = ledger.claim(eid, "w")

        assert again.lane_record["open"] == "e|1"
        with pytest.raises(Fenced, match="without an outcome"):
            finish(ledger, again, eid)

    @pytest.mark.parametrize("later", [True, False])
    def test_after_a_skip_the_order_rests_for_the_quiet_time(
        self, give: Give, ledger: Ledger, open_lane, views: Views, later: bool
    ):
        claim = open_lane()
        eid = claim.lane_record["current"]
        waiting = None if later else give()
        ledger.park(claim.lane, claim.token, eid, "X", "")
        bell = Operator(ledger).skip(eid, who())
        following = waiting or give()

        assert bell is None
        assert ledger.claim(following.event_id, "w").status == "LATER"
        assert views.effects(claim.lane)["e|1"]["state"] == "SKIPPED"
        assert views.effects(claim.lane)["e|1"]["doubt"] is False

    def test_after_a_drop_the_order_rests_too(self, give: Give, ledger: Ledger, open_lane):
        claim = open_lane()
        ledger.park(claim.lane, claim.token, claim.lane_record["current"], "X", "")
        Operator(ledger).drop(claim.lane, who())

        assert ledger.claim(give().event_id, "w").status == "LATER"


class TestGate:
    @pytest.fixture
    def gate(self, redis_client: "redis.Redis", store: str):
        own = f"ol:{{{store}}}"
        return lambda **rules: Gate(Scripts(redis_client), Budget(**rules), own)

    def test_no_more_calls_than_the_budget_in_any_window(self, gate):
        door = gate(calls=3, per_ms=60_000)

        answers = [door.ask() for _ in range(5)]

        assert [leave.wait_ms > 0 for leave in answers] == [False, False, False, True, True]
        assert answers[-1].reason == "BUDGET"

    def test_a_throttled_call_pauses_everybody(self, gate):
        door = gate()
        door.report("throttled", 30_000)

        assert 29_000 < door.ask().wait_ms <= 30_000

    def test_failures_in_a_row_open_the_breaker_and_one_probe_closes_it(self, gate):
        door = gate(failures=2, open_ms=20)
        door.report("failed")
        still_open = door.ask()
        door.report("failed")
        shut = door.ask()
        time.sleep(0.03)
        probe, second = door.ask(), door.ask()
        door.report("ok")

        assert (still_open.wait_ms, still_open.watched) == (0, True)
        assert shut.reason == "BREAKER"
        assert (probe.wait_ms, probe.watched) == (0, True)
        assert second.reason == "BREAKER"
        assert door.ask().wait_ms == 0
