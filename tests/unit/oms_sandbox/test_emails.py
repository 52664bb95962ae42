"""The log of e-mails follows from what was done to the orders."""

import pytest

BASE = "/v1/emails"


@pytest.fixture
def log(api, order):
    def rows(**query):
        number = order["InternalCustomerId"]
        return api.get(BASE, InternalCustomerId=number, **query)["Items"]

    return rows


def kinds(rows):
    return [row["EmailType"] for row in rows]


def test_creating_and_cancelling_an_order_send_one_e_mail_each(api, order, log, clock):
    created = log()
    clock.instant += 60
    api.post("/v1/orders/Hold", externalOrderId="1001")
    api.post("/v1/orders/Cancel", externalOrderId="1001")

    assert kinds(log()) == ["OrderCreated", "OrderCancelled"]
    assert log()[0] == created[0]
    assert created[0]["SentDateTimeUtc"] == order["CreateDateTimeUtc"]
    assert log()[1]["SentDateTimeUtc"] == "2026-01-01T00:01:00.000Z"


def test_each_shipment_that_leaves_sends_one_e_mail(api, shipments, ship, log):
    ship(shipments[0], "Packed")
    before = kinds(log())
    ship(shipments[0])
    ship(shipments[1])
    ship(shipments[1], "Delivered")

    assert before == ["OrderCreated"]
    assert kinds(log()) == ["OrderCreated", "OrderShipped", "OrderShipped"]
    assert {row["StorageId"] for row in log()[1:]} == {
        f"OrderShipped-{one['ShipmentId']}" for one in shipments
    }


def test_an_imported_order_sends_none(api, order, order_body, log):
    body = {**order_body("1002"), "OrderStatus": "Shipped"}
    api.post("/v1/orders/Import", body)

    assert [row["ExternalOrderId"] for row in log()] == ["1001"]


def test_resending_adds_a_row_that_can_be_resent_too(api, order, log, clock):
    clock.instant += 60
    first = api.post(f"{BASE}/ResendEmails", {"StorageId": log()[0]["StorageId"]})
    api.post(f"{BASE}/ResendEmails", {"StorageId": first["StorageId"]})

    rows = log()
    assert kinds(rows) == ["OrderCreated"] * 3
    assert [row["ResentFrom"] for row in rows] == ["", rows[0]["StorageId"], first["StorageId"]]
    assert rows[1]["SentDateTimeUtc"] == "2026-01-01T00:01:00.000Z"
    assert api.commits()[-1]["Operation"] == "resend_email"
    assert api.commits()[-1]["ExternalOrderId"] == "1001"


def test_the_recipient_is_that_of_the_order_else_of_the_customer(api, order_body):
    body = order_body()
    body["ShippingAddress"]["Email"] = "gift@example.org"
    number = api.post("/v1/orders", body, status=201)["InternalCustomerId"]
    api.post("/v1/orders", order_body("1002"), status=201)
    api.put("/v1/customers", {"Email": "ada@example.org"}, ExternalCustomerId="C-1")

    rows = api.get(BASE, InternalCustomerId=number, SortByColumn="Recipient")["Items"]

    assert [row["Recipient"] for row in rows] == ["ada@example.org", "gift@example.org"]


def test_the_log_is_paged_and_of_a_known_customer(api, order, order_body, log):
    api.post("/v1/orders", order_body("1002"), status=201)

    newest = log(SortByColumn="InternalOrderId", Ascending="false", PageSize=1)
    assert [row["ExternalOrderId"] for row in newest] == ["1002"]
    assert api.code("GET", BASE, 404, InternalCustomerId=9) == "NOT_FOUND"
    assert api.code("GET", BASE, 400) == "VALIDATION_FAILED"
    assert api.code("POST", f"{BASE}/ResendEmails", 404, {"StorageId": "x"}) == "NOT_FOUND"
