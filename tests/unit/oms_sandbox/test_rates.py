"""Shipping rates: the list, and what an order is offered."""

import pytest

BASE = "/v1/shippingrates"


def offered(api, **query):
    answer = api.get(f"{BASE}/order", **{"ExternalOrderId": "1001", **query})
    return {each["BackendName"]: each["Amount"] for each in answer["Items"]}


def test_get_shipping_rates_pages_and_filters(api):
    def names(**query):
        return [each["BackendName"] for each in api.get(BASE, **query)["Items"]]

    assert names()[:2] == ["us-standard", "us-express"]
    assert names(PageSize=1, PageNumber=2) == ["us-express"]
    assert names(BackendName="us-store") == ["us-store"]
    assert names(BackendName="none") == []


def test_an_order_is_offered_the_rates_of_its_country_and_currency_cheapest_first(api, order):
    by_number = api.get(f"{BASE}/order", InternalOrderId=order["InternalOrderId"])

    assert list(offered(api).items()) == [
        ("us-standard", 8.0),
        ("us-express", 22.5),
        ("world-usd", 37.0),
    ]
    assert list(offered(api, PageSize=1)) == ["us-standard"]
    assert [each["Quantity"] for each in by_number["Items"]] == [3, 3, 3]


def test_cancelled_units_cost_no_shipping(api, order):
    api.post("/v1/orders/Cancel", externalOrderId="1001")
    lines = [{"Sku": "A", "Quantity": 3, "UnitPrice": 1, "QuantityCancelled": 2}]
    body = {key: order[key] for key in ("ExternalCustomerId", "CurrencyCode", "ShippingAddress")}
    imported = {"ExternalOrderId": "2", "OrderStatus": "Created", "LineItems": lines}
    api.post("/v1/orders/Import", {**body, **imported})

    assert offered(api, ExternalOrderId="2")["us-standard"] == 6.0


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"IsShippedToStore": True}, ["us-store"]),
        ({"CurrencyCode": "EUR"}, ["world-eur"]),
        ({"CurrencyCode": "JPY"}, []),
    ],
)
def test_destination_and_currency_decide_what_is_offered(api, order_body, changes, names):
    api.post("/v1/orders", order_body(**changes), status=201)

    assert list(offered(api)) == names


def test_an_order_must_be_named_and_exist(api):
    assert api.code("GET", f"{BASE}/order", 400) == "VALIDATION_FAILED"
    assert api.code("GET", f"{BASE}/order", 404, ExternalOrderId="9") == "NOT_FOUND"
