"""A person's delivery date on a line, and how faults bend what is shown of the line."""

import pytest

MAY = "2026-05-01T00:00:00.000Z"
CHANGE = "/preorder/sequences/updatedeliverydateoverride/v1"


@pytest.fixture(autouse=True)
def schedule(api):
    """Make a release schedule of A for the country of the orders."""
    api.post("/v1/products", {"ProductBackendName": "p", "ProductName": "P"}, status=201)
    item = api.post("/v1/items", {"Sku": "A", "ProductBackendName": "p"}, status=201)
    body = {"ItemId": item["ItemId"], "CountryId": "US", "ReleaseDate": MAY}
    api.post("/preorder/releaseschedules/v1", body, status=201)


def release_dates(order):
    return f"/preorder/releasedates/v1/{order['LineItems'][0]['OrderDetailId']}"


def test_a_fault_knows_the_order_of_a_line_that_stands_in_the_path(api, order, order_body):
    second = api.post("/v1/orders", order_body("1002"), status=201)
    fault = {"Kind": "error_500", "ExternalOrderId": "1001"}
    api.post("/_sandbox/faults", fault, status=201)

    assert api.get(release_dates(second))["ReleaseState"] == "Waiting"
    assert api.code("GET", release_dates(order), 500) == "INTERNAL_ERROR"


def test_stale_reads_show_the_dates_as_they_were(api, clock, order):
    detail = order["LineItems"][0]["OrderDetailId"]
    fault = {"Kind": "stale_reads", "ExternalOrderId": "1001", "Seconds": 60}
    api.post("/_sandbox/faults", fault, status=201)
    change = {"orderDetailId": detail, "deliveryDateOverride": MAY}
    api.put(CHANGE, **change)

    def shown():
        return api.get(release_dates(order))["DeliveryDateOverride"]

    assert shown() is None
    clock.instant += 61
    assert shown() == MAY


def test_a_delivery_override_is_shown_until_it_is_removed(api, order):
    detail = order["LineItems"][0]["OrderDetailId"]

    def shown():
        read = api.get(release_dates(order))["DeliveryDateOverride"]
        assert api.order()["LineItems"][0]["PreOrder"]["DeliveryDateOverride"] == read
        return read

    for _ in range(2):
        api.put(CHANGE, orderDetailId=detail, deliveryDateOverride=MAY)
    assert shown() == MAY
    api.put(CHANGE, orderDetailId=detail)

    assert shown() is None
    commits = [each for each in api.commits() if "override" in each["Operation"]]
    assert [each["ExternalOrderId"] for each in commits] == ["1001", "1001"]


def test_a_delivery_override_needs_a_line_on_pre_order(api, order):
    other = order["LineItems"][1]["OrderDetailId"]
    wanted = {"deliveryDateOverride": MAY}

    assert api.code("PUT", CHANGE, 409, orderDetailId=other, **wanted) == "INVALID_STATE"
    assert api.code("PUT", CHANGE, 404, orderDetailId=7, **wanted) == "NOT_FOUND"
    assert api.put(CHANGE, status=400, **wanted)["Errors"][0]["Field"] == "orderDetailId"
    assert "PreOrder" not in api.order()["LineItems"][1]
