"""Returns are made, changed, committed, cancelled and read."""

import pytest

BASE = "/v1/returns"
NAMED = {"ExternalOrderId": "1001"}


@pytest.fixture
def shipped(api, order, shipments, ship, invoice):
    """Ship and pay the order."""
    for one in shipments:
        ship(one)
    invoice(order)
    return order


def items(order, *quantities):
    lines = zip(order["LineItems"], quantities, strict=False)
    return [
        {"OrderDetailId": line["OrderDetailId"], "Quantity": quantity, "Reason": "broken"}
        for line, quantity in lines
    ]


def create(api, order, *quantities, status=201):
    return api.post(BASE, {**NAMED, "ReturnItems": items(order, *quantities)}, status=status)


def found(api, **query):
    return api.get(BASE, **(query or NAMED))["Items"]


def test_create_return_is_found_by_every_filter(api, clock, shipped):
    made = create(api, shipped, 1)

    assert found(api, ReturnId=made["ReturnId"]) == found(api)
    assert found(api)[0]["ReturnItems"][0]["Reason"] == "broken"
    assert found(api, ReturnStatus="Created") == found(api, ExternalCustomerId="C-1")
    assert found(api, ReturnStatus="Committed") == []
    assert found(api, InternalCustomerId=9) == []
    assert found(api, CreateDateTimeUtcBefore="2026-01-01T00:00:00Z") == []
    assert api.get("/v1/orders/Statistics", **NAMED)["ReturnCount"] == 1


def test_get_returns_by_id_needs_a_key(api, shipped):
    made = create(api, shipped, 1)
    path = f"{BASE}/ReturnsById"

    assert api.get(path, ReturnId=made["ReturnId"])["Items"] == found(api)
    assert api.get(path, **NAMED)["Items"] == found(api)
    assert api.code("GET", path, 400) == "VALIDATION_FAILED"


def test_customer_return_history_is_filtered_by_order(api, shipped):
    create(api, shipped, 1)
    path, customer = f"{BASE}/CustomerHistory", shipped["InternalCustomerId"]

    assert len(api.get(path, CustomerId=customer)["Items"]) == 1
    assert len(api.get(path, CustomerId=customer, OrderIdFilter="100")["Items"]) == 1
    assert api.get(path, CustomerId=customer, OrderIdFilter="2")["Items"] == []
    assert api.code("GET", path, 400) == "VALIDATION_FAILED"


def test_no_more_is_returned_than_was_ordered(api, shipped):
    create(api, shipped, 2)

    assert create(api, shipped, 1, status=422)["ErrorCode"] == "INSUFFICIENT_QUANTITY"
    foreign = [{"OrderDetailId": 9, "Quantity": 1}]
    assert api.code("POST", BASE, 404, {**NAMED, "ReturnItems": foreign}) == "NOT_FOUND"
    assert len(found(api)) == 1


def test_commit_return_makes_one_credit_invoice_and_a_repeat_none(api, shipped):
    number = create(api, shipped, 1)["ReturnId"]

    api.post(f"{BASE}/Commit", {"ReturnId": number})
    api.post(f"{BASE}/Commit", {"ReturnId": number})

    sales, credit = api.invoices()
    assert (credit["InvoiceType"], credit["TotalAmount"]) == ("Credit", 10.0)
    assert credit["OriginalInvoiceId"] == sales["InvoiceId"]
    assert (sales["InvoiceStatus"], sales["CreditedAmount"]) == ("PartiallyCredited", 10.0)
    read = found(api)[0]
    assert (read["ReturnStatus"], read["CreditInvoiceId"]) == ("Committed", credit["InvoiceId"])
    assert [one["Operation"] for one in api.commits()].count("commit_return") == 1
    assert api.get("/v1/orders/Statistics", **NAMED)["QuantityReturned"] == 1


def test_a_return_over_two_invoices_draws_on_both(api, order, shipments, ship):
    for one in shipments:
        ship(one)
        body = {"IDType": "Shipment", "ID": one["ShipmentId"]}
        api.post("/v1/paymentprocessing/Invoices/AutoInvoice", body)
    number = create(api, order, 2, 1)["ReturnId"]

    api.post(f"{BASE}/Commit", {"ReturnId": number})

    first, second, credit = api.invoices()
    assert {first["InvoiceStatus"], second["InvoiceStatus"]} == {"Credited"}
    assert (credit["TotalAmount"], credit["OriginalInvoiceId"]) == (25.0, None)


def test_what_was_not_shipped_cannot_be_taken_back(api, order, invoice):
    invoice(order)
    number = create(api, order, 1)["ReturnId"]

    refused = api.code("POST", f"{BASE}/Commit", 422, {"ReturnId": number})

    assert refused == "INSUFFICIENT_QUANTITY"
    assert found(api)[0]["ReturnStatus"] == "Created"


def test_what_was_not_paid_is_not_credited(api, order, shipments, ship):
    ship(shipments[0])
    number = create(api, order, 1)["ReturnId"]

    assert api.code("POST", f"{BASE}/Commit", 422, {"ReturnId": number}) == "INSUFFICIENT_AMOUNT"
    assert found(api)[0]["ReturnStatus"] == "Created"
    assert api.invoices() == []


def test_a_cancelled_return_frees_its_quantities_and_stays_cancelled(api, shipped):
    number = create(api, shipped, 2)["ReturnId"]

    api.post(f"{BASE}/Cancel", {"ReturnId": number})
    api.post(f"{BASE}/Cancel", {"ReturnId": number})

    assert found(api)[0]["ReturnStatus"] == "Cancelled"
    assert [one["Operation"] for one in api.commits()].count("cancel_return") == 1
    assert api.code("POST", f"{BASE}/Commit", 409, {"ReturnId": number}) == "INVALID_STATE"
    create(api, shipped, 2)


def test_a_committed_return_is_neither_cancelled_nor_changed(api, shipped):
    number = create(api, shipped, 1)["ReturnId"]
    api.post(f"{BASE}/Commit", {"ReturnId": number})
    body = {"ReturnItems": items(shipped, 2)}

    assert api.code("POST", f"{BASE}/Cancel", 409, {"ReturnId": number}) == "INVALID_STATE"
    assert api.code("PUT", BASE, 409, body, InternalReturnId=number) == "INVALID_STATE"


def test_upsert_return_makes_a_return_or_replaces_its_items(api, shipped):
    number = api.put(BASE, {**NAMED, "ReturnItems": items(shipped, 2)})["ReturnId"]

    api.put(BASE, {"ReturnItems": items(shipped, 1, 1)}, InternalReturnId=number)

    assert [one["Quantity"] for one in found(api)[0]["ReturnItems"]] == [1, 1]
    too_many = {"ReturnItems": items(shipped, 3)}
    assert api.code("PUT", BASE, 422, too_many, InternalReturnId=number)
    assert api.code("PUT", BASE, 404, too_many, InternalReturnId=9) == "NOT_FOUND"


def test_upsert_return_refuses_the_key_of_another_order(api, order_body, shipped):
    number = create(api, shipped, 1)["ReturnId"]
    api.post("/v1/orders", order_body("2"), status=201)
    body = {"ExternalOrderId": "2", "ReturnItems": items(shipped, 1)}

    assert api.code("PUT", BASE, 400, body, InternalReturnId=number) == "VALIDATION_FAILED"


def test_custom_fields_of_return_and_item_are_replaced(api, shipped):
    number, fields = create(api, shipped, 1, 1)["ReturnId"], [{"SystemName": "a", "Value": "b"}]
    detail = shipped["LineItems"][1]["OrderDetailId"]
    item = {"ReturnId": number, "OrderDetailId": detail, "CustomFields": fields}

    api.put(f"{BASE}/CustomFields", {"ReturnId": number, "CustomFields": fields})
    api.put(f"{BASE}/ReturnItems/CustomFields", item)

    read = found(api)[0]
    assert read["CustomFields"] == read["ReturnItems"][1]["CustomFields"] == fields
    assert read["ReturnItems"][0]["CustomFields"] == []
