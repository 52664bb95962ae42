"""Storefront, ledger and OMS compared, order by order, and put right through the lanes alone."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis
from click.testing import CliRunner

import oms_sandbox
import orderlane.reconcile as command
from desk.book import Book
from desk.reconcile import Difference, Reconciler
from desk.reconcile_repair import NOTHING, repair
from ledger.records import Verdict
from orderlane.embedded import EmbeddedRedis
from orderlane.shop import ShopOrder
from tests.integration.asked_rig import House, api, house_of
from tests.integration.fake_shops import Shop, shop_of
from tests.integration.lane_rig import KEY

DAY_AGO = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture
def shopify() -> Iterator[Shop]:
    with shop_of("shopify") as shop:
        yield shop


@pytest.fixture(scope="module")
def own_sandbox() -> Iterator[str]:
    """A sandbox of this module alone: its whole list is read."""
    with oms_sandbox.running(keys=(KEY,), rate_limit=None, seed=7) as sandbox:
        yield sandbox.url


@pytest.fixture
def house(
    redis_client: "redis.Redis",
    state_redis: EmbeddedRedis,
    own_sandbox: str,
    store: str,
    shopify: Shop,
) -> Iterator[House]:
    asked = api(shopify.server.url, poll_s=0.0)
    with house_of(
        redis_client, own_sandbox, store, "shopify", asked, url=state_redis.url
    ) as opened:
        yield opened


def order(number: int, **changes: Any) -> dict[str, Any]:
    return ShopOrder(number, number, **changes).whole()


def made(house: House, shop: Shop, number: int) -> None:
    """Let an order be made, equal at all three places."""
    shop.orders[str(number)] = order(number)
    house.deliver("orders/create", shop.orders[str(number)])
    house.turns()


def found(house: House) -> list[Difference]:
    return list(Reconciler(house.runtime, house.store).differences(DAY_AGO))


def told(house: House) -> list[tuple[str, ...]]:
    return [(one.order, one.what, one.field, one.storefront, one.oms) for one in found(house)]


def put_right(house: House) -> list[str]:
    done = [repair(house.runtime, one, f"run-{house.store}") for one in found(house)]
    house.turns_all()
    return done


def test_what_is_equal_everywhere_is_no_difference(house: House, shopify: Shop):
    made(house, shopify, 1)

    assert told(house) == []


def test_an_order_that_the_oms_lacks_is_missing_and_is_made_through_its_lane(
    house: House, shopify: Shop
):
    shopify.orders["2"] = order(2)

    assert told(house) == [("2", "missing", "order", "open", "none")]
    assert found(house)[0].ledger == "nothing"
    assert house.commits("2") == []  # a look changes nothing
    assert put_right(house) == ["order.created: accepted"]
    assert house.commits("2") == ["create_order"]
    assert told(house) == []


def test_a_missed_cancel_is_a_difference_of_the_status(house: House, shopify: Shop):
    made(house, shopify, 3)
    shopify.orders["3"] = {**shopify.orders["3"], "cancelled_at": "2026-11-28T10:00:00Z"}

    assert told(house) == [("3", "different", "status", "cancelled", "open")]
    assert put_right(house) == ["order.cancelled: accepted"]
    assert house.commits("3") == ["create_order", "cancel_order"]
    assert told(house) == []


def test_an_order_that_is_cancelled_in_the_oms_alone_is_for_a_person(house: House, shopify: Shop):
    made(house, shopify, 4)
    house.deliver("orders/cancelled", {**order(4), "cancelled_at": "2026-11-28T10:00:00Z"})
    house.turns()

    assert told(house) == [("4", "different", "status", "open", "cancelled")]
    assert put_right(house) == [NOTHING]


def test_an_address_differs_by_its_parts_which_are_named_and_not_told(house: House, shopify: Shop):
    made(house, shopify, 5)
    shopify.orders["5"] = order(5, street="9 Elm")

    assert told(house) == [("5", "different", "address", "another line1", "")]
    assert "elm" not in json.dumps([one.row for one in found(house)]).casefold()
    assert put_right(house) == ["order.address_changed: accepted"]
    assert house.commits("5") == ["create_order", "update_shipping_address"]
    assert told(house) == []


def test_lines_and_amounts_are_told_and_left_to_a_person(house: House, shopify: Shop):
    made(house, shopify, 6)
    made(house, shopify, 7)
    shopify.orders["6"] = order(6, lines={"MUG-BLU": 3, "TEA-EARL": 1})
    dearer = order(7)
    dearer["line_items"][0]["price"] = "23.00"
    shopify.orders["7"] = dearer

    assert told(house) == [
        ("6", "different", "lines", "3 MUG-BLU, 1 TEA-EARL", "2 MUG-BLU, 1 TEA-EARL"),
        ("7", "different", "amount", "68.00", "66.00"),
    ]
    assert put_right(house) == [NOTHING, NOTHING]


def test_a_tracking_number_that_the_oms_lacks_is_told(house: House, shopify: Shop):
    made(house, shopify, 8)
    shopify.orders["8"]["fulfillments"] = [{"status": "success", "tracking_numbers": ["1Z"]}]

    assert told(house) == [("8", "different", "tracking", "1 more", "0")]


def test_an_order_that_the_shop_does_not_have_is_extra(house: House, shopify: Shop):
    made(house, shopify, 9)
    del shopify.orders["9"]

    assert told(house) == [("9", "extra", "order", "none", "Created")]
    assert put_right(house) == [NOTHING]


def test_what_waits_in_its_lane_is_told_and_not_repaired_a_second_time(house: House, shopify: Shop):
    shopify.orders["10"] = order(10)
    house.deliver("orders/create", shopify.orders["10"])

    assert [(one.what, one.ledger) for one in found(house)] == [("missing", "waits")]
    assert put_right(house) == [NOTHING]
    assert house.commits("10") == ["create_order"]


def test_what_the_ledger_made_and_the_oms_has_lost_is_for_a_person(house: House, shopify: Shop):
    shopify.orders["14"] = order(14)
    eid = house.deliver("orders/create", shopify.orders["14"])
    ledger, lane = house.runtime.ledger, house.lane("14")
    claim = ledger.claim(eid, "test")
    ledger.complete(lane, claim.token, eid, Verdict("done"))
    effect = json.dumps({"state": "APPLIED"})
    ledger.client.hset(f"{house.prefix}:eff:{lane}", "create_order|once", effect)

    assert [(one.what, one.ledger) for one in found(house)] == [("missing", "made")]
    assert put_right(house) == [NOTHING]


def test_a_repair_that_is_asked_for_twice_is_done_once(house: House, shopify: Shop):
    shopify.orders["11"] = order(11)
    first = found(house)

    assert repair(house.runtime, first[0], "r") == "order.created: accepted"
    assert repair(house.runtime, first[0], "r") == "order.created: duplicate"
    house.turns_all()
    assert house.commits("11") == ["create_order"]


@pytest.mark.parametrize("output", ["table", "json", "csv"])
def test_the_command_writes_a_report_and_says_by_its_code_that_there_is_something(
    house: House, shopify: Shop, output: str, monkeypatch: pytest.MonkeyPatch
):
    made(house, shopify, 12)
    shopify.orders["13"] = order(13)
    monkeypatch.setattr(Book, "opened", lambda: house.book)
    call = ["--store", house.store, "--output", output]

    ran = CliRunner(env={"COLUMNS": "200"}).invoke(command.reconcile, call)
    assert ran.exit_code == 1, ran.output
    if output == "json":
        rows = json.loads(ran.stdout)
        assert [(one["order"], one["repair"]) for one in rows] == [
            ("13", "would send order.created")
        ]
    elif output == "csv":
        rows = list(csv.DictReader(io.StringIO(ran.stdout)))
        assert [(one["order"], one["what"]) for one in rows] == [("13", "missing")]
    else:
        assert "would send order.created" in ran.stdout
    assert house.commits("13") == []

    mended = CliRunner().invoke(command.reconcile, [*call, "--repair"])
    assert mended.exit_code == 1, mended.output
    house.ring_for("13")
    again = CliRunner().invoke(command.reconcile, call)
    assert again.exit_code == 0, again.output
