"""Offline payments, available amounts, the gateway's book, cards on file."""

import pytest

BASE = "/v1/paymentprocessing"
NAMED = {"ExternalOrderId": "1001"}


@pytest.fixture
def unpaid(api, order_body, invoice):
    """Invoice an order that has no payment: 25.00 are open."""
    return invoice(api.post("/v1/orders", order_body(Payments=[]), status=201))


def accept(api, amount, reference, status=200):
    body = {"Amount": amount, "Reference": reference}
    return api.post(f"{BASE}/OfflinePayment/Accept", body, status=status, **NAMED)


def apply(api, invoice, amount, status=200):
    body = {"InvoiceId": invoice["InvoiceId"], "Amount": amount}
    return api.post(f"{BASE}/OfflinePayment/Apply", body, status=status, **NAMED)


def amounts(api):
    return api.get(f"{BASE}/OrderAvailableAmounts", **NAMED)


def test_an_offline_payment_is_accepted_once_per_reference(api, unpaid):
    accept(api, 20, "cash-1")
    commits = len(api.commits())

    accept(api, 20, "cash-1")

    assert amounts(api)["OfflineAcceptedAmount"] == 20.0
    assert [one["Reference"] for one in amounts(api)["OfflinePayments"]] == ["cash-1"]
    assert len(api.commits()) == commits
    assert accept(api, 21, "cash-1", status=409)["ErrorCode"] == "INVALID_STATE"


def test_accepted_money_pays_an_invoice_in_parts(api, unpaid):
    accept(api, 30, "cash-1")

    apply(api, unpaid, 10)
    part = api.invoices()[0]
    apply(api, unpaid, 15)

    assert (part["InvoiceStatus"], part["OpenAmount"]) == ("PartiallyPaid", 15.0)
    paid = api.invoices()[0]
    assert (paid["InvoiceStatus"], paid["OpenAmount"]) == ("Paid", 0.0)
    assert apply(api, unpaid, 1, status=409)["ErrorCode"] == "INVALID_STATE"
    book = api.get(f"{BASE}/OrderTransactions", InvoiceId=unpaid["InvoiceId"])["Items"]
    assert [(one["TransactionType"], one["Amount"]) for one in book] == [
        ("Offline", 10.0),
        ("Offline", 15.0),
    ]


@pytest.mark.parametrize(("accepted", "spent"), [(10, 10.01), (30, 25.01)])
def test_no_more_is_applied_than_is_accepted_or_open(api, unpaid, accepted, spent):
    accept(api, accepted, "cash-1")

    refused = apply(api, unpaid, spent, status=422)

    assert refused["ErrorCode"] == "INSUFFICIENT_AMOUNT"
    assert api.invoices()[0]["OpenAmount"] == 25.0


def test_accepted_money_is_spent_only_once(api, unpaid):
    accept(api, 10, "cash-1")
    apply(api, unpaid, 10)

    assert apply(api, unpaid, 1, status=422)["ErrorCode"] == "INSUFFICIENT_AMOUNT"


def test_money_of_one_order_does_not_pay_the_invoice_of_another(api, order_body, unpaid, invoice):
    other = invoice(api.post("/v1/orders", order_body("2", Payments=[]), status=201))
    accept(api, 10, "cash-1")

    assert apply(api, other, 10, status=404)["ErrorCode"] == "NOT_FOUND"
    body = {"InvoiceId": other["InvoiceId"], "Amount": 10}
    unnamed = api.code("POST", f"{BASE}/OfflinePayment/Apply", 422, body)
    assert unnamed == "INSUFFICIENT_AMOUNT"


def test_a_cancelled_order_accepts_no_money(api, unpaid):
    api.post("/v1/orders/Cancel", externalOrderId="1001")

    assert accept(api, 10, "cash-1", status=409)["ErrorCode"] == "INVALID_STATE"


def test_an_offline_payment_completes_a_shipped_order(api, unpaid, ship):
    path = "/v1/orderfulfillment/shipments/CreateAllShipments"
    for one in api.post(path, NAMED, status=201)["Shipments"]:
        ship(one)
    accept(api, 25, "cash-1")
    before = api.order()["OrderStatus"]

    apply(api, unpaid, 25)

    assert before == "Shipped"
    assert api.order()["OrderStatus"] == "Completed"


def test_available_amounts_follow_the_money(api, order, invoice):
    number = invoice(order)["InvoiceId"]
    api.post(f"{BASE}/Invoices/CreditInvoice", {"InvoiceId": number, "Amount": 4})

    found = amounts(api)

    assert (found["AuthorizedAmount"], found["CapturedAmount"]) == (25.0, 25.0)
    assert (found["InvoicedAmount"], found["RefundableAmount"]) == (25.0, 21.0)
    assert (found["OfflineAcceptedAmount"], found["OfflineAppliedAmount"]) == (0.0, 0.0)


def test_transactions_need_an_order_or_an_invoice(api, order):
    assert api.code("GET", f"{BASE}/OrderTransactions", 400) == "VALIDATION_FAILED"


def test_a_card_is_kept_and_deleted(api, order):
    path = f"{BASE}/CreditCards"
    card = api.get(path, ExternalCustomerId="C-1")["Items"][0]

    api.delete(path, CardId=card["CardId"])

    assert (card["PaymentMethod"], card["AuthorizationId"]) == ("Visa", "auth-1")
    assert api.get(path, ExternalCustomerId="C-1")["Items"] == []
    assert api.code("DELETE", path, 404, CardId=card["CardId"]) == "NOT_FOUND"
    assert api.code("DELETE", path, 400) == "VALIDATION_FAILED"
