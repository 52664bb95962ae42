"""A storefront is asked: for the create that a command waits for, for whose a reference is, for what was missed."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis

from config.settings import Timing
from ledger.gate import prefix_of_source
from ledger.polls import Polls
from orderlane.shop import ShopOrder
from tests.integration.asked_rig import CALM, HURRIED, House, api, house_of
from tests.integration.fake_shops import Shop, shop_of, woo_order
from tests.integration.sweeping import due_bells
from tests.unit.storefronts.conftest import Given

ORDER = ShopOrder(1042, 2043)
Open = Callable[..., Any]


def at(minutes: float) -> str:
    """Return a time so many minutes from now, as both shops write it."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S")


def shopify_order(**changes: Any) -> dict[str, Any]:
    whole = ORDER.whole(updated_at=f"{at(1)}Z", created_at=f"{at(1)}Z")
    return {**whole, **changes}


def cancelled(**changes: Any) -> dict[str, Any]:
    return shopify_order(cancelled_at=f"{at(1)}Z", cancel_reason="customer", **changes)


def paid_woo(**changes: Any) -> dict[str, Any]:
    times = {"date_created_gmt": at(1), "date_modified_gmt": at(1), "date_paid_gmt": at(1)}
    return woo_order(1042, status="processing", **{**times, **changes})


@pytest.fixture
def shopify() -> Iterator[Shop]:
    with shop_of("shopify") as shop:
        yield shop


@pytest.fixture
def woocommerce() -> Iterator[Shop]:
    with shop_of("woocommerce") as shop:
        yield shop


@pytest.fixture
def opened(redis_client: "redis.Redis", sandbox_url: str, store: str) -> Open:
    @contextmanager
    def open_house(shop: Shop, dialect: str = "shopify", **more: Any) -> Iterator[House]:
        timing = more.pop("timing", HURRIED)
        asked = None if more.pop("blind", False) else api(shop.server.url, **more)
        with house_of(redis_client, sandbox_url, store, dialect, asked, timing) as house:
            yield house

    return open_house


# A command before its create.


def test_a_cancel_of_what_is_cancelled_at_the_shop_and_absent_in_the_oms_bars_a_later_create(
    opened: Open, shopify: Shop
):
    shopify.orders["1042"] = cancelled()

    with opened(shopify) as house:
        eid = house.deliver("orders/cancelled", cancelled())
        house.turns()
        assert house.state(eid) == ("queued", "NO_CREATE")
        assert shopify.server.asked == []  # not before half of the wait is over

        assert house.turns_until(eid, "done", "parked") == ("done", "CANCELLED_AT_SOURCE")
        late = house.deliver("orders/create", ORDER.whole())
        house.turns()
        assert house.state(late) == ("superseded", "TOMBSTONE")
        assert house.commits("1042") == []


def test_the_shop_is_not_asked_before_half_of_the_wait_is_over(opened: Open, shopify: Shop):
    with opened(shopify, timing=Timing(create_wait=1000.0, wait_look=0.01, sweep=0.002)) as house:
        eid = house.deliver("orders/cancelled", cancelled())
        pause = threading.Event()
        for _ in range(20):
            house.turns()
            pause.wait(0.01)
            house.bells.rung = due_bells(house.runtime.ledger, house.store)

        assert house.state(eid) == ("queued", "NO_CREATE")
        assert int(house.views.lane(house.lane("1042"))["epoch"]) > 1
        assert shopify.server.asked == []


def test_one_look_falls_just_where_half_of_the_wait_is_over(opened: Open, shopify: Shop):
    with opened(shopify, timing=Timing(create_wait=1000.0, wait_look=900.0)) as house:
        other = house.deliver("orders/cancelled", cancelled(id=7))
        house.turns()
        lane = house.views.event(other)["lane"]
        left_ms = house.due_ms(lane) - house.runtime.ledger.now_ms(house.store)
        assert 490_000 < left_ms <= 500_000


def test_a_command_of_what_is_active_at_the_shop_gets_its_create_from_the_reading(
    opened: Open, shopify: Shop
):
    shopify.orders["1042"] = shopify_order()

    with opened(shopify) as house:
        eid = house.deliver("orders/cancelled", cancelled())

        assert house.turns_until(eid, "done", "parked") == ("done", "")
        assert house.commits("1042") == ["create_order", "cancel_order"]


def test_a_create_from_a_reading_and_the_one_that_comes_late_are_one_order(
    opened: Open, shopify: Shop
):
    shopify.orders["1042"] = shopify_order()

    with opened(shopify) as house:
        eid = house.deliver("orders/cancelled", cancelled())
        house.turns_until(eid, "done", "parked")
        late = house.deliver("orders/create", shopify_order())
        house.turns()

        assert house.state(late)[0] in ("superseded", "done")
        assert house.commits("1042") == ["create_order", "cancel_order"]


def test_a_paid_woocommerce_order_is_created_from_the_reading_too(opened: Open, woocommerce: Shop):
    woocommerce.orders["1042"] = paid_woo()

    with opened(woocommerce, "woocommerce") as house:
        eid = house.deliver(
            "order.held",
            {"type": "order.held", "data": {"order": {"id": "1042"}, "reason": "fraud?"}},
            source="bus",
        )

        assert house.turns_until(eid, "done", "parked") == ("done", "")
        assert house.commits("1042") == ["create_order", "hold_order"]


def test_what_the_shop_does_not_know_either_is_parked_and_a_late_create_lets_it_go_on(
    opened: Open, shopify: Shop
):
    with opened(shopify) as house:
        eid = house.deliver("orders/cancelled", cancelled())

        assert house.turns_until(eid, "parked") == ("parked", "NO_CREATE")
        timeline = house.views.timeline(house.lane("1042"))
        told = [one["detail"] for one in timeline if one["what"] == "parked"]
        assert told == [f"neither the OMS nor {house.shop} knows the order"]
        house.deliver("orders/create", ORDER.whole())
        assert house.turns_until(eid, "done") == ("done", "")


def test_a_deleted_order_that_the_shop_does_not_know_any_more_is_never_made(
    opened: Open, shopify: Shop
):
    with opened(shopify) as house:
        eid = house.deliver("orders/delete", {"id": 1042})

        assert house.turns_until(eid, "done", "parked") == ("done", "CANCELLED_AT_SOURCE")
        assert house.views.lane(house.lane("1042"))["tombstone"] == "1"


def test_a_shop_that_does_not_answer_leaves_the_wait_as_it_is(opened: Open, shopify: Shop):
    shopify.down = Given({}, 503)

    with opened(shopify) as house:
        eid = house.deliver("orders/cancelled", cancelled())

        assert house.turns_until(eid, "parked") == ("parked", "NO_CREATE")
        timeline = house.views.timeline(house.lane("1042"))
        assert [one["detail"] for one in timeline if one["what"] == "parked"] == [
            "what it waits for did not come in time"
        ]
    assert shopify.server.asked


def test_a_create_that_comes_while_the_shop_is_asked_is_not_barred(opened: Open, shopify: Shop):
    with opened(shopify) as house:
        shopify.orders["1042"] = cancelled()
        answer = shopify.server.answer

        def slow(asked: Any) -> Given:
            given = answer(asked)
            shopify.server.answer = answer
            house.deliver("orders/create", ORDER.whole())
            return given

        shopify.server.answer = slow
        eid = house.deliver("orders/cancelled", cancelled())

        assert house.turns_until(eid, "done", "parked") == ("done", "")
        assert house.commits("1042") == ["create_order", "cancel_order"]
        assert "tombstone" not in house.views.lane(house.lane("1042"))


# A reference that nobody knows.


def test_a_reference_that_waits_is_asked_for_and_its_event_joins_the_order(
    opened: Open, shopify: Shop
):
    shopify.orders["1042"] = shopify_order()
    shopify.fulfillment_orders[str(ORDER.fulfillment_order)] = "1042"
    body = {
        "fulfillment_order": {
            "id": f"gid://shopify/FulfillmentOrder/{ORDER.fulfillment_order}",
            "status": "on_hold",
        },
        "created_fulfillment_hold": {"id": "gid://shopify/FulfillmentHold/31", "reason": "fraud"},
    }

    with opened(shopify, poll_s=0.0) as house:
        eid = house.deliver("fulfillment_orders/placed_on_hold", body)
        house.turns()
        house.recon.look()
        assert shopify.server.asked == []  # not before half of the wait is over
        assert house.views.event(eid)["lane"].startswith("?")

        pause = threading.Event()
        for _ in range(200):
            house.recon.look()
            if not house.views.event(eid)["lane"].startswith("?"):
                break
            pause.wait(0.01)
        assert house.views.event(eid)["lane"] == house.lane("1042")
        assert house.turns_until(eid, "done", "parked") == ("done", "")
        assert house.commits("1042") == ["create_order", "hold_order"]


def test_a_reference_that_the_shop_does_not_know_is_asked_for_once(opened: Open, shopify: Shop):
    with opened(shopify, poll_s=0.0) as house:
        shipped = {
            "type": "tracking.updated",
            "data": {"order": {"number": "77"}, "tracking_number": "1Z", "status": "in_transit"},
        }
        eid = house.deliver("tracking.updated", shipped, source="bus")

        while not shopify.server.asked:
            house.recon.look()
        for _ in range(3):
            house.recon.look()
        assert house.views.event(eid)["lane"].startswith("?")
        listed = [one for one in shopify.server.asked if one.path.endswith("/orders.json")]
        assert [one.query["name"] for one in listed] == ["#77"]


# The poll.


def polled(house: House) -> None:
    """Let it be time to poll again, and poll."""
    house.runtime.ledger.client.delete(f"{prefix_of_source(house.shop)}:polling")
    house.recon.look()
    house.turns()


@pytest.mark.parametrize("dialect", ["shopify", "woocommerce"])
def test_an_order_that_no_delivery_told_of_is_found_and_made_once(
    opened: Open, dialect: str, request: pytest.FixtureRequest
):
    shop: Shop = request.getfixturevalue(dialect)

    with opened(shop, dialect, timing=CALM) as house:
        house.recon.look()
        shop.orders["1042"] = shopify_order() if dialect == "shopify" else paid_woo()
        polled(house)
        made = house.commits("1042")
        assert made[0] == "create_order"

        polled(house)
        polled(house)
        assert house.commits("1042") == made
        lane = house.lane("1042")
        recon = [one for one in house.views.timeline(lane) if one["what"] == "delivered"]
        assert len(recon) == 1


def test_a_missed_cancel_is_found(opened: Open, shopify: Shop):
    with opened(shopify, timing=CALM) as house:
        house.recon.look()
        house.deliver("orders/create", shopify_order())
        house.turns()
        shopify.orders["1042"] = cancelled(updated_at=f"{at(2)}Z")
        polled(house)

        assert house.commits("1042") == ["create_order", "cancel_order"]


def test_a_delivery_that_did_come_is_not_told_again_by_the_poll(opened: Open, shopify: Shop):
    with opened(shopify, timing=CALM) as house:
        house.recon.look()
        shopify.orders["1042"] = shopify_order()
        house.deliver("orders/create", shopify.orders["1042"])
        house.turns()
        before = house.views.timeline(house.lane("1042"))
        polled(house)

        assert house.views.timeline(house.lane("1042")) == before


def test_an_order_from_before_the_first_poll_that_nobody_knows_is_left_alone(
    opened: Open, shopify: Shop
):
    with opened(shopify, timing=CALM) as house:
        shopify.orders["1042"] = shopify_order(created_at=f"{at(-60)}Z")
        house.recon.look()
        house.turns()

        assert shopify.server.asked
        assert house.views.lane_of(house.store, "order:1042") is None


def test_every_page_is_read_and_the_link_s_host_is_not_asked(opened: Open, shopify: Shop):
    shopify.page = 2
    for number in range(1, 6):
        order = ShopOrder(number, number).whole(created_at=f"{at(1)}Z", updated_at=f"{at(1)}Z")
        shopify.orders[str(number)] = order

    with opened(shopify, timing=CALM) as house:
        house.recon.look()
        house.turns()

        assert [house.commits(str(number)) for number in range(1, 6)] == [["create_order"]] * 5
    assert [one.query.get("page_info") for one in shopify.server.asked] == [None, "2", "4"]


def test_a_poll_that_breaks_off_begins_where_the_last_whole_one_ended(opened: Open, shopify: Shop):
    with opened(shopify, timing=CALM) as house:
        house.recon.look()
        known = Polls(house.runtime.ledger.client).known(house.shop, datetime.now(UTC))
        shopify.down = Given({}, 500)
        polled(house)
        again = Polls(house.runtime.ledger.client).known(house.shop, datetime.now(UTC))
        assert again == known

        shopify.down = None
        house.runtime.ledger.client.delete(*house.runtime.ledger.client.keys("ol:{api:*gate"))
        shopify.orders["1042"] = shopify_order()
        polled(house)
        assert house.commits("1042") == ["create_order"]
        since = datetime.fromisoformat(shopify.server.asked[-1].query["updated_at_min"])
        assert known.last - since >= timedelta(minutes=4, seconds=59)


def test_many_workers_poll_as_one(opened: Open, shopify: Shop):
    with opened(shopify, timing=CALM) as house:
        for recon in [house.recon for _ in range(5)]:
            recon.look()

    assert len(shopify.server.asked) == 1


def test_an_order_that_cannot_be_read_is_kept_in_quarantine_and_stops_no_poll(
    opened: Open, shopify: Shop
):
    with opened(shopify, timing=CALM) as house:
        house.recon.look()
        shopify.orders["7"] = {**ShopOrder(7, 7).whole(), "line_items": None}
        shopify.orders["1042"] = shopify_order()
        shopify.orders["7"]["created_at"] = shopify.orders["7"]["updated_at"] = f"{at(1)}Z"
        polled(house)

        assert house.commits("1042") == ["create_order"]
        kept = [house.views.event(eid) for eid in house.views.quarantined(house.store)]
        assert [one["reason"] for one in kept if one["source"] == house.shop] == ["UNREADABLE"]
        assert json.loads(kept[-1]["body"])["id"] == 7


def test_a_source_without_an_api_is_never_asked(opened: Open, shopify: Shop):
    with opened(shopify, blind=True) as house:
        eid = house.deliver("orders/cancelled", cancelled())
        house.recon.look()
        assert house.turns_until(eid, "parked") == ("parked", "NO_CREATE")

    assert shopify.server.asked == []
