"""Inventory locations, stores and shipping centers are made, listed, changed and deleted."""

import pytest

LOCATIONS = "/v1/inventorylocations"
STORES = "/v1/storelocations"
CENTERS = "/v1/shippingcenters"
# Path, field of the name, field of the number, parameter of reads and of writes.
KINDS = [
    (LOCATIONS, "LocationInternalName", "InventoryLocationId", "locationInternalName", None),
    (STORES, "StoreInternalName", "StoreId", "storeInternalName", None),
    (
        CENTERS,
        "ShippingCenterInternalName",
        "ShippingCenterId",
        "shippingCenterInternalName",
        "shippingCenterInteralName",
    ),
]
each_kind = pytest.mark.parametrize(
    ("path", "name", "number", "read_by", "misspelt"), KINDS, ids=["location", "store", "center"]
)


def locate(api, name="north", **fields):
    return api.post(LOCATIONS, {"LocationInternalName": name, **fields}, status=201)


def tell(api, quantity, path="onhand"):
    item = {"LocationInternalName": "north", "Sku": "A", "Quantity": quantity}
    return api.put(f"/v1/inventory/{path}", {"Items": [item]})


@each_kind
def test_a_place_is_made_once_and_found_by_its_name(api, path, name, number, read_by, misspelt):
    made = api.post(path, {name: "one", "Name": "First"}, status=201)
    api.post(path, {name: "two"}, status=201)

    taken = api.post(path, {name: "one"}, status=409)

    assert (taken["ErrorCode"], taken["Errors"][0]["Field"]) == ("DUPLICATE_EXTERNAL_ID", name)
    (found,) = api.get(path, **{read_by: "one"})["Items"]
    assert (found[number], found[name], found["Name"]) == (made[number], "one", "First")
    assert [one[name] for one in api.get(path)["Items"]] == ["one", "two"]
    assert [one[name] for one in api.get(path, pageSize=1, pageNumber=2)["Items"]] == ["two"]
    assert api.get(path, **{read_by: "three"})["Items"] == []
    assert api.commits()[0]["EntityIds"] == {number: [made[number]]}


@each_kind
def test_an_update_changes_what_is_given_and_equal_values_are_no_commit(
    api, clock, path, name, number, read_by, misspelt
):
    address = {"AddressLine1": "1 Main St", "City": "Reno", "CountryCode": "US"}
    api.post(path, {name: "one", "Name": "First", "Address": address}, status=201)
    key = {misspelt or read_by: "one"}
    clock.instant += 5

    for _ in range(2):
        api.put(path, {"Name": "Second"}, **key)

    (found,) = api.get(path, **{read_by: "one"})["Items"]
    assert (found["Name"], found["Address"]["City"]) == ("Second", "Reno")
    assert found["LastUpdatedDateTimeUtc"] > found["CreateDateTimeUtc"]
    assert len(api.commits()) == 2


@each_kind
def test_a_deleted_place_is_gone_and_what_is_missing_is_not_found(
    api, path, name, number, read_by, misspelt
):
    api.post(path, {name: "one"}, status=201)
    key = {misspelt or read_by: "one"}

    gone = api.delete(path, **key)

    assert gone[name] == "one"
    assert api.get(path)["Items"] == []
    for method, body in (("DELETE", None), ("PUT", {"Name": "First"})):
        missing = api.call(method, path, body, status=404, **key)
        field = missing["Errors"][0]["Field"]
        assert field.lower() == (misspelt or read_by).lower()


@each_kind
def test_unknown_fields_and_names_with_a_comma_are_refused(
    api, path, name, number, read_by, misspelt
):
    for body, field in (({name: "one", "Color": "red"}, "Color"), ({name: "a,b"}, name)):
        refused = api.post(path, body, status=400)
        assert [error["Field"] for error in refused["Errors"]] == [field]
    assert api.code("PUT", path, 400, {"Name": "First"}) == "VALIDATION_FAILED"


def test_a_shipping_center_is_written_only_under_the_vendors_misspelling(api):
    api.post(CENTERS, {"ShippingCenterInternalName": "hub"}, status=201)

    query = {"shippingCenterInternalName": "hub"}
    assert api.code("DELETE", CENTERS, 400, **query) == "VALIDATION_FAILED"


def test_a_location_with_stock_or_reservations_is_not_deleted(api):
    locate(api)
    key = {"locationInternalName": "north"}
    tell(api, 2)

    refused = api.delete(LOCATIONS, status=409, **key)
    assert refused["ErrorCode"] == "INVALID_STATE"
    assert refused["Errors"] == [{"Field": "LocationInternalName", "Message": "is in use"}]
    tell(api, 2, "reserved")
    tell(api, 0)
    assert api.code("DELETE", LOCATIONS, 409, **key) == "INVALID_STATE"
    tell(api, 0, "reserved")
    api.delete(LOCATIONS, **key)
    assert api.get(LOCATIONS)["Items"] == []


def test_a_location_made_again_under_the_name_of_a_deleted_one_is_bare(api):
    locate(api)
    tell(api, 0)
    api.delete(LOCATIONS, locationInternalName="north")

    locate(api)

    rows = api.get("/v1/inventory/overall", locationInternalNames="north")["Items"]
    assert rows == []
    assert api.get("/v1/inventory/totals", skus="A")["Items"][0]["OnHand"] == 0


@pytest.mark.parametrize(
    ("path", "key", "parameter"),
    [
        (LOCATIONS, "LocationInternalName", "locationInternalName"),
        (STORES, "StoreInternalName", "storeInternalName"),
        (CENTERS, "ShippingCenterInternalName", "shippingCenterInteralName"),
    ],
)
def test_a_place_is_not_deleted_before_its_shipments_have_left(
    api, shipments, ship, path, key, parameter
):
    api.post(path, {key: "dc-east"}, status=201)

    refused = api.delete(path, status=409, **{parameter: "dc-east"})
    assert refused["ErrorCode"] == "INVALID_STATE"
    assert refused["Errors"][0]["Field"].lower() == parameter.lower()
    ship(shipments[0])
    api.delete(path, **{parameter: "dc-east"})


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (STORES, {"StoreInternalName": "shop"}),
        (CENTERS, {"ShippingCenterInternalName": "hub"}),
        ("/_sandbox/pools", {"InventoryPoolGroupName": "WEST"}),
    ],
)
def test_a_location_that_another_place_or_pool_has_is_not_deleted(api, path, body):
    locate(api)
    api.post(path, {**body, "InventoryLocations": ["north"]}, status=201)

    key = {"locationInternalName": "north"}
    assert api.code("DELETE", LOCATIONS, 409, **key) == "INVALID_STATE"


def test_a_location_at_which_a_wave_is_expected_is_not_deleted(api):
    number = locate(api)["InventoryLocationId"]
    api.post("/v1/products", {"ProductBackendName": "shirt", "ProductName": "Shirt"}, status=201)
    item = {"ProductBackendName": "shirt", "Sku": "A"}
    item_id = api.post("/v1/items", item, status=201)["ItemId"]
    wave = {"ItemId": item_id, "InventoryLocationId": number, "Quantity": 5}
    date = "2026-02-01T00:00:00Z"
    api.post("/preorder/waves/v1", {**wave, "ExpectedDate": date}, status=201)

    key = {"locationInternalName": "north"}
    assert api.code("DELETE", LOCATIONS, 409, **key) == "INVALID_STATE"


@pytest.mark.parametrize(
    ("path", "key", "parameter"),
    [
        (STORES, "StoreInternalName", "storeInternalName"),
        (CENTERS, "ShippingCenterInternalName", "shippingCenterInteralName"),
    ],
)
def test_a_place_has_known_locations_each_once(api, path, key, parameter):
    locate(api)
    wrong = {key: "one", "InventoryLocations": ["north", "nowhere"]}

    missing = api.post(path, wrong, status=404)
    assert missing["Errors"][0]["Field"] == "InventoryLocations[1]"
    twice = {key: "one", "InventoryLocations": ["north", "north"]}
    assert api.code("POST", path, 400, twice) == "VALIDATION_FAILED"
    assert api.get(path)["Items"] == []
    api.post(path, {key: "one", "InventoryLocations": ["north"]}, status=201)
    missing = api.put(path, {"InventoryLocations": ["x"]}, status=404, **{parameter: "one"})
    assert missing["Errors"][0]["Field"] == "InventoryLocations[0]"
    api.put(path, {"InventoryLocations": []}, **{parameter: "one"})
    assert api.get(path)["Items"][0]["InventoryLocations"] == []


def test_custom_fields_of_locations_are_replaced_and_read_for_several(api):
    fields = [{"SystemName": "region", "Value": "N"}]
    locate(api, CustomFields=fields)
    locate(api, "south", CustomFields=fields)
    new = [{"SystemName": "cutoff_time", "Value": "17:00"}]

    path = f"{LOCATIONS}/customfields"
    api.put(path, {"LocationInternalName": "south", "CustomFields": new})

    read = api.get(path, locationInternalNames="south,north")["Items"]
    assert [(one["LocationInternalName"], one["CustomFields"]) for one in read] == [
        ("south", new),
        ("north", fields),
    ]
    paged = api.get(path, locationInternalNames="south,north", pageSize=1, pageNumber=2)
    assert [one["LocationInternalName"] for one in paged["Items"]] == ["north"]
    query = {"locationInternalNames": "south,nowhere"}
    assert api.code("GET", path, 404, **query) == "NOT_FOUND"
    body = {"LocationInternalName": "nowhere", "CustomFields": new}
    assert api.code("PUT", path, 404, body) == "NOT_FOUND"
