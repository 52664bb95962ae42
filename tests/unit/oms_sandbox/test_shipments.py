"""Shipments are made, moved, rejected, rerouted, cancelled and tracked."""

import pytest

BASE = "/v1/orderfulfillment/shipments"
NAMED = {"ExternalOrderId": "1001"}
WAY = ["Open", "Acknowledged", "Picked", "Packed", "Shipped", "Delivered"]


def quantities(shipment):
    return {line["Sku"]: line["Quantity"] for line in shipment["LineItems"]}


def test_create_all_shipments_makes_one_per_location_and_nothing_the_second_time(api, shipments):
    again = api.post(f"{BASE}/CreateAllShipments", NAMED)

    read = api.shipments(**NAMED)
    assert [(one["RouteDestinationName"], quantities(one)) for one in read] == [
        ("dc-east", {"A": 2}),
        ("store-1", {"STORE-B": 1}),
    ]
    assert again["Shipments"] == []
    assert api.order()["OrderStatus"] == "Processing"
    assert len(api.commits()) == 2


@pytest.mark.parametrize("status", ["Cancelled", "Shipped", "Completed"])
def test_a_closed_order_gets_no_shipments(api, order_body, status):
    api.post("/v1/orders/Import", order_body(OrderStatus=status))

    assert api.code("POST", f"{BASE}/CreateAllShipments", 409, NAMED) == "INVALID_STATE"


def test_shipments_are_found_by_every_filter(api, shipments, ship, clock):
    ship(shipments[0])
    first, second = (one["ShipmentId"] for one in shipments)

    def found(**query):
        return [one["ShipmentId"] for one in api.shipments(**query)]

    assert found(ShipmentId=second) == [second]
    assert found(ShipmentStatus="Shipped") == [first]
    assert found(RouteDestinationName="store-1") == [second]
    assert found(InternalOrderId=shipments[0]["InternalOrderId"]) == [first, second]
    assert found(ExternalOrderId="other") == []
    assert found(CreateDateTimeUtcAfter="2026-01-01T00:00:00Z") == [first, second]
    assert found(CreateDateTimeUtcBefore="2026-01-01T00:00:00Z") == []
    assert found(pageSize=1, pageNumber=2) == [second]
    both = {"InternalOrderId": shipments[0]["InternalOrderId"], "ExternalOrderId": "other"}
    assert api.code("GET", BASE, 400, **both) == "VALIDATION_FAILED"


@pytest.mark.parametrize("at", range(6))
def test_a_shipment_moves_forward_stays_and_never_goes_back(api, shipments, ship, at):
    ship(shipments[0], WAY[at])
    commits = len(api.commits())

    ship(shipments[0], WAY[at])

    assert len(api.commits()) == commits
    for earlier in WAY[:at]:
        ship(shipments[0], earlier, answer=409)
    for later in WAY[at + 1 :]:
        ship(shipments[0], later)
    assert api.shipments()[0]["ShipmentStatus"] == "Delivered"
    assert api.order()["LineItems"][0]["QuantityShipped"] == 2


def test_the_shipment_of_a_status_change_may_stand_in_the_body(api, shipments):
    number = shipments[0]["ShipmentId"]
    body = {"ShipmentId": number, "ShipmentStatus": "Packed"}

    api.put(f"{BASE}/Status", body)

    assert api.shipments()[0]["ShipmentStatus"] == "Packed"
    assert api.code("PUT", f"{BASE}/Status", 400, body, ShipmentId=number + 1)
    assert api.code("PUT", f"{BASE}/Status", 400, {"ShipmentStatus": "Packed"})
    assert api.code("PUT", f"{BASE}/Status", 404, {**body, "ShipmentId": 9}) == "NOT_FOUND"
    assert api.code("PUT", f"{BASE}/Status", 400, {**body, "ShipmentStatus": "Rejected"})


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("Open", True),
        ("Acknowledged", True),
        ("Picked", True),
        ("Packed", False),
        ("Shipped", False),
    ],
)
def test_a_shipment_is_rejected_until_it_is_packed(api, shipments, ship, status, allowed):
    ship(shipments[0], status)
    body = {"ShipmentId": shipments[0]["ShipmentId"], "RejectReason": "none on shelf"}

    api.post(f"{BASE}/Reject", body, status=200 if allowed else 409)

    read = api.shipments()[0]
    assert (read["ShipmentStatus"] == "Rejected") is allowed
    assert (read["RejectReason"] == "none on shelf") is allowed


def test_a_rejected_shipment_is_rerouted_and_open_again(api, shipments, ship):
    number = shipments[0]["ShipmentId"]
    api.post(f"{BASE}/Reject", {"ShipmentId": number, "RejectReason": "none"})
    ship(shipments[0], "Picked", answer=409)

    api.post(f"{BASE}/Reroute", {"ShipmentId": number, "RouteDestinationName": "dc-west"})

    read = api.shipments(ShipmentId=number)[0]
    assert (read["ShipmentStatus"], read["RejectReason"]) == ("Open", "")
    assert read["RouteDestinationName"] == "dc-west"
    assert [stop["RouteDestinationName"] for stop in read["RouteHistory"]] == ["dc-east", "dc-west"]
    assert api.order()["OrderStatus"] == "Processing"


@pytest.mark.parametrize(("status", "answer"), [("Acknowledged", 200), ("Picked", 409)])
def test_a_shipment_is_rerouted_until_it_is_picked(api, shipments, ship, status, answer):
    ship(shipments[0], status)
    body = {"ShipmentId": shipments[0]["ShipmentId"], "RouteDestinationName": "dc-west"}

    api.post(f"{BASE}/Reroute", body, status=answer)

    assert api.shipments()[0]["ShipmentStatus"] == ("Open" if answer == 200 else "Picked")


def test_a_cancelled_shipment_gives_its_quantities_back(api, shipments):
    api.post(f"{BASE}/Cancel", Shipment=shipments[0]["ShipmentId"])
    half = api.order()["OrderStatus"]
    api.post(f"{BASE}/Cancel", Shipment=shipments[1]["ShipmentId"])

    assert half == "Processing"
    assert api.order()["OrderStatus"] == "Created"
    again = api.post(f"{BASE}/CreateAllShipments", NAMED, status=201)["Shipments"]
    assert [quantities(one) for one in again] == [{"A": 2}, {"STORE-B": 1}]


def test_what_is_given_back_is_shipped_anew_beside_what_has_left(api, shipments, ship):
    items = [{"Sku": "A", "Quantity": 1}]
    body = {"ShipmentId": shipments[0]["ShipmentId"], "Items": items}
    part = api.post(f"{BASE}/SplitShipmentBySku", body)["NewShipment"]
    ship(shipments[0])
    api.post(f"{BASE}/Cancel", Shipment=part["ShipmentId"])

    again = api.post(f"{BASE}/CreateAllShipments", NAMED, status=201)["Shipments"]

    assert [quantities(one) for one in again] == [{"A": 1}]
    assert api.order()["OrderStatus"] == "PartiallyShipped"


@pytest.mark.parametrize("status", ["Shipped", "Delivered", "Cancelled"])
def test_a_shipment_that_left_or_is_cancelled_is_not_cancelled(api, shipments, ship, status):
    number = shipments[0]["ShipmentId"]
    if status == "Cancelled":
        api.post(f"{BASE}/Cancel", Shipment=number)
    else:
        ship(shipments[0], status)

    assert api.code("POST", f"{BASE}/Cancel", 409, Shipment=number) == "INVALID_STATE"
    assert api.code("POST", f"{BASE}/Cancel", 400) == "VALIDATION_FAILED"


def test_tracking_numbers_are_replaced_and_each_put_is_a_commit(api, shipments):
    number = shipments[0]["ShipmentId"]
    wanted = [{"TrackingNumber": "1Z", "Carrier": "UPS", "Url": ""}]
    body = {"TrackingNumbers": [{"TrackingNumber": "1Z", "Carrier": "UPS"}]}
    path = f"{BASE}/TrackingNumbers"

    api.put(path, {"TrackingNumbers": [{"TrackingNumber": "old"}]}, ShipmentId=number)
    api.put(path, body, ShipmentId=number)
    api.put(path, body, ShipmentId=number)

    assert api.shipments()[0]["TrackingNumbers"] == wanted
    assert len(api.commits()) == 5
    assert api.code("PUT", path, 400, body) == "VALIDATION_FAILED"
    api.post(f"{BASE}/Cancel", Shipment=number)
    assert api.code("PUT", path, 409, body, ShipmentId=number) == "INVALID_STATE"


def test_custom_fields_of_shipment_and_line_are_replaced(api, shipments):
    number, fields = shipments[0]["ShipmentId"], [{"SystemName": "tag", "Value": "e1"}]
    detail = shipments[0]["LineItems"][0]["OrderDetailId"]
    line = {"ShipmentId": number, "OrderDetailId": detail, "CustomFields": fields}

    api.put(f"{BASE}/CustomFields", {"ShipmentId": number, "CustomFields": fields})
    api.put(f"{BASE}/LineItems/CustomFields", line)

    read = api.shipments()[0]
    assert read["CustomFields"] == read["LineItems"][0]["CustomFields"] == fields
    assert api.code("PUT", f"{BASE}/LineItems/CustomFields", 404, {**line, "OrderDetailId": 9})
