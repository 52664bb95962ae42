"""What was updated is listed whole, page by page, though the list moves meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storefronts.errors import GONE, Refused, Unavailable
from storefronts.port import Shown
from storefronts.shopify import Shopify
from storefronts.woocommerce import PAGE, WooCommerce
from tests.integration.fake_shops import Shop, shop_of, woo_order
from tests.unit.storefronts.conftest import FakeGate, Given

START = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def woo() -> Iterator[Shop]:
    with shop_of("woocommerce") as shop:
        yield shop


def moment(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")


def order(number: int, at: int) -> dict[str, Any]:
    return woo_order(number, date_created_gmt=moment(at), date_modified_gmt=moment(at))


def port(shop: Shop) -> WooCommerce:
    return WooCommerce("shop", shop.server.account(), FakeGate())


def test_an_order_that_moves_to_the_end_makes_none_be_passed_over(woo: Shop):
    woo.orders = {str(one): order(one, one) for one in range(1, 2 * PAGE + 21)}
    listed = port(woo).updated_since(START)
    found = [next(listed)]
    for one in range(1, 11):
        woo.orders[str(one)] = order(one, 10_000 + one)

    found += list(listed)
    assert {shown.id for shown in found} == set(woo.orders)
    assert len({(shown.id, shown.version) for shown in found}) == len(found)


def test_more_orders_of_one_second_than_a_page_holds_are_all_listed(woo: Shop):
    woo.orders = {str(one): order(one, 5) for one in range(1, PAGE + 8)}

    assert len(list(port(woo).updated_since(START))) == PAGE + 7


def test_a_number_is_an_order_only_where_it_is_its_id(woo: Shop):
    woo.orders = {"7": {**order(7, 1), "number": "W-7"}, "8": order(8, 1)}
    one = port(woo)

    found = one.find_order("number:8")
    assert isinstance(found, Shown)
    assert found.id == "8"
    assert one.find_order("number:7") is GONE
    assert one.find_order("tracking:8") is GONE
    assert one.get_order("../products") is GONE
    assert [asked.path for asked in woo.server.asked] == [
        "/wp-json/wc/v3/orders/8",
        "/wp-json/wc/v3/orders/7",
    ]


def test_a_list_that_is_not_there_is_no_empty_list(woo: Shop):
    woo.down = Given({"code": "rest_no_route"}, 404)

    with pytest.raises(Unavailable):
        list(port(woo).updated_since(START))


@pytest.mark.parametrize("version", ["2026/07", "../admin", "latest"])
def test_a_version_that_is_none_is_refused_at_the_start(woo: Shop, version: str):
    with pytest.raises(ValueError, match="version is no version"):
        Shopify("shop", woo.server.account(version=version), FakeGate())


def test_a_shop_whose_hooks_tell_all_has_no_documents(woo: Shop):
    with pytest.raises(Refused):
        port(woo).get(Any)  # type: ignore[arg-type]  # the wrong kind is the point
