"""Orders are held, resumed, cancelled, completed and amended."""

import pytest

ORDERS = "/v1/orders"
NAMED = {"ExternalOrderId": "1001"}


def test_hold_order_holds_once_and_a_repeat_changes_nothing(api, order):
    api.post("/v1/orders/Hold", externalOrderId="1001", holdReason="fraud?")
    again = api.post("/v1/orders/Hold", externalOrderId="1001", holdReason="other")

    status = api.get("/v1/orders/Status", **NAMED)
    assert (status["OrderStatus"], status["HoldReason"]) == ("OnHold", "fraud?")
    assert again["HoldReason"] == "fraud?"
    assert [one["Operation"] for one in api.commits()] == ["create_order", "hold_order"]


def test_resume_order_goes_back_to_what_the_shipments_imply(api, shipments):
    api.post("/v1/orders/Hold", externalOrderId="1001")
    api.post("/v1/orders/Resume", externalOrderId="1001")
    api.post("/v1/orders/Resume", externalOrderId="1001")

    order = api.order()
    assert (order["OrderStatus"], order["HoldReason"]) == ("Processing", "")
    assert [one["Operation"] for one in api.commits()][-1] == "resume_order"
    assert len(api.commits()) == 4


@pytest.mark.parametrize("status", ["Shipped", "Completed"])
@pytest.mark.parametrize("verb", ["Hold", "Resume", "Cancel"])
def test_what_has_left_cannot_be_held_resumed_or_cancelled(api, order_body, status, verb):
    api.post("/v1/orders/Import", order_body(OrderStatus=status))

    code = api.code("POST", f"/v1/orders/{verb}", 409, externalOrderId="1001")

    assert code == "INVALID_STATE"
    assert api.order()["OrderStatus"] == status


@pytest.mark.parametrize("verb", ["Hold", "Resume"])
def test_a_cancelled_order_cannot_be_held_or_resumed(api, order, verb):
    api.post("/v1/orders/Cancel", externalOrderId="1001")

    assert api.code("POST", f"/v1/orders/{verb}", 409, externalOrderId="1001") == "INVALID_STATE"


def test_on_hold_blocks_shipments_and_invoices_but_not_cancellation(api, order, shipments, ship):
    first = shipments[0]["ShipmentId"]
    items = [{"Sku": "A", "Quantity": 1}]
    shipping, paying = "/v1/orderfulfillment/shipments", "/v1/paymentprocessing/Invoices"
    lines = [{"OrderDetailId": order["LineItems"][0]["OrderDetailId"], "Quantity": 1}]
    api.post("/v1/orders/Hold", externalOrderId="1001")

    ship(shipments[0], "Picked", answer=409)
    blocked = [
        ("/CreateAllShipments", NAMED),
        ("/Reroute", {"ShipmentId": first, "RouteDestinationName": "x"}),
        ("/SplitShipmentBySku", {"ShipmentId": first, "Items": items}),
    ]
    for path, body in blocked:
        assert api.code("POST", shipping + path, 409, body) == "INVALID_STATE"
    body = {"IDType": "Shipment", "ID": first}
    assert api.code("POST", paying + "/AutoInvoice", 409, body) == "INVALID_STATE"
    body = {**NAMED, "LineItems": lines}
    assert api.code("POST", paying + "/SalesInvoiceByDetails", 409, body) == "INVALID_STATE"
    api.post("/v1/orderfulfillment/shipments/Cancel", Shipment=first)
    api.post("/v1/orders/Cancel", externalOrderId="1001")
    assert api.order()["OrderStatus"] == "Cancelled"


def test_cancel_order_cancels_shipments_and_voids_unpaid_invoices(api, order_body, invoice):
    declined = [{"PaymentMethod": "TEST_DECLINE", "Amount": 25}]
    order = api.post(ORDERS, order_body(Payments=declined), status=201)
    api.post("/v1/orderfulfillment/shipments/CreateAllShipments", NAMED, status=201)
    invoice(order)

    api.post("/v1/orders/Cancel", externalOrderId="1001", cancelReason="changed mind")
    api.post("/v1/orders/Cancel", externalOrderId="1001")

    read = api.order()
    assert (read["OrderStatus"], read["CancelReason"]) == ("Cancelled", "changed mind")
    assert {one["ShipmentStatus"] for one in api.shipments()} == {"Cancelled"}
    assert [one["InvoiceStatus"] for one in api.invoices()] == ["Voided"]
    book = api.get("/v1/paymentprocessing/OrderTransactions", **NAMED)["Items"]
    assert book[-1]["TransactionType"] == "Void"
    last = api.commits()[-1]
    assert (last["Index"], last["Operation"]) == (4, "cancel_order")
    assert [len(ids) for ids in last["EntityIds"].values()] == [2, 1]


@pytest.mark.parametrize("held", [False, True])
def test_cancelling_a_partly_shipped_order_leaves_it_shipped(api, shipments, ship, held):
    ship(shipments[0])
    if held:
        api.post("/v1/orders/Hold", externalOrderId="1001")

    api.post("/v1/orders/Cancel", externalOrderId="1001", cancelReason="late")

    assert api.order()["OrderStatus"] == "Shipped"
    left = api.get("/v1/orders/CancelledLineItems", **NAMED)["Items"]
    assert [(one["Sku"], one["QuantityCancelled"], one["CancelReason"]) for one in left] == [
        ("STORE-B", 1, "late")
    ]
    assert [one["ShipmentStatus"] for one in api.shipments()] == ["Shipped", "Cancelled"]


def test_a_shipment_cancelled_while_the_order_is_held_shows_once_it_is_resumed(api, shipments):
    api.post("/v1/orders/Hold", externalOrderId="1001")
    for one in shipments:
        api.post("/v1/orderfulfillment/shipments/Cancel", Shipment=one["ShipmentId"])
    held = api.order()["OrderStatus"]

    api.post("/v1/orders/Resume", externalOrderId="1001")

    assert (held, api.order()["OrderStatus"]) == ("OnHold", "Created")


def test_what_was_shipped_is_invoiced_anew_after_the_voided_invoice(api, order_body, ship, invoice):
    declined = [{"PaymentMethod": "TEST_DECLINE", "Amount": 25}]
    order = api.post(ORDERS, order_body(Payments=declined), status=201)
    path = "/v1/orderfulfillment/shipments/CreateAllShipments"
    ship(api.post(path, NAMED, status=201)["Shipments"][0])
    invoice(order)
    api.post("/v1/orders/Cancel", externalOrderId="1001")

    again = invoice(order)

    assert api.invoices()[0]["InvoiceStatus"] == "Voided"
    assert again["TotalAmount"] == 20.0


def test_cancelling_the_rest_of_a_paid_order_completes_it(api, shipments, ship):
    ship(shipments[0])
    body = {"IDType": "Shipment", "ID": shipments[0]["ShipmentId"]}
    api.post("/v1/paymentprocessing/Invoices/AutoInvoice", body)

    api.post("/v1/orders/Cancel", externalOrderId="1001")

    assert api.order()["OrderStatus"] == "Completed"


def test_an_order_is_completed_when_all_is_shipped_and_then_paid(
    api, order, shipments, ship, invoice
):
    statuses = [ship(one) and api.order()["OrderStatus"] for one in shipments]

    invoice(order)

    assert statuses == ["PartiallyShipped", "Shipped"]
    assert api.order()["OrderStatus"] == "Completed"


def test_an_order_is_completed_when_all_is_paid_and_then_shipped(
    api, order, shipments, ship, invoice
):
    invoice(order)

    statuses = [ship(one) and api.order()["OrderStatus"] for one in shipments]

    assert statuses == ["PartiallyShipped", "Completed"]


def test_a_shipped_order_with_something_left_to_invoice_is_not_completed(api, shipments, ship):
    for one in shipments:
        ship(one)

    body = {"IDType": "Shipment", "ID": shipments[0]["ShipmentId"]}
    api.post("/v1/paymentprocessing/Invoices/AutoInvoice", body)

    assert api.order()["OrderStatus"] == "Shipped"


def test_the_shipping_address_is_replaced_until_something_has_left(api, shipments, ship):
    new = {"AddressLine1": "2 Side St", "City": "Elko", "CountryCode": "US"}
    body = {**NAMED, "ShippingAddress": new}
    path = "/v1/orders/UpdateShippingAddress"

    api.put(path, body)
    api.put(path, body)

    assert api.order()["ShippingAddress"]["City"] == "Elko"
    assert [one["Operation"] for one in api.commits()].count("update_shipping_address") == 1
    ship(shipments[0])
    assert api.code("PUT", path, 409, body) == "INVALID_STATE"


def test_the_shipping_address_of_a_cancelled_order_is_refused(api, order):
    api.post("/v1/orders/Cancel", externalOrderId="1001")
    address = {"AddressLine1": "2 Side St", "City": "Elko", "CountryCode": "US"}
    body = {**NAMED, "ShippingAddress": address}

    assert api.code("PUT", "/v1/orders/UpdateShippingAddress", 409, body) == "INVALID_STATE"


def test_custom_fields_of_order_line_and_payment_are_replaced(api, order):
    one, two = [[{"SystemName": name, "Value": "v"}] for name in ("one", "two")]
    detail = order["LineItems"][1]["OrderDetailId"]
    payment = order["Payments"][0]["PaymentId"]

    for fields in (one, two):
        api.put("/v1/orders/CustomFields", {**NAMED, "CustomFields": fields})
        api.put(
            "/v1/orders/LineItems/CustomFields", {"OrderDetailId": detail, "CustomFields": fields}
        )
        api.put("/v1/orders/Payments/customfields", {"PaymentId": payment, "CustomFields": fields})

    read = api.order()
    assert read["CustomFields"] == read["LineItems"][1]["CustomFields"] == two
    assert read["Payments"][0]["CustomFields"] == two
    assert read["LineItems"][0]["CustomFields"] == []
    assert len(api.commits()) == 7


def test_a_line_is_named_by_its_external_id_together_with_the_order(api, order):
    path, fields = "/v1/orders/LineItems/CustomFields", [{"SystemName": "a", "Value": "b"}]

    api.put(path, {**NAMED, "ExternalOrderDetailId": "2", "CustomFields": fields})

    assert api.order()["LineItems"][1]["CustomFields"] == fields
    unnamed = api.code("PUT", path, 400, {**NAMED, "CustomFields": fields})
    assert unnamed == "VALIDATION_FAILED"
    unknown = {**NAMED, "ExternalOrderDetailId": "3", "CustomFields": fields}
    assert api.code("PUT", path, 404, unknown) == "NOT_FOUND"


def test_every_change_moves_the_time_of_change_on_even_within_one_tick(api, order):
    times = [order["LastUpdatedDateTimeUtc"]]
    for verb in ("Hold", "Resume", "Cancel"):
        api.post(f"/v1/orders/{verb}", externalOrderId="1001")
        times.append(api.order()["LastUpdatedDateTimeUtc"])

    assert times == [f"2026-01-01T00:00:00.00{tick}Z" for tick in range(4)]
