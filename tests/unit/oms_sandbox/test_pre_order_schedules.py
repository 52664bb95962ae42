"""Release schedules, and the dates that order lines have of them."""

import pytest

BASE = "/preorder/releaseschedules/v1"
FEBRUARY, MARCH, APRIL, MAY = (f"2026-0{month}-01T00:00:00.000Z" for month in (2, 3, 4, 5))


@pytest.fixture
def item(api):
    api.post("/v1/products", {"ProductBackendName": "p", "ProductName": "P"}, status=201)
    return api.post("/v1/items", {"Sku": "A", "ProductBackendName": "p"}, status=201)


@pytest.fixture
def body(item):
    return {
        "ItemId": item["ItemId"],
        "CountryId": "US",
        "ReleaseDate": MARCH,
        "DeliveryDate": APRIL,
    }


@pytest.fixture
def schedule(api, body):
    return api.post(BASE, body, status=201)


@pytest.fixture
def path(schedule):
    return f"{BASE}/{schedule['ReleaseScheduleId']}"


@pytest.fixture
def wave(api, item):
    place = api.post("/v1/inventorylocations", {"LocationInternalName": "dc-east"}, status=201)
    body = {"InventoryLocationId": place["InventoryLocationId"], "ItemId": item["ItemId"]}
    wave = {**body, "ExpectedDate": FEBRUARY, "Quantity": 5}
    return api.post("/preorder/waves/v1", wave, status=201)


def dates(api, order, at=0):
    """Tell the release dates of a line: by the first two lines of an order, A and STORE-B."""
    line = order["LineItems"][at]
    read = api.get(f"/preorder/releasedates/v1/{line['OrderDetailId']}")
    return read["ReleaseState"], read["ReleaseDate"], read["DeliveryDate"]


def second_order(api, order_body):
    return api.post("/v1/orders", order_body("1002"), status=201)


def test_create_release_schedule_is_read_by_path_item_and_country(api, body, schedule, path):
    assert {**api.get(path), "TraceID": ""} == {**schedule, "TraceID": ""}

    canada = api.post(BASE, {**body, "CountryId": "CA"}, status=201)

    def found(**query):
        return [each["CountryId"] for each in api.get(BASE, **query)["Items"]]

    assert found() == found(itemId=body["ItemId"]) == ["US", "CA"]
    assert found(countryId="CA") == [canada["CountryId"]]
    assert found(itemId=1) == []


def test_create_release_schedule_is_refused_twice_for_a_country_and_without_item(
    api, body, schedule
):
    assert api.code("POST", BASE, 409, body) == "DUPLICATE_EXTERNAL_ID"
    assert api.code("POST", BASE, 404, {**body, "ItemId": 1}) == "NOT_FOUND"
    early = {**body, "CountryId": "CA", "DeliveryDate": FEBRUARY}
    assert api.post(BASE, early, status=400)["Errors"][0]["Field"] == "DeliveryDate"
    assert len(api.get(BASE)["Items"]) == 1


def test_a_schedule_gives_dates_to_the_lines_of_its_item_in_its_country_alone(
    api, body, order, order_body
):
    assert dates(api, order) == ("NotPreOrder", None, None)

    api.post(BASE, body, status=201)

    assert dates(api, order) == ("Waiting", MARCH, APRIL)
    assert dates(api, order, at=1) == ("NotPreOrder", None, None)
    abroad = {"AddressLine1": "1 Rue", "City": "Lyon", "CountryCode": "FR"}
    french = api.post("/v1/orders", order_body("1002", ShippingAddress=abroad), status=201)
    assert dates(api, french) == ("NotPreOrder", None, None)


@pytest.mark.parametrize(
    ("recalculate", "expected"), [({}, MARCH), ({"recalculate": "true"}, MAY)], ids=["no", "yes"]
)
def test_update_moves_the_dates_of_waiting_lines_only_when_it_recalculates(
    api, order, order_body, path, recalculate, expected
):
    api.put(path, {"ReleaseDate": MAY, "DeliveryDate": MAY}, **recalculate)

    assert dates(api, order)[1] == expected
    assert dates(api, second_order(api, order_body))[1] == MAY


def test_a_later_recalculation_takes_kept_dates_along_and_then_nothing_changes(api, order, path):
    new = {"ReleaseDate": MAY, "DeliveryDate": MAY}
    api.put(path, new)
    assert api.order()["LineItems"][0]["PreOrder"]["KeptDates"]["ReleaseDate"] == MARCH

    for _ in range(2):
        api.put(path, {}, recalculate="true")

    assert dates(api, order) == ("Waiting", MAY, MAY)
    assert api.order()["LineItems"][0]["PreOrder"]["KeptDates"] is None
    commits = [each for each in api.commits() if each["Operation"] == "update_release_schedule"]
    assert [set(each["EntityIds"]) for each in commits] == [
        {"ReleaseScheduleId", "InternalOrderId"},
    ] * 2


def test_update_without_recalculation_writes_once_and_only_on_lines_in_its_country(
    api, body, order, order_body, path
):
    api.post(BASE, {**body, "CountryId": "FR"}, status=201)
    abroad = {"AddressLine1": "1 Rue", "City": "Lyon", "CountryCode": "FR"}
    api.post("/v1/orders", order_body("1002", ShippingAddress=abroad), status=201)

    for release in (FEBRUARY, MARCH):
        api.put(path, {"ReleaseDate": release})

    kept = [api.order(name)["LineItems"][0].get("PreOrder") for name in ("1001", "1002")]
    assert (kept[0]["KeptDates"]["ReleaseDate"], kept[1]) == (MARCH, None)
    assert api.order()["LastUpdatedDateTimeUtc"] > order["LastUpdatedDateTimeUtc"]
    commits = [each for each in api.commits() if each["Operation"] == "update_release_schedule"]
    numbers = [each["EntityIds"].get("InternalOrderId") for each in commits]
    assert numbers == [[order["InternalOrderId"]], None]


def test_update_refuses_a_delivery_before_the_release_and_changes_nothing(api, order, path):
    refused = api.put(path, {"ReleaseDate": MAY}, status=400)

    assert refused["Errors"][0]["Field"] == "DeliveryDate"
    assert dates(api, order) == ("Waiting", MARCH, APRIL)
    assert "PreOrder" not in api.order()["LineItems"][0]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ({}, ("Waiting", FEBRUARY, None)),
        ({"fallbackMode": "WaveDates"}, ("Waiting", FEBRUARY, None)),
        ({"fallbackMode": "KeepDates"}, ("Waiting", MARCH, APRIL)),
    ],
    ids=["default", "waves", "keep"],
)
def test_delete_lets_lines_fall_back_as_told(
    api, order, order_body, wave, schedule, mode, expected
):
    api.delete(BASE, releaseScheduleId=schedule["ReleaseScheduleId"], **mode)

    assert api.get(BASE)["Items"] == []
    assert dates(api, order) == expected
    assert dates(api, second_order(api, order_body)) == ("Waiting", FEBRUARY, None)


def test_delete_without_waves_takes_lines_off_pre_order(api, order, schedule):
    number = schedule["ReleaseScheduleId"]

    api.delete(BASE, releaseScheduleId=number)

    assert dates(api, order) == ("NotPreOrder", None, None)
    assert api.code("DELETE", BASE, 404, releaseScheduleId=number) == "NOT_FOUND"
    assert api.delete(BASE, status=400)["Errors"][0]["Field"] == "releaseScheduleId"
    assert api.delete(BASE, status=400, releaseScheduleId=number, fallbackMode="No")["Errors"]


def test_an_unknown_schedule_and_an_unknown_line_are_not_found(api):
    assert api.code("GET", f"{BASE}/7", 404) == "NOT_FOUND"
    assert api.code("PUT", f"{BASE}/7", 404) == "NOT_FOUND"
    assert api.code("GET", "/preorder/releasedates/v1/7", 404) == "NOT_FOUND"


@pytest.mark.parametrize(
    ("status", "shipped", "state"),
    [
        ("OnHold", 1, "Waiting"),
        ("PartiallyShipped", 1, "Waiting"),
        ("Processing", 2, "NotPreOrder"),
        ("Completed", 1, "NotPreOrder"),
        ("Cancelled", 0, "NotPreOrder"),
    ],
)
def test_only_a_line_of_an_open_order_with_units_to_come_is_on_pre_order(
    api, order_body, schedule, status, shipped, state
):
    line = {"Sku": "A", "Quantity": 2, "UnitPrice": 1, "QuantityShipped": shipped}
    body = order_body("7", OrderStatus=status, LineItems=[line])

    order = api.post("/v1/orders/Import", body)

    expected = (MARCH, APRIL) if state == "Waiting" else (None, None)
    assert dates(api, order) == (state, *expected)
