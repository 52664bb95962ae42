"""Stock is told and read: on hand, reserved, available, per location, store and in total."""

import pytest

BASE = "/v1/inventory"
BOTH = {"locationInternalNames": "north,south"}


@pytest.fixture(autouse=True)
def places(api):
    """Make the inventory locations north and south."""
    return [
        api.post("/v1/inventorylocations", {"LocationInternalName": name}, status=201)
        for name in ("north", "south")
    ]


def item(place, sku, quantity):
    return {"LocationInternalName": place, "Sku": sku, "Quantity": quantity}


def tell(api, *items, path="onhand", status=200):
    body = {"Items": [item(*one) for one in items]}
    return api.put(f"{BASE}/{path}", body, status=status)


def counts(api, path, count, **query):
    answer = api.get(f"{BASE}/{path}", **(query or BOTH))
    return {(row["LocationInternalName"], row["Sku"]): row[count] for row in answer["Items"]}


def test_on_hand_is_set_not_added_and_read_per_location_with_skus_by_name(api):
    tell(api, ("south", "B", 5), ("north", "B", 9), ("north", "A", 1))
    tell(api, ("north", "B", 2))

    read = api.get(f"{BASE}/onhand", **BOTH)["Items"]
    assert read == [
        {"LocationInternalName": "north", "Sku": "A", "OnHand": 1},
        {"LocationInternalName": "north", "Sku": "B", "OnHand": 2},
        {"LocationInternalName": "south", "Sku": "B", "OnHand": 5},
    ]


def test_an_item_of_an_unknown_location_fails_and_the_others_are_done(api, places):
    results = tell(api, ("nowhere", "A", 3), ("north", "A", 4))["Results"]

    assert [(one["Status"], one["ErrorCode"]) for one in results] == [
        ("Failed", "NOT_FOUND"),
        ("Succeeded", ""),
    ]
    assert "nowhere" in results[0]["Message"]
    assert counts(api, "onhand", "OnHand") == {("north", "A"): 4}
    commit = api.commits()[-1]
    assert commit["Operation"] == "update_onhand_inventory"
    assert commit["EntityIds"] == {"InventoryLocationId": [places[0]["InventoryLocationId"]]}


def test_nothing_is_committed_when_every_item_fails(api):
    commits = len(api.commits())

    tell(api, ("nowhere", "A", 3))

    assert len(api.commits()) == commits


@pytest.mark.parametrize(
    ("items", "field"),
    [
        ([], "Items"),
        ([item("north", "A", -1)], "Items[0].Quantity"),
        ([item("north", "A", True)], "Items[0].Quantity"),
        ([item("north", "A,B", 1)], "Items[0].Sku"),
        ([item("north", "A", 1), item("north", "A", 2)], "Items"),
        ([{**item("north", "A", 1), "Bin": "7"}], "Items[0].Bin"),
        ([{"Sku": "A", "Quantity": 1}], "Items[0].LocationInternalName"),
    ],
)
def test_a_wrong_item_refuses_the_whole_call_and_is_named(api, items, field):
    refused = api.put(f"{BASE}/onhand", {"Items": items}, status=400)

    assert [error["Field"] for error in refused["Errors"]] == [field]


def test_reserved_stock_is_not_available_and_is_taken_away_by_delete(api):
    tell(api, ("north", "A", 10))

    tell(api, ("north", "A", 4), path="reserved")
    tell(api, ("north", "A", 6), path="reserved")
    shown = api.call("DELETE", f"{BASE}/reserved", {"Items": [item("north", "A", 1)]})

    assert shown["Items"] == [
        {
            "LocationInternalName": "north",
            "Sku": "A",
            "OnHand": 10,
            "Allocated": 0,
            "Reserved": 5,
            "Available": 5,
        }
    ]
    assert counts(api, "reserved", "Reserved") == {("north", "A"): 5}
    assert counts(api, "available", "Available") == {("north", "A"): 5}


@pytest.mark.parametrize(("method", "quantity"), [("PUT", 11), ("DELETE", 3)])
def test_a_reservation_beyond_what_there_is_changes_no_item(api, method, quantity):
    tell(api, ("north", "A", 10), ("north", "B", 10))
    tell(api, ("north", "A", 2), ("north", "B", 2), path="reserved")
    commits = len(api.commits())

    body = {"Items": [item("north", "B", 1), item("north", "A", quantity)]}
    refused = api.call(method, f"{BASE}/reserved", body, status=422)

    assert refused["ErrorCode"] == "INSUFFICIENT_QUANTITY"
    assert refused["Errors"][0]["Field"] == "Items[1].Quantity"
    assert counts(api, "reserved", "Reserved") == {("north", "A"): 2, ("north", "B"): 2}
    assert len(api.commits()) == commits


@pytest.mark.parametrize(
    ("place", "sku", "field"),
    [("nowhere", "A", "LocationInternalName"), ("south", "A", "Sku"), ("north", "Z", "Sku")],
)
def test_a_reservation_of_what_was_never_told_is_not_found(api, place, sku, field):
    tell(api, ("north", "A", 10))

    for method in ("PUT", "DELETE"):
        body = {"Items": [item(place, sku, 1)]}
        refused = api.call(method, f"{BASE}/reserved", body, status=404)
        assert refused["Errors"][0]["Field"] == f"Items[0].{field}"


def test_a_lower_count_leaves_the_reservation_and_nothing_available_never_less(api):
    tell(api, ("north", "A", 10))
    tell(api, ("north", "A", 8), path="reserved")

    tell(api, ("north", "A", 3))
    tell(api, ("north", "A", 7), path="reserved")

    row = api.get(f"{BASE}/overall", locationInternalNames="north")["Items"][0]
    assert (row["OnHand"], row["Reserved"], row["Available"]) == (3, 7, 0)


def test_overall_shows_all_counts_or_the_one_asked_for(api):
    tell(api, ("north", "A", 3))

    whole = api.get(f"{BASE}/overall", **BOTH)["Items"][0]
    part = api.get(f"{BASE}/overall", type="Available", **BOTH)["Items"][0]

    keys = {"LocationInternalName": "north", "Sku": "A"}
    assert whole == {**keys, "OnHand": 3, "Allocated": 0, "Reserved": 0, "Available": 3}
    assert part == {**keys, "Available": 3}
    assert api.code("GET", f"{BASE}/overall", 400, type="Some", **BOTH) == "VALIDATION_FAILED"


@pytest.mark.parametrize("path", ["allocated", "available", "onhand", "overall", "reserved"])
def test_every_list_is_paged_filtered_by_sku_and_knows_its_locations(api, path):
    tell(api, ("north", "A", 1), ("north", "B", 2), ("south", "A", 3))

    def found(**query):
        rows = api.get(f"{BASE}/{path}", **query)["Items"]
        return [(row["LocationInternalName"], row["Sku"]) for row in rows]

    assert found(locationInternalNames="south,north") == [
        ("south", "A"),
        ("north", "A"),
        ("north", "B"),
    ]
    assert found(skus="A,Z", **BOTH) == [("north", "A"), ("south", "A")]
    assert found(pageSize=2, pageNumber=2, **BOTH) == [("south", "A")]
    unknown = api.get(f"{BASE}/{path}", status=404, locationInternalNames="north,nowhere")
    assert unknown["Errors"][0]["Field"] == "locationInternalNames"
    for names in ("north,", "north,north"):
        query = {"locationInternalNames": names}
        assert api.code("GET", f"{BASE}/{path}", 400, **query) == "VALIDATION_FAILED"
    assert api.code("GET", f"{BASE}/{path}", 400) == "VALIDATION_FAILED"


def test_totals_add_up_all_locations_in_the_order_asked(api):
    tell(api, ("north", "A", 1), ("north", "B", 2), ("south", "A", 3))
    tell(api, ("south", "A", 1), path="reserved")

    totals = api.get(f"{BASE}/totals", skus="B,A")["Items"]
    available = api.get(f"{BASE}/totals", skus="A", type="Available")["Items"]

    assert totals == [
        {"Sku": "B", "OnHand": 2, "Allocated": 0, "Reserved": 0, "Available": 2},
        {"Sku": "A", "OnHand": 4, "Allocated": 0, "Reserved": 1, "Available": 3},
    ]
    assert available == [{"Sku": "A", "Available": 3}]
    assert api.code("GET", f"{BASE}/totals", 404, skus="A,Z") == "NOT_FOUND"


def test_a_store_offers_what_its_locations_have_together(api):
    tell(api, ("north", "A", 1), ("north", "B", 2), ("south", "A", 3))
    body = {"StoreInternalName": "shop", "InventoryLocations": ["north", "south"]}
    api.post("/v1/storelocations", body, status=201)
    api.post("/v1/storelocations", {"StoreInternalName": "bare"}, status=201)

    def offered(store, **query):
        rows = api.get(f"{BASE}/stores/available", storeInternalName=store, **query)["Items"]
        return {row["Sku"]: row["Available"] for row in rows}

    assert offered("shop") == {"A": 4, "B": 2}
    assert offered("shop", skus="B") == {"B": 2}
    assert offered("bare") == {}
    query = {"storeInternalName": "north"}
    assert api.code("GET", f"{BASE}/stores/available", 404, **query) == "NOT_FOUND"


def test_custom_fields_of_a_sku_at_a_location_are_replaced(api):
    tell(api, ("north", "A", 1))
    path, key = f"{BASE}/customfields", {"LocationInternalName": "north", "Sku": "A"}
    for value in ("7", "8"):
        fields = [{"SystemName": "bin", "Value": value}]
        api.put(path, {**key, "CustomFields": fields})

    read = api.get(path, sku="A", locationInternalName="north")

    assert read["CustomFields"] == [{"SystemName": "bin", "Value": "8"}]
    assert api.code("GET", path, 404, sku="A", locationInternalName="south") == "NOT_FOUND"
    missing = {**key, "Sku": "Z", "CustomFields": []}
    assert api.code("PUT", path, 404, missing) == "NOT_FOUND"


def test_faults_strike_stock_calls_like_any_other(api):
    tell(api, ("north", "A", 10))
    lost = {"Kind": "error_500_after_commit", "Operation": "update_reserved_inventory"}
    twice = {"Kind": "duplicate_commit", "Operation": "delete_reserved_inventory"}
    for fault in (lost, twice):
        api.post("/_sandbox/faults", fault, status=201)

    tell(api, ("north", "A", 5), path="reserved", status=500)
    api.call("DELETE", f"{BASE}/reserved", {"Items": [item("north", "A", 1)]})

    assert counts(api, "reserved", "Reserved") == {("north", "A"): 3}
    operations = [commit["Operation"] for commit in api.commits()[-3:]]
    assert operations == ["update_reserved_inventory", *["delete_reserved_inventory"] * 2]
