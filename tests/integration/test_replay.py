"""Settled events are told again: past the door's dedupe, never past the effects."""

import json
from collections.abc import Iterator
from dataclasses import replace as changed
from typing import Any

import pytest
import redis
from click.testing import CliRunner

from desk.audit import deeds
from desk.book import Book
from desk.replay_plan import Wanted, chosen, plans
from desk.replaying import CanaryParked, Run
from ledger.operator import Operator, Order
from orderlane.embedded import EmbeddedRedis
from orderlane.replay import replay
from orderlane.shop import ShopOrder
from tests.integration.asked_rig import House, house_of


@pytest.fixture
def house(
    redis_client: "redis.Redis", state_redis: EmbeddedRedis, sandbox_url: str, store: str
) -> Iterator[House]:
    with house_of(redis_client, sandbox_url, store, "shopify", None, url=state_redis.url) as opened:
        yield opened


def made(house: House, number: int, **changes: Any) -> str:
    """Let an order be created, and return the event."""
    eid = house.deliver("orders/create", ShopOrder(number, number).whole(**changes))
    house.turns()
    return eid


def run(house: House, name: str = "run-1", **more: Any) -> Run:
    asked = Order(f"{name}-{house.store}", "ana", "restored")
    return Run(house.book, asked, **{"rate": 1e6, "sleep": lambda s: house.turns_all(), **more})


def everything(house: House) -> list[Any]:
    return chosen(house.book, Wanted(house.shop, since=0))


def test_what_was_done_is_told_again_and_done_once(house: House):
    made(house, 1)
    made(house, 2)
    told = run(house)

    told.canary(everything(house), 20.0, lambda: None)

    assert [house.commits("1"), house.commits("2")] == [["create_order"], ["create_order"]]
    assert told.outcomes == {"ACCEPTED": 2}
    lane = house.views.timeline(house.lane("1"))
    again = next(one for one in lane if one["what"] == "replayed")
    assert (again["who"], again["why"]) == ("ana", "restored")
    assert house.state(again["as"]) == ("superseded", "ORDER_EXISTS")
    assert house.views.balance([house.store]).difference == 0
    assert {deed.verb for deed in deeds(house.book) if deed.who == "ana"} >= {"replay"}


def test_a_run_that_was_stopped_goes_on_and_tells_nothing_twice(house: House):
    for number in (1, 2, 3):
        made(house, number)
    some = everything(house)
    run(house).canary(some[:1], 20.0, lambda: None)

    going_on = run(house)
    going_on.canary(some[:1], 20.0, lambda: None)
    going_on.rest(some[1:], lambda: None)
    house.turns_all()

    assert going_on.outcomes == {"SAME": 1, "ACCEPTED": 2}
    assert [house.commits(str(number)) for number in (1, 2, 3)] == [["create_order"]] * 3


def test_the_plan_says_what_would_be_created_what_is_done_and_what_would_conflict(house: House):
    done = made(house, 1)
    taken = house.deliver("orders/create", ShopOrder(2, 2).whole(line_items=[]))
    house.turns()
    assert house.state(taken)[0] == "parked"
    Operator(house.book.ledger).skip(taken, Order(f"s-{house.store}", "ana", "empty"))
    cancel = house.deliver(
        "orders/cancelled", ShopOrder(1, 1).whole(cancelled_at="2026-11-28T10:00:00Z")
    )
    plan = {one.event: (one.verdict, one.what) for one in plans(house.book, everything(house))}

    assert plan[done] == ("already done", "")
    assert plan[taken] == ("would conflict", "UNREADABLE")
    assert cancel not in plan  # it waits still
    assert house.commits("1") == ["create_order"]


def test_an_event_that_a_person_skipped_would_be_carried_out(house: House):
    made(house, 1)
    held = house.deliver(
        "order.held",
        {"type": "order.held", "data": {"order": {"id": "1"}, "reason": "x", "hold_id": "h"}},
        source="bus",
    )
    house.park_next(held)
    Operator(house.book.ledger).skip(held, Order(f"s-{house.store}", "ana", "not now"))
    some = chosen(house.book, Wanted("bus", since=0))

    assert [(one.verdict, one.what) for one in plans(house.book, some)] == [
        ("would create", "hold_order")
    ]
    run(house).canary(some, 20.0, lambda: None)
    assert house.commits("1") == ["create_order", "hold_order"]


def test_one_of_the_first_that_parks_stops_the_run(house: House):
    eid = house.deliver("orders/create", ShopOrder(7, 7).whole(line_items=[]))
    house.turns()
    Operator(house.book.ledger).skip(eid, Order(f"s-{house.store}", "ana", "empty"))
    made(house, 8)
    some = everything(house)

    told = run(house)
    with pytest.raises(CanaryParked):
        told.canary(some[:1], 20.0, lambda: None)
    assert told.outcomes == {"ACCEPTED": 1}


def test_what_waits_still_is_not_told_again(house: House):
    made(house, 1)
    some = everything(house)
    waiting = house.deliver(
        "orders/cancelled", ShopOrder(1, 1).whole(cancelled_at="2026-11-28T10:00:00Z")
    )
    some[0] = changed(some[0], id=waiting)
    told = run(house)

    assert told.tell(some[0]).status == "NOT_SETTLED"


def test_the_command_plans_asks_why_and_tells(house: House, monkeypatch: pytest.MonkeyPatch):
    made(house, 1)
    monkeypatch.setattr(Book, "opened", lambda: house.book)
    call = ["--source", house.shop, "--since", "1h", "--output", "json"]

    planned = CliRunner().invoke(replay, [*call, "--plan"])
    assert planned.exit_code == 0
    assert [one["verdict"] for one in json.loads(planned.stdout)] == ["already done"]
    mute = CliRunner().invoke(replay, [*call, "--yes"])
    assert mute.exit_code == 2
    assert "--why is needed" in mute.stderr
    told = CliRunner().invoke(
        replay, [*call, "--yes", "--why", "restored", "--canary", "0", "--rate", "100"]
    )
    assert told.exit_code == 0, told.stderr
    assert "1 accepted" in told.stderr
    house.turns_all()
    assert house.commits("1") == ["create_order"]


def test_ctrl_c_says_how_far_it_came_and_how_to_go_on(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    for number in (1, 2, 3):
        made(house, number)
    monkeypatch.setattr(Book, "opened", lambda: house.book)
    real, told = Run.tell, []

    def interrupted(self: Run, one: Any) -> Any:
        if len(told) == 2:
            raise KeyboardInterrupt
        told.append(one)
        return real(self, one)

    monkeypatch.setattr(Run, "tell", interrupted)
    call = ["--source", house.shop, "--since", "1h", "--yes", "--why", "x", "--canary", "0"]
    stopped = CliRunner().invoke(replay, [*call, "--run", f"r-{house.store}", "--rate", "100"])

    assert stopped.exit_code == 130
    assert f"stopped: 2 accepted; go on with --run r-{house.store}" in stopped.stderr


def test_a_replayed_create_of_a_barred_order_raises_nothing(house: House):
    eid = made(house, 1)
    lane = house.lane("1")
    house.runtime.ledger.client.hset(f"{house.prefix}:lane:{lane}", "tombstone", "1")

    assert [one.what for one in plans(house.book, everything(house))] == ["TOMBSTONE"]
    told = run(house)
    told.tell(everything(house)[0])
    assert told.outcomes == {"SUPERSEDED": 1}
    assert house.state(eid)[0] == "done"
