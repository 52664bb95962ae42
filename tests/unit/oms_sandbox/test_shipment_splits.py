"""Quantities of a shipment move into a new one."""

import pytest

BASE = "/v1/orderfulfillment/shipments"
NAMED = {"ExternalOrderId": "1001"}


def quantities(shipment):
    return {line["Sku"]: line["Quantity"] for line in shipment["LineItems"]}


def test_split_by_sku_moves_a_quantity_into_a_new_shipment(api, shipments):
    number = shipments[0]["ShipmentId"]
    body = {"ShipmentId": number, "Items": [{"Sku": "A", "Quantity": 1}]}

    answer = api.post(f"{BASE}/SplitShipmentBySku", body)

    old, _, new = api.shipments()
    assert quantities(old) == quantities(new) == {"A": 1}
    assert (new["ParentShipmentId"], new["ShipmentStatus"]) == (number, "Open")
    assert new["RouteDestinationName"] == "dc-east"
    assert answer["OriginalShipment"]["ShipmentId"] == number
    assert answer["NewShipment"]["ShipmentId"] == new["ShipmentId"]
    assert api.commits()[-1]["EntityIds"] == {"ShipmentId": [number, new["ShipmentId"]]}


def test_split_by_sku_takes_lines_in_order_detail_order(api, order_body):
    lines = [{"Sku": "A", "Quantity": quantity, "UnitPrice": 1} for quantity in (2, 3)]
    api.post("/v1/orders", order_body(LineItems=lines), status=201)
    made = api.post(f"{BASE}/CreateAllShipments", NAMED, status=201)["Shipments"][0]
    body = {"ShipmentId": made["ShipmentId"], "Items": [{"Sku": "A", "Quantity": 3}]}

    api.post(f"{BASE}/SplitShipmentBySku", body)

    old, new = api.shipments()
    assert [line["Quantity"] for line in old["LineItems"]] == [2]
    assert [line["Quantity"] for line in new["LineItems"]] == [2, 1]


def test_split_by_order_detail_id_moves_that_line(api, order_body):
    lines = [
        {"Sku": "A", "Quantity": 2, "UnitPrice": 1},
        {"Sku": "B", "Quantity": 2, "UnitPrice": 1},
    ]
    order = api.post("/v1/orders", order_body(LineItems=lines), status=201)
    made = api.post(f"{BASE}/CreateAllShipments", NAMED, status=201)["Shipments"][0]
    detail = order["LineItems"][1]["OrderDetailId"]
    items = [{"OrderDetailId": detail, "Quantity": 2}]

    api.post(
        f"{BASE}/SplitShipmentByOrderDetailId", {"ShipmentId": made["ShipmentId"], "Items": items}
    )

    assert [quantities(one) for one in api.shipments()] == [{"A": 2}, {"B": 2}]


@pytest.mark.parametrize("item", [("A", 2), ("A", 3), ("Z", 1)])
def test_a_split_of_everything_or_of_more_than_there_is_is_refused(api, shipments, item):
    items = [{"Sku": item[0], "Quantity": item[1]}]
    body = {"ShipmentId": shipments[0]["ShipmentId"], "Items": items}

    assert api.code("POST", f"{BASE}/SplitShipmentBySku", 422, body) == "INSUFFICIENT_QUANTITY"
    assert quantities(api.shipments()[0]) == {"A": 2}


def test_a_packed_shipment_is_not_split(api, shipments, ship):
    ship(shipments[0], "Packed")
    body = {"ShipmentId": shipments[0]["ShipmentId"], "Items": [{"Sku": "A", "Quantity": 1}]}

    assert api.code("POST", f"{BASE}/SplitShipmentBySku", 409, body) == "INVALID_STATE"
