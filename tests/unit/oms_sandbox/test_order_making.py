"""Orders come into being, or are refused."""

import math

import pytest

ORDERS = "/v1/orders"
NAMED = {"ExternalOrderId": "1001"}


def test_create_order_answers_201_and_get_order_gives_the_same_order_back(api, order_body):
    made = api.post(
        ORDERS, order_body(CustomFields=[{"SystemName": "tag", "Value": "x"}]), status=201
    )

    read = api.order()
    made.pop("TraceID")
    read.pop("TraceID")
    assert read == made
    assert read["OrderStatus"] == "Created"
    assert read["CustomFields"] == [{"SystemName": "tag", "Value": "x"}]
    assert [line["UnitPrice"] for line in read["LineItems"]] == [10.0, 5.0]


def test_create_order_makes_the_customer_it_names(api, order):
    found = api.get("/v1/customers", ExternalCustomerId="C-1")["Items"]

    assert found[0]["InternalCustomerId"] == order["InternalCustomerId"]


def test_create_order_writes_the_authorization_into_the_gateways_book(api, order):
    book = api.get("/v1/paymentprocessing/OrderTransactions", **NAMED)["Items"]

    assert [(one["TransactionType"], one["Amount"]) for one in book] == [("Authorization", 25.0)]


def test_a_known_external_order_id_is_refused_and_changes_nothing(api, order, order_body):
    code = api.code("POST", ORDERS, 409, order_body(CurrencyCode="EUR"))

    assert code == "DUPLICATE_EXTERNAL_ID"
    assert api.order()["CurrencyCode"] == "USD"
    assert len(api.commits()) == 1


def test_accepted_duplicates_are_both_listed_and_the_first_is_answered(make_api, order_body):
    api = make_api(accept_duplicates=True)
    first = api.post(ORDERS, order_body(), status=201)["InternalOrderId"]
    second = api.post(ORDERS, order_body(), status=201)["InternalOrderId"]

    assert api.order()["InternalOrderId"] == first
    found = api.post("/v1/orders/Search", NAMED)["Items"]
    assert [one["InternalOrderId"] for one in found] == [first, second]
    assert api.get(ORDERS, InternalOrderId=second, **NAMED)["InternalOrderId"] == second


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ExternalOrderId": ""}, "ExternalOrderId"),
        ({"ExternalOrderId": "x" * 101}, "ExternalOrderId"),
        ({"CurrencyCode": "usd"}, "CurrencyCode"),
        ({"IsShippedToStore": "yes"}, "IsShippedToStore"),
        ({"LineItems": []}, "LineItems"),
        ({"LineItems": [{"Sku": "A", "Quantity": 0, "UnitPrice": 1}]}, "LineItems[0].Quantity"),
        ({"LineItems": [{"Sku": "A", "Quantity": True, "UnitPrice": 1}]}, "LineItems[0].Quantity"),
        (
            {"LineItems": [{"Sku": "A", "Quantity": 1, "UnitPrice": 0.001}]},
            "LineItems[0].UnitPrice",
        ),
        ({"LineItems": [{"Sku": "A", "Quantity": 1, "UnitPrice": "1"}]}, "LineItems[0].UnitPrice"),
        (
            {"LineItems": [{"Sku": "A", "Quantity": 1, "UnitPrice": math.nan}]},
            "LineItems[0].UnitPrice",
        ),
        (
            {"LineItems": [{"Sku": "A", "Quantity": 1, "UnitPrice": 1, "DiscountAmount": 2}]},
            "LineItems[0].DiscountAmount",
        ),
        ({"ShippingAddress": {"Street": "x"}}, "ShippingAddress.Street"),
        ({"Payments": [{"PaymentMethod": "Visa"}]}, "Payments[0].Amount"),
        ({"CustomFields": [{"SystemName": "a", "Value": "1"}] * 2}, "CustomFields"),
        ({"OrderStatus": "Shipped"}, "OrderStatus"),
    ],
)
def test_a_body_that_breaks_a_rule_is_refused_by_field(api, order_body, change, field):
    refused = api.post(ORDERS, order_body(**change), status=400)

    assert refused["ErrorCode"] == "VALIDATION_FAILED"
    assert field in [error["Field"] for error in refused["Errors"]]
    assert api.commits() == []


@pytest.mark.parametrize(
    ("status", "shipped", "cancelled"),
    [("Shipped", 2, 0), ("Completed", 2, 0), ("Cancelled", 0, 2), ("Processing", 0, 0)],
)
def test_import_order_keeps_the_status_given(api, order_body, status, shipped, cancelled):
    body = order_body(OrderStatus=status, CreateDateTimeUtc="2020-02-03T04:05:06Z")

    api.post("/v1/orders/Import", body)

    read = api.order()
    line = read["LineItems"][0]
    assert read["OrderStatus"] == status
    assert read["CreateDateTimeUtc"] == "2020-02-03T04:05:06.000Z"
    assert (line["QuantityShipped"], line["QuantityCancelled"]) == (shipped, cancelled)
    assert api.shipments() == []
    assert api.get("/v1/paymentprocessing/OrderTransactions", **NAMED)["Items"] == []


def test_an_imported_line_has_not_more_shipped_and_cancelled_than_ordered(api, order_body):
    line = {"Sku": "A", "Quantity": 2, "UnitPrice": 1, "QuantityShipped": 2, "QuantityCancelled": 1}
    body = order_body(OrderStatus="Shipped", LineItems=[line])

    refused = api.post("/v1/orders/Import", body, status=400)

    assert [error["Field"] for error in refused["Errors"]] == ["LineItems[0].Quantity"]


def test_an_imported_order_ships_only_what_has_not_left(api, order_body):
    line = {"Sku": "A", "Quantity": 5, "UnitPrice": 1, "QuantityShipped": 2}
    api.post("/v1/orders/Import", order_body(OrderStatus="PartiallyShipped", LineItems=[line]))
    path = "/v1/orderfulfillment/shipments/CreateAllShipments"

    api.post(path, NAMED, status=201)
    again = api.post(path, NAMED)

    assert [one["LineItems"][0]["Quantity"] for one in api.shipments()] == [3]
    assert again["Shipments"] == []
