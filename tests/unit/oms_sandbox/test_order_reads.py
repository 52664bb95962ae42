"""Orders are found, listed and counted."""

import pytest

SEARCH = "/v1/orders/Search"
NAMED = {"ExternalOrderId": "1001"}
DAY = {
    "LastUpdatedDateTimeUtcAfter": "2026-01-01T00:00:00Z",
    "LastUpdatedDateTimeUtcBefore": "2026-01-02T00:00:00Z",
}


@pytest.fixture
def three(api, clock, order_body):
    """Create orders 1, 2 and 3, an hour apart, the last for another customer."""
    for number, customer in enumerate(["C-1", "C-1", "C-2"]):
        clock.instant += 3600 * bool(number)
        api.post("/v1/orders", order_body(f"{number + 1}", ExternalCustomerId=customer), status=201)
    return api


def names(answer):
    return [one["ExternalOrderId"] for one in answer["Items"]]


def test_get_order_finds_by_either_id(api, order):
    by_number = api.get("/v1/orders", InternalOrderId=order["InternalOrderId"])

    assert by_number["ExternalOrderId"] == "1001"
    assert api.order()["InternalOrderId"] == order["InternalOrderId"]


def test_get_order_without_key_with_an_unknown_one_or_with_two_that_disagree(api, order):
    number = order["InternalOrderId"]

    assert api.code("GET", "/v1/orders", 400) == "VALIDATION_FAILED"
    assert api.code("GET", "/v1/orders", 404, ExternalOrderId="9") == "NOT_FOUND"
    both = {"InternalOrderId": number, "ExternalOrderId": "9"}
    assert api.code("GET", "/v1/orders", 400, **both) == "VALIDATION_FAILED"
    both = {"InternalOrderId": 9, "ExternalOrderId": "1001"}
    assert api.code("GET", "/v1/orders", 400, **both) == "VALIDATION_FAILED"
    both = {"InternalOrderId": number, "ExternalOrderId": "1001"}
    assert api.get("/v1/orders", **both)["InternalOrderId"] == number


def test_get_order_status_gives_the_status_and_its_reasons_only(api, order):
    status = api.get("/v1/orders/Status", **NAMED)

    assert status.pop("TraceID")
    assert status == {
        "InternalOrderId": order["InternalOrderId"],
        "ExternalOrderId": "1001",
        "OrderStatus": "Created",
        "HoldReason": "",
        "CancelReason": "",
        "LastUpdatedDateTimeUtc": "2026-01-01T00:00:00.000Z",
    }


def test_list_orders_takes_a_window_whose_start_is_in_and_whose_end_is_out(three):
    window = {
        "LastUpdatedDateTimeUtcAfter": "2026-01-01T00:00:00.000Z",
        "LastUpdatedDateTimeUtcBefore": "2026-01-01T02:00:00Z",
    }

    assert names(three.get("/v1/orders/List", **window)) == ["1", "2"]


def test_list_orders_sees_an_order_again_after_a_change(three, clock):
    clock.instant += 3600
    three.post("/v1/orders/Hold", externalOrderId="1")
    late = {**DAY, "LastUpdatedDateTimeUtcAfter": "2026-01-01T03:00:00Z"}

    assert names(three.get("/v1/orders/List", **late)) == ["1"]


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({"ExternalCustomerId": "C-1"}, ["1", "2"]),
        ({"OrderStatus": "Created"}, ["1", "2", "3"]),
        ({"OrderStatus": "Shipped"}, []),
        ({"IsShippedToStore": "true"}, []),
        ({"PageSize": 2}, ["1", "2"]),
        ({"PageSize": 2, "PageNumber": 2}, ["3"]),
    ],
)
def test_list_orders_filters_and_pages(three, criteria, found):
    assert names(three.get("/v1/orders/List", **DAY, **criteria)) == found


@pytest.mark.parametrize(
    "window",
    [
        {},
        {**DAY, "LastUpdatedDateTimeUtcAfter": "2026-01-01"},
        {**DAY, "LastUpdatedDateTimeUtcAfter": "2026-01-01T00:00:00"},
        {**DAY, "LastUpdatedDateTimeUtcAfter": "2026-01-01T00:00:00+00:00"},
        {**DAY, "LastUpdatedDateTimeUtcAfter": "2026-02-30T00:00:00Z"},
        {**DAY, "PageSize": "101"},
        {**DAY, "PageSize": "0"},
        {**DAY, "PageNumber": "x"},
        {**DAY, "OrderStatus": "Lost"},
        {**DAY, "IsShippedToStore": "maybe"},
    ],
)
def test_list_orders_refuses_bad_windows_pages_and_filters(three, window):
    assert three.code("GET", "/v1/orders/List", 400, **window) == "VALIDATION_FAILED"


def test_search_orders_meets_every_criterion_of_the_body(three):
    field = {"SystemName": "tag", "Value": "x"}
    three.put("/v1/orders/CustomFields", {"ExternalOrderId": "2", "CustomFields": [field]})

    assert names(three.post(SEARCH)) == ["1", "2", "3"]
    assert names(three.post(SEARCH, {"CustomField": field})) == ["2"]
    assert names(three.post(SEARCH, {"Sku": "A", "ExternalCustomerId": "C-2"})) == ["3"]
    assert names(three.post(SEARCH, {"Sku": "Z"})) == []
    assert names(three.post(SEARCH, {"Email": "a@example.org"})) == []
    assert names(three.post(SEARCH, {"CreateDateTimeUtcAfter": "2026-01-01T02:00:00Z"})) == ["3"]
    assert names(three.post(SEARCH, {}, pageSize=1, pageNumber=2)) == ["2"]
    assert len(three.commits()) == 4


def test_customer_history_is_filtered_and_sorted(three):
    path = "/v1/orders/CustomerHistory"
    newest_first = {"SortByColumn": "CreateDateTimeUtc", "Ascending": "false"}

    assert names(three.get(path, ExternalCustomerId="C-1")) == ["1", "2"]
    assert names(three.get(path, ExternalCustomerId="C-1", **newest_first)) == ["2", "1"]
    external = {"ExternalCustomerId": "C-1", "Filter": "2", "FilterByExternalId": "true"}
    assert names(three.get(path, **external)) == ["2"]
    assert names(three.get(path, ExternalCustomerId="C-1", Filter="000001")) == []
    assert three.code("GET", path, 400, ExternalCustomerId="C-1", SortByColumn="Mood")
    assert three.code("GET", path, 404, ExternalCustomerId="C-9") == "NOT_FOUND"


def test_order_statistics_count_what_happened(api, order, shipments, ship, invoice):
    ship(shipments[0])
    invoice(order)

    counted = api.get("/v1/orders/Statistics", **NAMED)

    assert counted["QuantityOrdered"] == counted["QuantityInvoiced"] == 3
    assert (counted["QuantityShipped"], counted["QuantityCancelled"]) == (2, 0)
    assert (counted["ShipmentCount"], counted["InvoiceCount"], counted["ReturnCount"]) == (2, 1, 0)
    assert counted["TotalAmount"] == 25.0
