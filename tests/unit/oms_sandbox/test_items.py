"""Items are made, changed, read and deleted."""

import pytest

BASE = "/v1/items"
ITEM = {
    "Sku": "A",
    "ProductBackendName": "chair",
    "ItemName": "Red chair",
    "Attributes": [{"Name": "Colour", "Value": "red"}],
    "Categories": ["Furniture"],
}


@pytest.fixture
def item(api):
    for name in ("chair", "desk"):
        api.post(
            "/v1/products", {"ProductBackendName": name, "ProductName": name.title()}, status=201
        )
    return api.post(BASE, ITEM, status=201)


def skus(api, **query):
    return [each["Sku"] for each in api.get(BASE, **query)["Items"]]


def test_create_item_is_listed_by_sku_and_product_page_by_page(api, item):
    api.post(BASE, {"Sku": "B", "ProductBackendName": "desk"}, status=201)

    assert skus(api) == ["A", "B"]
    assert skus(api, Sku="B") == ["B"]
    assert skus(api, ProductBackendName="chair") == ["A"]
    assert skus(api, pageSize=1, pageNumber=2) == ["B"]


def test_create_item_needs_a_sku_of_its_own_and_a_product_that_exists(api, item):
    assert api.code("POST", BASE, 409, ITEM) == "DUPLICATE_EXTERNAL_ID"
    lost = {"Sku": "B", "ProductBackendName": "lamp"}
    assert api.code("POST", BASE, 404, lost) == "NOT_FOUND"
    assert skus(api) == ["A"]


@pytest.mark.parametrize(
    ("parameter", "field"),
    [
        ("LoadAttributes", "Attributes"),
        ("LoadCategories", "Categories"),
        ("LoadInventory", "Inventory"),
    ],
)
def test_get_items_loads_a_part_only_when_asked(api, item, parameter, field):
    parts = {"Attributes", "Categories", "Inventory"}

    asked = api.get(BASE, **{parameter: "true"})["Items"][0]

    assert parts & asked.keys() == {field}
    assert not parts & api.get(BASE, **{parameter: "false"})["Items"][0].keys()
    assert asked[field] == ITEM.get(field, {"OnHand": 0, "Available": 0})


def test_inventory_adds_up_what_all_locations_have(api, item, order):
    stock = []
    for place, on_hand in (("dc-east", 5), ("dc-west", 3)):
        api.post("/v1/inventorylocations", {"LocationInternalName": place}, status=201)
        stock.append({"LocationInternalName": place, "Sku": "A", "Quantity": on_hand})

    api.put("/v1/inventory/onhand", {"Items": stock})
    api.put("/v1/inventory/reserved", {"Items": [{**stock[0], "Quantity": 1}]})

    read = api.get(BASE, LoadInventory="true")["Items"][0]
    assert read["Inventory"] == {"OnHand": 8, "Available": 7}


def test_update_item_changes_what_is_given_and_equal_values_are_no_commit(api, item):
    new = {"Sku": "A", "Categories": ["Garden"]}

    api.put(BASE, new)
    api.put(BASE, new)

    read = api.get(BASE, LoadCategories="true")["Items"][0]
    assert (read["ItemName"], read["Categories"]) == ("Red chair", ["Garden"])
    assert [each["Operation"] for each in api.commits()].count("update_item") == 1
    assert api.code("PUT", BASE, 404, {"Sku": "Z"}) == "NOT_FOUND"


@pytest.mark.parametrize("field", ["ProductBackendName", "Price"])
def test_update_item_names_a_field_it_does_not_take(api, item, field):
    refused = api.put(BASE, {"Sku": "A", field: "desk"}, status=400)

    assert refused["Errors"] == [{"Field": field, "Message": "is unknown"}]


def test_get_skus_keeps_to_the_window_of_changes(api, clock, item):
    api.post(BASE, {"Sku": "B", "ProductBackendName": "desk"}, status=201)
    clock.instant += 60
    api.put(BASE, {"Sku": "A", "ItemName": "Blue chair"})

    def found(**query):
        return [each["Sku"] for each in api.get(f"{BASE}/Skus", **query)["Items"]]

    minute = "2026-01-01T00:01:00Z"
    assert found() == ["A", "B"]
    assert found(LastUpdatedDateTimeUtcAfter=minute) == ["A"]
    assert found(LastUpdatedDateTimeUtcBefore=minute) == ["B"]
    assert found(PageSize=1, PageNumber=2) == ["B"]
    assert set(api.get(f"{BASE}/Skus")["Items"][0]) == {"Sku", "LastUpdatedDateTimeUtc"}


def test_delete_item_needs_a_sku_and_one_that_exists(api, item):
    assert api.code("DELETE", BASE, 400) == "VALIDATION_FAILED"
    assert api.code("DELETE", BASE, 404, Sku="Z") == "NOT_FOUND"

    api.delete(BASE, Sku="A")

    assert skus(api) == []


def test_delete_item_is_refused_while_an_open_order_names_it(api, item, order):
    assert api.code("DELETE", BASE, 409, Sku="A") == "INVALID_STATE"
    assert skus(api) == ["A"]

    api.post("/v1/orders/Cancel", externalOrderId="1001")
    api.delete(BASE, Sku="A")

    assert skus(api) == []


def test_an_order_may_name_a_sku_that_is_no_item(api, order):
    assert skus(api) == []
    assert [line["Sku"] for line in order["LineItems"]] == ["A", "STORE-B"]
