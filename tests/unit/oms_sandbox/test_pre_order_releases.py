"""Sequences release the waiting lines of an item, or those of an order."""

import pytest

from oms_sandbox.pre_order.waves import units_in_waves

BASE = "/preorder/sequences"
ITEM = f"{BASE}/releaseiteminpreorders/v1"
ITEM_BYPASS = f"{BASE}/releaseiteminpreordersbypassinventoryrequirement/v1"
ORDER = f"{BASE}/releasepreorders/v1"
ORDER_BYPASS = f"{BASE}/releasepreordersbypassinventoryrequirement/v1"
WAVES = "/preorder/waves/v1"
PAST, FUTURE = "2025-12-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"


@pytest.fixture
def items(api):
    """Make the items of both SKUs of an order; gives their numbers."""
    api.post("/v1/products", {"ProductBackendName": "p", "ProductName": "P"}, status=201)
    made = (
        api.post("/v1/items", {"Sku": sku, "ProductBackendName": "p"}, status=201)
        for sku in ("A", "STORE-B")
    )
    return [item["ItemId"] for item in made]


@pytest.fixture
def make_wave(api, items):
    place = api.post("/v1/inventorylocations", {"LocationInternalName": "dc-east"}, status=201)

    def make(quantity, date=PAST, item=0):
        body = {"ItemId": items[item], "ExpectedDate": date, "Quantity": quantity}
        number = place["InventoryLocationId"]
        return api.post(WAVES, {**body, "InventoryLocationId": number}, status=201)

    return make


@pytest.fixture
def orders(api, order_body):
    """Make three orders: each of two of A, and one of STORE-B."""
    return [
        api.post("/v1/orders", order_body(name), status=201) for name in ("1001", "1002", "1003")
    ]


def states(api, at=0):
    """Tell the release state of one line of each order."""
    details = [
        each["LineItems"][at]["OrderDetailId"] for each in api.post("/v1/orders/Search")["Items"]
    ]
    paths = [f"/preorder/releasedates/v1/{detail}" for detail in details]
    return [api.get(path)["ReleaseState"] for path in paths]


def drawn(api):
    return [each["QuantityReleased"] for each in api.get(WAVES)["Items"]]


def test_release_item_covers_the_oldest_orders_out_of_the_waves_that_arrived(
    api, shared, items, make_wave, orders
):
    for quantity, date in ((3, PAST), (9, FUTURE), (2, PAST)):
        make_wave(quantity, date)

    answer = api.post(ITEM, {"ItemId": items[0]})

    assert [each["ExternalOrderId"] for each in answer["ReleasedLines"]] == ["1001", "1002"]
    assert [each["ExternalOrderId"] for each in answer["WaitingLines"]] == ["1003"]
    assert states(api) == ["Released", "Released", "Waiting"]
    assert drawn(api) == [3, 0, 1]
    assert units_in_waves(shared[1].oms, "A") == 10


def test_a_line_is_released_whole_and_a_smaller_one_may_pass_it(api, items, make_wave, order_body):
    make_wave(2)
    for name, quantity in (("1001", 3), ("1002", 1), ("1003", 1)):
        line = {"Sku": "A", "Quantity": quantity, "UnitPrice": 1}
        api.post("/v1/orders", order_body(name, LineItems=[line]), status=201)

    api.post(ITEM, {"ItemId": items[0]})

    assert states(api) == ["Waiting", "Released", "Released"]


def test_release_item_again_changes_nothing(api, items, make_wave, orders):
    make_wave(2)
    for _ in range(2):
        answer = api.post(ITEM, {"ItemId": items[0]})

    assert answer["ReleasedLines"] == []
    assert drawn(api) == [2]
    operations = [each["Operation"] for each in api.commits()]
    assert operations.count("release_item_in_pre_orders") == 1


def test_release_item_shows_on_the_order_and_moves_it_on(api, items, make_wave, orders):
    make_wave(2)

    api.post(ITEM, {"ItemId": items[0]})

    read = api.order()
    assert read["LineItems"][0]["PreOrder"]["ReleaseState"] == "Released"
    assert "PreOrder" not in read["LineItems"][1]
    assert read["LastUpdatedDateTimeUtc"] > orders[0]["LastUpdatedDateTimeUtc"]
    details = [orders[0]["LineItems"][0]["OrderDetailId"]]
    assert api.commits()[-1]["EntityIds"]["OrderDetailId"] == details


def test_release_item_without_the_inventory_requirement_draws_nothing(
    api, items, make_wave, orders
):
    make_wave(1, FUTURE)

    api.post(ITEM_BYPASS, {"ItemId": items[0]})

    assert states(api) == ["Released"] * 3
    assert drawn(api) == [0]


@pytest.mark.parametrize("path", [ITEM, ITEM_BYPASS])
def test_release_item_passes_over_orders_on_hold_and_those_that_are_over(
    api, items, make_wave, orders, path
):
    make_wave(9)
    api.post("/v1/orders/Hold", externalOrderId="1001")
    api.post("/v1/orders/Cancel", externalOrderId="1002")

    api.post(path, {"ItemId": items[0]})

    assert states(api) == ["Waiting", "NotPreOrder", "Released"]


def test_release_item_refuses_an_unknown_item(api, items):
    for path in (ITEM, ITEM_BYPASS):
        assert api.code("POST", path, 404, {"ItemId": 1}) == "NOT_FOUND"
        assert api.post(path, {}, status=400)["Errors"][0]["Field"] == "ItemId"


def test_a_released_line_keeps_the_dates_it_had(api, items, make_wave, orders):
    wave = make_wave(9)
    api.post(ITEM, {"ItemId": items[0]})

    api.put(f"{WAVES}/{wave['WaveId']}", {"ExpectedDate": FUTURE})

    detail = orders[0]["LineItems"][0]["OrderDetailId"]
    read = api.get(f"/preorder/releasedates/v1/{detail}")
    assert (read["ReleaseDate"], read["ReleasedDateTimeUtc"]) == (PAST, "2026-01-01T00:00:00.000Z")


def test_a_wave_that_was_drawn_on_cannot_shrink_below_it_or_go(api, items, make_wave, orders):
    path = f"{WAVES}/{make_wave(5)['WaveId']}"
    api.post(ITEM, {"ItemId": items[0]})

    assert api.code("PUT", path, 422, {"Quantity": 3}) == "INSUFFICIENT_QUANTITY"
    assert api.code("DELETE", path, 409) == "INVALID_STATE"
    api.put(path, {"Quantity": 4})
    assert (api.get(path)["Quantity"], drawn(api)) == (4, [4])


def test_release_pre_orders_releases_all_of_an_order_or_nothing(api, make_wave, orders):
    make_wave(2)
    make_wave(1, FUTURE, item=1)
    body = {"ExternalOrderId": "1001"}

    refused = api.post(ORDER, body, status=422)

    assert refused["ErrorCode"] == "INSUFFICIENT_QUANTITY"
    assert [error["Message"] for error in refused["Errors"]] == ["STORE-B has not arrived in waves"]
    assert states(api) == states(api, at=1) == ["Waiting"] * 3
    assert drawn(api) == [0, 0]
    make_wave(1, item=1)
    api.post(ORDER, body)
    assert states(api) == states(api, at=1) == ["Released", "Waiting", "Waiting"]
    assert drawn(api) == [2, 0, 1]


def test_release_pre_orders_adds_up_the_lines_of_one_sku(api, make_wave, order_body):
    make_wave(3)
    lines = [{"Sku": "A", "Quantity": 2, "UnitPrice": 1}] * 2
    api.post("/v1/orders", order_body(LineItems=lines), status=201)

    assert api.code("POST", ORDER, 422, {"ExternalOrderId": "1001"}) == "INSUFFICIENT_QUANTITY"
    assert drawn(api) == [0]


def test_release_pre_orders_without_the_requirement_draws_nothing_and_is_done_once(
    api, make_wave, orders
):
    make_wave(1, FUTURE)
    body = {"InternalOrderId": orders[1]["InternalOrderId"]}

    for _ in range(2):
        answer = api.post(ORDER_BYPASS, body)

    assert answer["ReleasedLines"] == []
    assert states(api) == ["Waiting", "Released", "Waiting"]
    assert drawn(api) == [0]
    commits = [each for each in api.commits() if each["Operation"].startswith("release_pre")]
    assert [each["ExternalOrderId"] for each in commits] == ["1002"]


@pytest.mark.parametrize("path", [ORDER, ORDER_BYPASS])
def test_release_pre_orders_needs_an_order_on_pre_order_that_is_not_held(
    api, items, make_wave, orders, path
):
    body = {"ExternalOrderId": "1001"}
    assert api.code("POST", path, 409, body) == "INVALID_STATE"
    make_wave(9)
    api.post("/v1/orders/Hold", externalOrderId="1001")

    assert api.code("POST", path, 409, body) == "INVALID_STATE"
    assert api.code("POST", path, 404, {"ExternalOrderId": "9"}) == "NOT_FOUND"
    assert api.code("POST", path, 400, {}) == "VALIDATION_FAILED"
    assert states(api) == ["Waiting"] * 3
