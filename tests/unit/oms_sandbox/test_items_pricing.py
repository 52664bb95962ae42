"""Site pricing: an item's price in each channel."""

import pytest

BASE = "/v1/items/SitePricing"
PRICE = {"Sku": "A", "Channel": "web", "CurrencyCode": "USD", "ListPrice": 10.5}


@pytest.fixture
def item(api):
    api.post("/v1/products", {"ProductBackendName": "p", "ProductName": "P"}, status=201)
    return api.post("/v1/items", {"Sku": "A", "ProductBackendName": "p"}, status=201)


def prices(api, **query):
    answer = api.get(BASE, Sku="A", **query)
    return {each["Channel"]: each["ListPrice"] for each in answer["Items"]}


def test_update_makes_a_price_then_changes_it_and_equal_values_are_no_commit(api, item):
    for amount in (10.5, 12, 12):
        api.put(BASE, {**PRICE, "ListPrice": amount})

    assert prices(api) == {"web": 12.0}
    operations = [each["Operation"] for each in api.commits()]
    assert operations.count("update_item_site_pricing") == 2


def test_a_price_moves_the_item_on_in_the_list_of_skus(api, clock, item):
    clock.instant += 60

    api.put(BASE, PRICE)

    changed = api.get("/v1/items/Skus", LastUpdatedDateTimeUtcAfter="2026-01-01T00:01:00Z")
    assert [each["Sku"] for each in changed["Items"]] == ["A"]


def test_get_sorts_filters_and_takes_a_page_size_alone(api, item):
    for channel, amount in (("web", 3), ("app", 2), ("store", 1)):
        api.put(BASE, {**PRICE, "Channel": channel, "ListPrice": amount})

    assert list(prices(api)) == ["app", "store", "web"]
    assert list(prices(api, SortByColumn="ListPrice", Ascending="false")) == ["web", "app", "store"]
    assert list(prices(api, PageSize=2)) == ["app", "store"]
    assert list(prices(api, Channel="web")) == ["web"]
    assert api.code("GET", BASE, 400, Sku="A", PageNumber=2) == "VALIDATION_FAILED"


def test_delete_takes_one_channel_or_all(api, item):
    for channel in ("web", "app", "store"):
        api.put(BASE, {**PRICE, "Channel": channel})

    deleted = api.delete(BASE, Sku="A", Channel="app")

    assert [each["Channel"] for each in deleted["SitePricing"]] == ["app"]
    assert list(prices(api)) == ["store", "web"]
    api.delete(BASE, Sku="A")
    assert prices(api) == {}
    assert api.code("DELETE", BASE, 404, Sku="A") == "NOT_FOUND"


def test_the_prices_of_a_deleted_item_are_gone_with_it(api, item):
    api.put(BASE, PRICE)

    api.delete("/v1/items", Sku="A")

    assert api.code("GET", BASE, 404, Sku="A") == "NOT_FOUND"
    api.post("/v1/items", {"Sku": "A", "ProductBackendName": "p"}, status=201)
    assert prices(api) == {}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ListPrice": 1.005}, "ListPrice"),
        ({"ListPrice": "1"}, "ListPrice"),
        ({"SalePrice": 10.51}, "SalePrice"),
        ({"CurrencyCode": "usd"}, "CurrencyCode"),
        ({"Tax": 1}, "Tax"),
    ],
)
def test_a_wrong_price_is_refused_and_the_field_named(api, item, wrong, field):
    refused = api.put(BASE, {**PRICE, **wrong}, status=400)

    assert [error["Field"] for error in refused["Errors"]] == [field]
    assert prices(api) == {}


def test_an_unknown_sku_is_not_found_and_a_missing_one_is_named(api, item):
    assert api.code("PUT", BASE, 404, {**PRICE, "Sku": "Z"}) == "NOT_FOUND"
    for method in ("GET", "DELETE"):
        assert api.code(method, BASE, 404, Sku="Z") == "NOT_FOUND"
        assert api.call(method, BASE, status=400)["Errors"][0]["Field"] == "Sku"
