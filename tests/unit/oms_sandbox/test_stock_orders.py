"""Shipments, cancellations and returns move the stock of tracked SKUs."""

import pytest

SHIPMENTS = "/v1/orderfulfillment/shipments"
NAMED = {"ExternalOrderId": "1001"}


@pytest.fixture
def stock(api):
    """Give a way to say what lies where; the locations north and south are there."""
    for name in ("north", "south"):
        api.post("/v1/inventorylocations", {"LocationInternalName": name}, status=201)

    def tell(place, sku, quantity, path="onhand"):
        item = {"LocationInternalName": place, "Sku": sku, "Quantity": quantity}
        api.put(f"/v1/inventory/{path}", {"Items": [item]})

    return tell


def counts(api, place, sku="A"):
    """Give on hand, allocated, reserved and available of a SKU at a location."""
    query = {"locationInternalNames": place, "skus": sku}
    row = api.get("/v1/inventory/overall", **query)["Items"][0]
    return row["OnHand"], row["Allocated"], row["Reserved"], row["Available"]


@pytest.fixture
def make(api, order_body):
    """Make an order of so many of A, and its shipments; gives the new ones as (place, quantity)."""

    def make(quantity, name="1001", status=201):
        lines = [{"Sku": "A", "Quantity": quantity, "UnitPrice": 10}]
        api.post("/v1/orders", order_body(name, LineItems=lines), status=201)
        return ship_all(api, name, status)

    return make


def ship_all(api, name="1001", status=201):
    body = {"ExternalOrderId": name}
    made = api.post(f"{SHIPMENTS}/CreateAllShipments", body, status=status)["Shipments"]
    return [(one["RouteDestinationName"], one["LineItems"][0]["Quantity"]) for one in made]


def test_untracked_skus_ship_without_end_from_their_usual_places(api, stock, order, shipments):
    stock("north", "OTHER", 1)

    assert [one["RouteDestinationName"] for one in shipments] == ["dc-east", "store-1"]
    query = {"locationInternalNames": "north,south", "skus": "A,STORE-B"}
    assert api.get("/v1/inventory/overall", **query)["Items"] == []


def test_shipments_are_allocated_from_the_oldest_location_that_has_stock(api, stock, make):
    stock("south", "A", 9)
    stock("north", "A", 1)

    assert make(4) == [("north", 1), ("south", 3)]
    assert counts(api, "north") == (1, 1, 0, 0)
    assert counts(api, "south") == (9, 3, 0, 6)


def test_reserved_stock_is_not_given_to_orders(api, stock, make):
    stock("north", "A", 5)
    stock("north", "A", 3, "reserved")

    assert make(4) == [("north", 2)]


def test_what_is_not_there_stays_unallocated_until_it_comes(api, stock, make, ship):
    stock("north", "A", 2)

    assert make(5) == [("north", 2)]
    assert api.order()["OrderStatus"] == "Processing"
    ship(api.shipments(**NAMED)[0])
    assert api.order()["OrderStatus"] == "PartiallyShipped"
    stock("south", "A", 3)
    assert ship_all(api) == [("south", 3)]


def test_an_order_with_nothing_in_stock_is_taken_and_stays_created(api, stock, make):
    stock("north", "A", 0)
    commits = len(api.commits())

    assert make(1, status=200) == []
    assert api.order()["OrderStatus"] == "Created"
    assert len(api.commits()) == commits + 1


def test_two_lines_of_one_sku_share_what_is_there(api, stock, order_body):
    stock("north", "A", 3)
    lines = [{"Sku": "A", "Quantity": 2, "UnitPrice": 10} for _ in range(2)]
    api.post("/v1/orders", order_body(LineItems=lines), status=201)

    api.post(f"{SHIPMENTS}/CreateAllShipments", NAMED, status=201)

    (shipment,) = api.shipments(**NAMED)
    assert [line["Quantity"] for line in shipment["LineItems"]] == [2, 1]
    assert counts(api, "north") == (3, 3, 0, 0)


def test_what_ships_leaves_on_hand_and_allocated_once(api, stock, make, ship):
    stock("north", "A", 5)
    make(2)

    for status in ("Packed", "Shipped", "Shipped", "Delivered"):
        ship(api.shipments(**NAMED)[0], status)

    assert counts(api, "north") == (3, 0, 0, 3)


def test_a_cancelled_shipment_gives_back_and_its_order_takes_again(api, stock, make):
    stock("north", "A", 5)
    make(2)

    api.post(f"{SHIPMENTS}/Cancel", Shipment=api.shipments(**NAMED)[0]["ShipmentId"])

    assert counts(api, "north") == (5, 0, 0, 5)
    assert ship_all(api) == [("north", 2)]


def test_a_cancelled_order_gives_back_what_has_not_left(api, stock, make, ship):
    stock("north", "A", 1)
    stock("south", "A", 5)
    make(3)
    ship(api.shipments(**NAMED)[0])

    api.post("/v1/orders/Cancel", internalOrderId=api.order()["InternalOrderId"])

    assert counts(api, "north") == (0, 0, 0, 0)
    assert counts(api, "south") == (5, 0, 0, 5)


def test_a_split_allocates_nothing_new(api, stock, make):
    stock("north", "A", 5)
    make(3)
    shipment = api.shipments(**NAMED)[0]
    body = {"ShipmentId": shipment["ShipmentId"], "Items": [{"Sku": "A", "Quantity": 1}]}

    api.post(f"{SHIPMENTS}/SplitShipmentBySku", body)

    assert counts(api, "north") == (5, 3, 0, 2)


def test_a_rejected_shipment_holds_its_stock_until_it_is_rerouted(api, stock, make):
    stock("north", "A", 2)
    stock("south", "A", 1)
    make(2)
    body = {"ShipmentId": api.shipments(**NAMED)[0]["ShipmentId"]}
    api.post(f"{SHIPMENTS}/Reject", {**body, "RejectReason": "not found on the shelf"})
    there = {**body, "RouteDestinationName": "south"}

    refused = api.post(f"{SHIPMENTS}/Reroute", there, status=422)
    stock("south", "A", 2)
    held = counts(api, "north")
    api.post(f"{SHIPMENTS}/Reroute", there)

    assert refused["ErrorCode"] == "INSUFFICIENT_QUANTITY"
    assert refused["Errors"][0]["Field"] == "RouteDestinationName"
    assert held == (2, 2, 0, 0)
    assert (counts(api, "north"), counts(api, "south")) == ((2, 0, 0, 2), (2, 2, 0, 0))


def test_a_shipment_is_rerouted_to_where_it_is_without_more_stock(api, stock, make):
    stock("north", "A", 2)
    make(2)
    body = {"ShipmentId": api.shipments(**NAMED)[0]["ShipmentId"]}

    api.post(f"{SHIPMENTS}/Reroute", {**body, "RouteDestinationName": "north"})

    assert counts(api, "north") == (2, 2, 0, 0)


@pytest.fixture
def give_back(api, invoice):
    """Return so many of A of the order, and commit it twice."""

    def give_back(quantity):
        order = api.order()
        invoice(order)
        items = [{"OrderDetailId": order["LineItems"][0]["OrderDetailId"], "Quantity": quantity}]
        one = api.post("/v1/returns", {**NAMED, "ReturnItems": items}, status=201)
        for _ in range(2):
            api.post("/v1/returns/Commit", {"ReturnId": one["ReturnId"]})

    return give_back


def test_a_committed_return_lies_once_again_where_it_left_from(api, stock, make, ship, give_back):
    stock("north", "A", 5)
    make(3)
    ship(api.shipments(**NAMED)[0])
    away = counts(api, "north")

    give_back(2)

    assert away == (2, 0, 0, 2)
    assert counts(api, "north") == (4, 0, 0, 4)


def test_a_return_does_not_go_where_a_shipment_never_left(api, stock, make, ship, give_back):
    stock("north", "A", 1)
    stock("south", "A", 1)
    make(1)
    api.post(f"{SHIPMENTS}/Cancel", Shipment=api.shipments(**NAMED)[0]["ShipmentId"])
    stock("north", "A", 0)
    ship_all(api)
    ship(api.shipments(**NAMED)[1])

    give_back(1)

    assert counts(api, "north") == (0, 0, 0, 0)
    assert counts(api, "south") == (1, 0, 0, 1)


def test_shipments_made_before_a_sku_was_tracked_count_as_allocated(api, stock, make, ship):
    make(3)
    shipment = api.shipments(**NAMED)[0]
    body = {"ShipmentId": shipment["ShipmentId"], "RouteDestinationName": "north"}
    api.post(f"{SHIPMENTS}/Reroute", body)

    stock("north", "A", 5)

    assert counts(api, "north") == (5, 3, 0, 2)
    stock("north", "A", 1)
    assert counts(api, "north") == (1, 3, 0, 0)
    ship(shipment)
    assert counts(api, "north") == (0, 0, 0, 0)
