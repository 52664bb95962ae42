"""Waves are made, read, changed, deleted; they promise units of an item."""

import pytest

from oms_sandbox.pre_order.waves import units_in_waves

BASE = "/preorder/waves/v1"
DATE = "2026-02-01T00:00:00.000Z"


@pytest.fixture
def item(api):
    api.post("/v1/products", {"ProductBackendName": "p", "ProductName": "P"}, status=201)
    return api.post("/v1/items", {"Sku": "A", "ProductBackendName": "p"}, status=201)


@pytest.fixture
def place(api):
    made = api.post("/v1/inventorylocations", {"LocationInternalName": "dc-east"}, status=201)
    return made["InventoryLocationId"]


@pytest.fixture
def body(item, place):
    return {
        "ItemId": item["ItemId"],
        "InventoryLocationId": place,
        "ExpectedDate": DATE,
        "Quantity": 5,
        "ExternalId": "W-1",
    }


@pytest.fixture
def wave(api, body):
    return api.post(BASE, body, status=201)


@pytest.mark.parametrize("end", ["", "/"])
def test_create_wave_is_read_by_its_number_in_the_path(api, wave, end):
    read = api.get(f"{BASE}/{wave['WaveId']}{end}")

    assert {**read, "TraceID": ""} == {**wave, "TraceID": ""}
    assert (read["Sku"], read["Quantity"], read["ExpectedDate"]) == ("A", 5, DATE)


def test_get_waves_filters_by_external_id_item_and_location(api, body, wave):
    api.post(BASE, {**body, "ExternalId": "W-2"}, status=201)

    def found(**query):
        return [each["ExternalId"] for each in api.get(BASE, **query)["Items"]]

    assert found() == found(itemId=body["ItemId"]) == ["W-1", "W-2"]
    assert found(inventoryLocationId=body["InventoryLocationId"]) == ["W-1", "W-2"]
    assert found(externalId="W-2") == ["W-2"]
    assert found(itemId=1) == found(inventoryLocationId=1) == []


def test_create_wave_refuses_a_taken_external_id_and_unknown_item_or_location(api, body, wave):
    assert api.code("POST", BASE, 409, body) == "DUPLICATE_EXTERNAL_ID"
    for field in ("ItemId", "InventoryLocationId"):
        lost = {**body, "ExternalId": "W-2", field: 1}
        refused = api.post(BASE, lost, status=404)
        assert refused["Errors"] == [{"Field": field, "Message": "was not found"}]
    assert len(api.get(BASE)["Items"]) == 1


def test_waves_without_external_id_do_not_clash(api, body):
    del body["ExternalId"]

    for _ in range(2):
        api.post(BASE, body, status=201)

    assert [each["ExternalId"] for each in api.get(BASE)["Items"]] == ["", ""]


def test_update_wave_changes_what_is_given_and_equal_values_are_no_commit(api, wave):
    path = f"{BASE}/{wave['WaveId']}"

    api.put(path, {"Quantity": 7})
    api.put(path, {"Quantity": 7})

    read = api.get(path)
    assert (read["Quantity"], read["ExpectedDate"]) == (7, DATE)
    assert [each["Operation"] for each in api.commits()].count("update_wave") == 1
    assert api.code("PUT", path, 404, {"InventoryLocationId": 1}) == "NOT_FOUND"


def test_delete_wave_is_gone_and_frees_its_external_id_and_its_item(api, body, wave):
    path = f"{BASE}/{wave['WaveId']}"
    assert api.code("DELETE", "/v1/items", 409, Sku="A") == "INVALID_STATE"

    api.delete(path)

    for method in ("GET", "PUT", "DELETE"):
        assert api.code(method, path, 404) == "NOT_FOUND"
    again = api.post(BASE, body, status=201)
    api.delete(f"{BASE}/{again['WaveId']}")
    api.delete("/v1/items", Sku="A")
    assert api.get("/v1/items")["Items"] == []


def test_a_journal_entry_tells_waves_by_their_path_apart(api, body, wave):
    other = api.post(BASE, {**body, "ExternalId": "W-2"}, status=201)

    for each in (wave, other):
        api.delete(f"{BASE}/{each['WaveId']}")

    first, second = api.commits()[-2:]
    assert first["EntityIds"] == {"WaveId": [wave["WaveId"]]}
    assert first["BodyHash"] != second["BodyHash"]


@pytest.mark.parametrize("number", ["x", "0", "99999999999", "-1"])
def test_a_number_in_the_path_is_checked_and_named(api, number):
    refused = api.get(f"{BASE}/{number}", status=400)

    assert refused["Errors"][0]["Field"] == "waveId"


def test_a_number_in_the_path_may_not_stand_in_the_query_too(api, wave):
    refused = api.get(f"{BASE}/{wave['WaveId']}", status=400, waveId=wave["WaveId"])

    assert refused["Errors"] == [{"Field": "waveid", "Message": "is given twice"}]


def test_units_in_waves_counts_what_all_waves_of_a_sku_promise(api, shared, body, wave):
    oms = shared[1].oms
    api.post(BASE, {**body, "ExternalId": "W-2", "Quantity": 3}, status=201)

    assert units_in_waves(oms, "A") == 8
    assert units_in_waves(oms, "STORE-B") == 0
    api.delete(f"{BASE}/{wave['WaveId']}")
    assert units_in_waves(oms, "A") == 3
