"""A thin event: what it means is asked of its source in the worker, within the source's limits."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.integration.asked_rig import House, api, house_of
from tests.unit.storefronts.conftest import JSON, Asked, FakeSource, Given, serving

FIXTURES = Path(__file__).parents[1] / "fixtures" / "bigcommerce"
UPDATED = json.loads((FIXTURES / "store-order-updated.json").read_text())
FETCHED = json.loads((FIXTURES / "store-order-updated.fetched.json").read_text())
ORDER = str(FETCHED["order"]["id"])
Open = Callable[..., Any]


@pytest.fixture
def shop() -> Iterator[FakeSource]:
    with serving(FakeSource(bigcommerce)) as source:
        yield source


def bigcommerce(asked: Asked) -> Given:
    """Answer as the store of the fixture does."""
    if asked.path == "/v2/time":
        return Given({"time": 1})
    version, _, part = asked.path.strip("/").partition("/orders/")
    ident, _, name = part.partition("/")
    if ident != ORDER:
        return Given([{"status": 404, "message": "not found"}], 404)
    body = FETCHED[name or "order"]
    return Given({"data": body, "meta": {}} if version == "v3" else body)


@pytest.fixture
def opened(redis_client: "redis.Redis", sandbox_url: str, store: str, shop: FakeSource) -> Open:
    @contextmanager
    def open_house(**more: Any) -> Iterator[House]:
        asked = api(shop.url, **more) if more.pop("asked", True) else None
        with house_of(redis_client, sandbox_url, store, "bigcommerce", asked) as house:
            yield house

    return open_house


def test_a_thin_event_becomes_what_its_source_says_and_its_version_is_the_order_s_own(
    opened: Open, shop: FakeSource
):
    with opened() as house:
        eid = house.deliver("store/order/updated", UPDATED)
        assert shop.asked == []  # never at the door
        house.turns()

        assert house.state(eid) == ("done", "")
        assert "create_order" in house.commits(ORDER)
        known = json.loads(house.views.lane(house.lane(ORDER))["known"])
        assert known["states"][house.shop]["order"]["version"].startswith("20")
        derived = house.views.event(f"{eid}#1")
        assert derived["version"] == known["states"][house.shop]["order"]["version"]
    assert [asked.path for asked in shop.asked] == [
        f"/v2/orders/{ORDER}",
        f"/v2/orders/{ORDER}/products",
        f"/v2/orders/{ORDER}/shipping_addresses",
        f"/v3/orders/{ORDER}/transactions",
    ]


def test_an_event_that_is_told_again_later_changes_nothing(opened: Open):
    with opened() as house:
        house.deliver("store/order/updated", UPDATED)
        house.turns()
        before = house.commits(ORDER)
        again = house.deliver("store/order/updated", {**UPDATED, "hash": "another"})
        house.turns()

        assert house.state(again) == ("done", "")
        assert house.commits(ORDER) == before


def test_what_is_gone_at_its_source_is_settled_with_the_reason(opened: Open, shop: FakeSource):
    body = {**UPDATED, "data": {**UPDATED["data"], "id": 999_999}}

    with opened() as house:
        eid = house.deliver("store/order/updated", body)
        house.turns()

        assert house.state(eid) == ("superseded", "GONE_AT_SOURCE")
        assert house.commits("999999") == []


def test_a_throttled_source_costs_no_attempt_and_all_workers_wait(opened: Open, shop: FakeSource):
    shop.answer = lambda asked: Given({}, 429, {**JSON, "Retry-After": "30"})

    with opened() as house:
        eid = house.deliver("store/order/updated", UPDATED)
        other = house.deliver(
            "store/order/updated", {**UPDATED, "data": {**UPDATED["data"], "id": 7}}
        )
        house.turns()

        assert house.state(eid) == ("queued", "SOURCE_THROTTLED")
        assert house.state(other) == ("queued", "SOURCE_PAUSED")
        assert "tries" not in house.views.event(eid)
    assert len(shop.asked) == 1


def test_the_rate_limit_is_shared_by_all_workers(opened: Open, shop: FakeSource):
    limit = {"calls": 2, "window_s": 600.0}

    with opened(**limit) as house:
        eid = house.deliver("store/order/updated", UPDATED)
        house.turns()
        assert house.state(eid) == ("queued", "SOURCE_BUDGET")
        assert len(shop.asked) == 2

        with opened(**limit) as another:
            another.told = 1
            other = another.deliver(
                "store/order/updated", {**UPDATED, "data": {**UPDATED["data"], "id": 7}}
            )
            another.turns()
            assert another.state(other) == ("queued", "SOURCE_BUDGET")
    assert len(shop.asked) == 2


def test_a_source_that_is_down_costs_no_attempt(opened: Open, shop: FakeSource):
    shop.answer = lambda asked: Given(b"<html>", 502, {"Content-Type": "text/html"})

    with opened() as house:
        eid = house.deliver("store/order/updated", UPDATED)
        house.turns()

        assert house.state(eid) == ("queued", "SOURCE_UNAVAILABLE")
        assert "tries" not in house.views.event(eid)


def test_without_an_api_the_event_waits_for_a_person_who_is_told_the_setting(
    opened: Open, shop: FakeSource
):
    with opened(asked=False) as house:
        eid = house.deliver("store/order/updated", UPDATED)
        house.turns()

        assert house.state(eid) == ("parked", "NO_SOURCE_API")
        parked = [one for one in house.views.timeline(house.lane(ORDER)) if one["what"] == "parked"]
        assert f"[sources.{house.shop}.api]" in parked[0]["detail"]
    assert shop.asked == []
