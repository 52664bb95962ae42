"""The figures that the scripts keep, read back from a real Redis."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import redis

from ledger.counters import Made, Told
from ledger.operator import Operator, Order
from ledger.overdue import overdue_ms
from ledger.records import Derived, Verdict
from ledger.views import Views
from orderlane.verify import effect_differences, figure_differences
from tests.integration.figures_rig import House, effect_record, shard_of


@pytest.fixture
def house(own_client: "redis.Redis", store: str) -> House:
    return House(own_client, store)


def test_events_are_told_by_source_and_topic_and_an_undeclared_topic_has_no_name(house: House):
    house.give("1", "orders/create", counted="orders/create")
    house.give("1", "orders/create", counted="orders/create")
    house.give("2", "orders/of-ana@example.com")
    house.give("3", "x", state="quarantined", reason="UNKNOWN_TOPIC")

    assert house.told == {
        Told("accepted", "shop", "orders/create"): 1,
        Told("duplicate", "shop", "orders/create"): 1,
        Told("accepted", "shop", "other"): 1,
        Told("quarantined", "shop", "other"): 1,
    }


def test_what_an_event_turns_out_to_mean_is_told_by_its_type(house: House):
    given = house.give("1", "orders/updated", counted="orders/updated")
    claim = house.ledger.claim(given.event_id, "w")
    child = Derived("order.held", "t", "orders", "shop", "s", "", "{}", "shop|order.held")
    house.ledger.complete(
        claim.lane, claim.token, given.event_id, Verdict("done", derived=(child,))
    )

    assert house.told[Told("derived", "shop", "order.held")] == 1
    assert house.told[Told("done", "shop", "orders/updated")] == 1


def test_parked_orders_are_counted_by_reason_until_a_person_puts_them_right(house: House):
    before = house.figures
    eids = [house.give(str(nth), "orders/create").event_id for nth in range(3)]
    for eid, reason in zip(eids, ("REFUSED_X", "REFUSED_X", "UNREADABLE"), strict=True):
        house.park(eid, reason)
    parked = house.figures.stopped - before.stopped
    operator = Operator(house.ledger)
    operator.retry(eids[0], Order(f"r{eids[0]}", "ana", "because"))
    operator.skip(eids[2], Order(f"r{eids[2]}", "ana", "because"))

    assert parked == {"REFUSED_X": 2, "UNREADABLE": 1}
    assert house.figures.stopped - before.stopped == {"REFUSED_X": 1}
    assert house.figures.lanes["PARKED"] - before.lanes["PARKED"] == 1
    assert Counter(told.what for told in house.told.elements()) == {
        "accepted": 3,
        "parked": 3,
        "retried": 1,
        "skipped": 1,
    }


def test_effects_are_counted_by_state_and_the_oldest_in_doubt_by_its_age(house: House):
    given = house.give("1", "orders/create")
    claim = house.ledger.claim(given.event_id, "w")
    here = (claim.lane, claim.token, given.event_id)
    ask = {"address": {"state": "QC", "operation": "none"}}
    record = {state: effect_record(state, ask) for state in ("INTENT", "IN_DOUBT", "APPLIED")}
    before = house.figures.effects
    house.ledger.intent(*here, "hold_order|1", record["INTENT"], 1, "{}")
    sent = house.figures.effects - before
    house.ledger.defer(
        *here, delay_ms=0, reason="IN_DOUBT", effect=("hold_order|1", record["IN_DOUBT"])
    )
    house.client.zincrby(f"{shard_of(given)}:DOUBT", -90_000, claim.lane)
    aged = house.figures.doubt_ms
    again = house.ledger.claim(given.event_id, "w")
    house.ledger.outcome(
        again.lane, again.token, "hold_order|1", record["APPLIED"], final=True, entry="{}"
    )

    assert sent == {Made("hold_order", "INTENT"): 1}
    assert 90_000 <= aged < 100_000
    assert house.figures.effects - before == {Made("hold_order", "APPLIED"): 1}
    assert house.figures.doubt_ms == 0


def test_what_happened_today_is_known_by_the_hour(house: House):
    before, day = house.counters.today([house.store]), datetime.now(UTC).date()
    house.give("1", "orders/create")

    assert house.counters.today([house.store]) - before == {"accepted": 1}
    hours = house.counters.hours([house.store], day)
    assert sum(hours.values(), Counter()) == house.counters.today([house.store])


def test_the_longest_wait_is_told_by_queue(house: House):
    late = house.give("1", "orders/create", queue="orders")
    house.give("2", "orders/paid", queue="payments")
    house.client.zincrby(f"{shard_of(late)}:READY", -60_000, late.lane)

    waits = overdue_ms(house.client, [house.store])

    assert 60_000 <= waits["orders"] < 70_000
    assert 0 <= waits["payments"] < 10_000


def test_verify_sees_a_figure_that_the_ledger_does_not_bear_out(house: House):
    given = house.give("1", "x", state="quarantined", reason="UNKNOWN_TOPIC")
    views, stores = Views(house.client), [house.store]

    def differences() -> list[str]:
        kept = len(views.quarantined(house.store))
        return figure_differences(house.figures, views.balance(stores), kept)

    right = differences()
    house.client.hincrby(f"{shard_of(given)}:told", "done|shop|other", 7)
    house.client.hincrby(f"{shard_of(given)}:kept", "UNKNOWN_TOPIC", -1)
    wrong = differences()
    house.client.hincrby(f"{shard_of(given)}:told", "done|shop|other", -7)
    house.client.hincrby(f"{shard_of(given)}:kept", "UNKNOWN_TOPIC", 1)

    assert right == []
    assert [text.partition(":")[0] for text in wrong] == ["done", "in quarantine"]


def test_verify_sees_an_effect_that_is_counted_otherwise(house: House):
    given = house.give("1", "orders/create")
    effect = ("hold_order|1", effect_record("REJECTED", {}))
    before = house.figures.effects
    house.park(given.event_id, "REFUSED_X", effect)
    told = replace(house.figures, effects=house.figures.effects - before)
    views = Views(house.client)

    right = effect_differences(told, views.all_effects([house.store]))
    wrong = effect_differences(replace(told, effects=Counter()), views.all_effects([house.store]))

    assert right == []
    assert wrong == ["hold_order REJECTED: the figures say 0, the records say 1"]
