"""Sales invoices are made, captured, retried; credit invoices give money back."""

import pytest

BASE = "/v1/paymentprocessing"
NAMED = {"ExternalOrderId": "1001"}


def paid_by(method, order_body, **changes):
    payments = [{"PaymentMethod": method, "Amount": 25}] if method else []
    return order_body(Payments=payments, **changes)


def transactions(api, **query):
    book = api.get(f"{BASE}/OrderTransactions", **(query or NAMED))["Items"]
    return [(one["TransactionType"], one["Result"], one["Amount"]) for one in book]


def test_auto_invoice_invoices_all_of_an_order_and_captures_at_once(api, order):
    body = {"IDType": "oRDer", "ID": order["InternalOrderId"]}

    made = api.post(f"{BASE}/Invoices/AutoInvoice", body)

    read = api.invoices(InvoiceId=made["InvoiceId"])[0]
    assert (read["InvoiceType"], read["InvoiceStatus"]) == ("Sales", "Paid")
    assert (read["TotalAmount"], read["OpenAmount"], read["PaymentAttempts"]) == (25.0, 0.0, 1)
    assert transactions(api)[-1] == ("Capture", "Approved", 25.0)
    again = api.post(f"{BASE}/Invoices/AutoInvoice", body, status=409)
    assert again["ErrorCode"] == "NOTHING_TO_INVOICE"
    assert again["InvoiceIds"] == [made["InvoiceId"]]


def test_auto_invoice_of_a_shipment_takes_its_lines_once(api, order, shipments):
    body = {"IDType": "Shipment", "ID": shipments[0]["ShipmentId"]}

    api.post(f"{BASE}/Invoices/AutoInvoice", body)

    read = api.invoices()[0]
    assert (read["ShipmentId"], read["TotalAmount"]) == (shipments[0]["ShipmentId"], 20.0)
    assert api.code("POST", f"{BASE}/Invoices/AutoInvoice", 409, body) == "NOTHING_TO_INVOICE"
    rest = {"IDType": "Order", "ID": order["InternalOrderId"]}
    assert api.post(f"{BASE}/Invoices/AutoInvoice", rest)["TotalAmount"] == 5.0


def test_a_shipment_whose_lines_the_order_invoice_covers_has_nothing_left(
    api, order, shipments, invoice
):
    invoice(order)
    body = {"IDType": "Shipment", "ID": shipments[0]["ShipmentId"]}

    assert api.code("POST", f"{BASE}/Invoices/AutoInvoice", 409, body) == "NOTHING_TO_INVOICE"


def test_a_cancelled_shipment_or_order_is_not_invoiced(api, order, shipments):
    number = shipments[0]["ShipmentId"]
    api.post("/v1/orderfulfillment/shipments/Cancel", Shipment=number)
    of_shipment = {"IDType": "Shipment", "ID": number}
    assert api.code("POST", f"{BASE}/Invoices/AutoInvoice", 409, of_shipment) == "INVALID_STATE"

    api.post("/v1/orders/Cancel", externalOrderId="1001")

    of_order = {"IDType": "Order", "ID": order["InternalOrderId"]}
    assert api.code("POST", f"{BASE}/Invoices/AutoInvoice", 409, of_order) == "INVALID_STATE"
    assert api.invoices() == []


def test_partial_invoices_add_up_to_the_line_to_the_cent(api, order_body):
    line = {"Sku": "A", "Quantity": 3, "UnitPrice": 3.34, "DiscountAmount": 0.01, "TaxAmount": 1}
    order = api.post("/v1/orders", order_body(LineItems=[line]), status=201)
    detail = order["LineItems"][0]["OrderDetailId"]
    body = {**NAMED, "LineItems": [{"OrderDetailId": detail, "Quantity": 1}]}

    for _ in range(3):
        api.post(f"{BASE}/Invoices/SalesInvoiceByDetails", body, status=201)

    lines = [one["LineItems"][0] for one in api.invoices()]
    assert round(sum(one["Amount"] for one in lines), 2) == 10.01
    assert [one["TaxAmount"] for one in lines] == [0.33, 0.34, 0.33]
    refused = api.code("POST", f"{BASE}/Invoices/SalesInvoiceByDetails", 422, body)
    assert refused == "INSUFFICIENT_QUANTITY"


@pytest.mark.parametrize("item", [(0, 3), (9, 1)])
def test_more_than_is_open_or_a_foreign_line_is_not_invoiced(api, order, item):
    detail = order["LineItems"][0]["OrderDetailId"] + item[0]
    body = {**NAMED, "LineItems": [{"OrderDetailId": detail, "Quantity": item[1]}]}

    refused = api.code("POST", f"{BASE}/Invoices/SalesInvoiceByDetails", 422, body)

    assert refused == "INSUFFICIENT_QUANTITY"
    assert api.invoices() == []


def test_invoices_are_found_by_every_filter(api, order, invoice):
    number = invoice(order)["InvoiceId"]
    api.post(f"{BASE}/Invoices/CreditInvoice", {"InvoiceId": number, "Amount": 1})

    def found(**query):
        return [one["InvoiceType"] for one in api.invoices(**query)]

    assert found() == ["Sales", "Credit"]
    assert found(InvoiceType="Credit") == ["Credit"]
    assert found(InvoiceStatus="PartiallyCredited") == ["Sales"]
    assert found(InternalOrderId=order["InternalOrderId"], PageSize=1) == ["Sales"]
    assert found(CreateDateTimeUtcBefore="2026-01-01T00:00:00Z") == []
    assert found(ExternalOrderId="1") == []


def test_a_declined_capture_needs_a_person_and_a_retry_may_pay_it(api, order_body, invoice):
    order = api.post("/v1/orders", paid_by("TEST_DECLINE_ONCE", order_body), status=201)
    number = invoice(order)["InvoiceId"]
    declined = api.invoices(InvoiceStatus="ManualInterventionRequired")[0]

    answer = api.post(f"{BASE}/Invoices/PaymentRetry", {"InvoiceIds": [number]})

    read = api.invoices()[0]
    assert (declined["OpenAmount"], declined["PaymentAttempts"]) == (25.0, 1)
    assert declined["FailureReason"]
    assert (read["InvoiceStatus"], read["PaymentAttempts"]) == ("Paid", 2)
    assert [one["InvoiceStatus"] for one in answer["Results"]] == ["Paid"]
    assert [one[1] for one in transactions(api, InvoiceId=number)] == ["Declined", "Approved"]


def test_a_capture_that_is_declined_for_ever_counts_its_attempts(api, order_body, invoice):
    order = api.post("/v1/orders", paid_by("TEST_DECLINE", order_body), status=201)
    number = invoice(order)["InvoiceId"]

    api.post(f"{BASE}/Invoices/PaymentRetry", {"InvoiceIds": [number]})

    read = api.invoices()[0]
    assert (read["InvoiceStatus"], read["PaymentAttempts"]) == ("ManualInterventionRequired", 2)
    assert api.commits()[-1]["Operation"] == "retry_invoice_payment"


def test_a_retry_names_unpaid_invoices_of_one_order_or_does_nothing(api, order_body, invoice):
    orders = [
        api.post(
            "/v1/orders", paid_by("TEST_DECLINE", order_body, ExternalOrderId=name), status=201
        )
        for name in ("1", "2")
    ]
    numbers = [invoice(order)["InvoiceId"] for order in orders]
    paid = invoice(api.post("/v1/orders", order_body("3"), status=201))["InvoiceId"]
    path = f"{BASE}/Invoices/PaymentRetry"

    assert api.code("POST", path, 400, {"InvoiceIds": numbers}) == "VALIDATION_FAILED"
    assert api.code("POST", path, 409, {"InvoiceIds": [paid]}) == "INVALID_STATE"
    assert api.code("POST", path, 404, {"InvoiceIds": [9]}) == "NOT_FOUND"
    assert api.code("POST", path, 400, {"InvoiceIds": []}) == "VALIDATION_FAILED"
    assert [one["PaymentAttempts"] for one in api.invoices()] == [1, 1, 1]


def test_an_order_without_a_payment_has_a_pending_invoice(api, order_body, invoice):
    order = api.post("/v1/orders", paid_by(None, order_body), status=201)

    invoice(order)

    read = api.invoices()[0]
    assert (read["InvoiceStatus"], read["OpenAmount"]) == ("Pending", 25.0)
    assert transactions(api) == []


def test_credit_by_amount_makes_a_credit_invoice_and_a_refund(api, order, invoice):
    number = invoice(order)["InvoiceId"]
    path = f"{BASE}/Invoices/CreditInvoice"

    api.post(path, {"InvoiceId": number, "Amount": 10.5, "Reason": "effect-1"})

    sales, credit = api.invoices()
    assert (sales["InvoiceStatus"], sales["CreditedAmount"]) == ("PartiallyCredited", 10.5)
    assert (credit["InvoiceType"], credit["OriginalInvoiceId"]) == ("Credit", number)
    assert (credit["TotalAmount"], credit["Reason"]) == (10.5, "effect-1")
    assert transactions(api)[-1] == ("Refund", "Approved", 10.5)
    memos = api.get(f"{BASE}/CreditMemos", ExternalCustomerId="C-1")["Items"]
    assert [one["InvoiceId"] for one in memos] == [credit["InvoiceId"]]
    too_much = api.code("POST", path, 422, {"InvoiceId": number, "Amount": 14.51})
    assert too_much == "INSUFFICIENT_AMOUNT"
    api.post(path, {"InvoiceId": number, "Amount": 14.5})
    assert api.invoices()[0]["InvoiceStatus"] == "Credited"
    assert api.code("POST", path, 409, {"InvoiceId": number, "Amount": 1}) == "INVALID_STATE"


def test_credit_by_line_items_takes_each_unit_once(api, order, invoice):
    number, detail = invoice(order)["InvoiceId"], order["LineItems"][0]["OrderDetailId"]
    body = {"InvoiceId": number, "LineItems": [{"OrderDetailId": detail, "Quantity": 1}]}
    path = f"{BASE}/Invoices/CreditInvoice"

    api.post(path, body)
    api.post(path, body)

    made = api.invoices(InvoiceType="Credit")
    assert [one["TotalAmount"] for one in made] == [10.0, 10.0]
    assert api.code("POST", path, 422, body) == "INSUFFICIENT_QUANTITY"


def test_a_credit_names_amount_or_lines_of_a_paid_sales_invoice(api, order_body, order, invoice):
    number = invoice(order)["InvoiceId"]
    unpaid = invoice(
        api.post("/v1/orders", paid_by(None, order_body, ExternalOrderId="2"), status=201)
    )
    path = f"{BASE}/Invoices/CreditInvoice"

    assert api.code("POST", path, 400, {"InvoiceId": number}) == "VALIDATION_FAILED"
    lines = [{"OrderDetailId": 1, "Quantity": 1}]
    both = {"InvoiceId": number, "Amount": 1, "LineItems": lines}
    assert api.code("POST", path, 400, both) == "VALIDATION_FAILED"
    assert api.code("POST", path, 400, {"InvoiceId": number, "Amount": 0}) == "VALIDATION_FAILED"
    of_unpaid = {"InvoiceId": unpaid["InvoiceId"], "Amount": 1}
    assert api.code("POST", path, 409, of_unpaid) == "INVALID_STATE"
    credit = api.post(path, {"InvoiceId": number, "Amount": 1})
    of_credit = {"InvoiceId": credit["InvoiceId"], "Amount": 1}
    assert api.code("POST", path, 409, of_credit) == "INVALID_STATE"


def test_custom_fields_of_invoice_and_line_are_replaced(api, order, invoice):
    made, fields = invoice(order), [{"SystemName": "tag", "Value": "e1"}]
    number, detail = made["InvoiceId"], made["LineItems"][0]["OrderDetailId"]
    line = {"InvoiceId": number, "OrderDetailId": detail, "CustomFields": fields}

    api.put(f"{BASE}/Invoices/CustomFields", {"InvoiceId": number, "CustomFields": fields})
    api.put(f"{BASE}/Invoices/LineItems/CustomFields", line)

    read = api.invoices()[0]
    assert read["CustomFields"] == read["LineItems"][0]["CustomFields"] == fields
    assert read["LineItems"][1]["CustomFields"] == []
