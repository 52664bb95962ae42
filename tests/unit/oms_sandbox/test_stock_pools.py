"""Virtual inventory adds up the locations of a pool group; pre-order inventory adds up waves."""

import pytest

PATH = "/v1/virtualinventory"
POOLS = "/_sandbox/pools"


@pytest.fixture(autouse=True)
def stock(api):
    """Put three and four of A at north and south, of which two are reserved, and one of B."""
    for name in ("north", "south"):
        api.post("/v1/inventorylocations", {"LocationInternalName": name}, status=201)
    told = [("north", "A", 3), ("south", "A", 4), ("south", "B", 1)]
    reserved = [("south", "A", 2)]
    for path, items in (("onhand", told), ("reserved", reserved)):
        keys = ("LocationInternalName", "Sku", "Quantity")
        body = {"Items": [dict(zip(keys, one, strict=True)) for one in items]}
        api.put(f"/v1/inventory/{path}", body)


def offered(api, pools, **query):
    rows = api.get(PATH, inventoryPoolGroupNames=pools, **query)["Items"]
    return [(row["InventoryPoolGroupName"], row["Sku"], row["Available"]) for row in rows]


def test_the_default_pool_group_is_all_locations(api):
    assert offered(api, "DEFAULT") == [("DEFAULT", "A", 5), ("DEFAULT", "B", 1)]


def test_a_pool_group_of_the_control_route_has_its_locations_only(api):
    body = {"InventoryPoolGroupName": "SOUTH", "InventoryLocations": ["south"]}
    api.post(POOLS, body, status=201)

    assert offered(api, "SOUTH") == [("SOUTH", "A", 2), ("SOUTH", "B", 1)]
    assert offered(api, "SOUTH,DEFAULT", skus="A") == [("SOUTH", "A", 2), ("DEFAULT", "A", 5)]
    assert offered(api, "SOUTH,DEFAULT", pageSize=3, pageNumber=2) == [("DEFAULT", "B", 1)]
    unknown = api.get(PATH, status=404, inventoryPoolGroupNames="DEFAULT,WEST")
    assert unknown["Errors"][0]["Field"] == "inventoryPoolGroupNames"
    assert api.code("GET", PATH, 400) == "VALIDATION_FAILED"


def test_pool_groups_have_names_of_their_own_and_known_locations(api):
    body = {"InventoryPoolGroupName": "SOUTH", "InventoryLocations": ["south"]}
    api.post(POOLS, body, status=201)

    for name in ("SOUTH", "DEFAULT"):
        taken = {**body, "InventoryPoolGroupName": name}
        assert api.code("POST", POOLS, 409, taken) == "DUPLICATE_EXTERNAL_ID"
    unknown = {"InventoryPoolGroupName": "WEST", "InventoryLocations": ["west"]}
    assert api.code("POST", POOLS, 404, unknown) == "NOT_FOUND"
    api.post("/_sandbox/reset")
    assert api.code("GET", PATH, 404, inventoryPoolGroupNames="SOUTH") == "NOT_FOUND"


def test_pre_order_inventory_adds_up_the_waves_of_a_sku(api):
    api.post("/v1/products", {"ProductBackendName": "shirt", "ProductName": "Shirt"}, status=201)
    item = {"ProductBackendName": "shirt", "Sku": "A"}
    number = api.post("/v1/items", item, status=201)["ItemId"]
    place = api.get("/v1/inventorylocations")["Items"][0]["InventoryLocationId"]
    for quantity in (5, 7):
        wave = {"ItemId": number, "InventoryLocationId": place, "Quantity": quantity}
        date = "2026-02-01T00:00:00Z"
        api.post("/preorder/waves/v1", {**wave, "ExpectedDate": date}, status=201)

    read = api.get("/v1/preorderinventory", Sku="A")
    none = api.get("/v1/preorderinventory", Sku="Z")

    counts = ("QuantityPlanned", "QuantityReleased", "QuantityUnreleased")
    assert [read[count] for count in counts] == [12, 0, 12]
    assert [none[count] for count in counts] == [0, 0, 0]
    assert api.code("GET", "/v1/preorderinventory", 400) == "VALIDATION_FAILED"
