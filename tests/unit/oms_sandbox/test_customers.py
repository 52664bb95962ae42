"""Customers are made, found, changed, exported and forgotten."""

import pytest

BASE = "/v1/customers"
NAMED = {"ExternalCustomerId": "C-1"}


@pytest.fixture
def customer(api):
    body = {**NAMED, "FirstName": "Ada", "LastName": "Byron", "Email": "ada@example.org"}
    return api.post(BASE, body, status=201)


def one(api, **query):
    return api.get(BASE, **(query or NAMED))["Items"][0]


def test_create_customer_is_found_by_either_id_and_not_made_twice(api, customer):
    by_number = one(api, InternalCustomerId=customer["InternalCustomerId"])

    assert by_number == one(api)
    assert by_number["FirstName"] == "Ada"
    assert api.code("POST", BASE, 409, NAMED) == "DUPLICATE_EXTERNAL_ID"


def test_get_customers_answers_an_empty_list_for_an_unknown_one(api, customer):
    assert api.get(BASE, ExternalCustomerId="C-9")["Items"] == []
    assert api.code("GET", BASE, 400) == "VALIDATION_FAILED"
    both = {"InternalCustomerId": customer["InternalCustomerId"], "ExternalCustomerId": "C-9"}
    assert api.code("GET", BASE, 400, **both) == "VALIDATION_FAILED"


def test_search_customers_looks_into_names_and_sorts(api, customer):
    api.post(BASE, {"ExternalCustomerId": "C-2", "LastName": "Abel"}, status=201)

    def found(**query):
        answer = api.get(f"{BASE}/Search", **query)
        return [each["ExternalCustomerId"] for each in answer["Items"]]

    assert found(SearchKeyword="BYRON") == ["C-1"]
    assert found(SearchKeyword="c-") == ["C-1", "C-2"]
    assert found(SortByColumn="LastName") == ["C-2", "C-1"]
    assert found(Ascending="false", PageSize=1) == ["C-2"]


def test_update_customer_changes_what_is_given_and_equal_values_are_no_commit(api, customer):
    api.put(BASE, {"Email": "countess@example.org"}, **NAMED)
    api.put(BASE, {"Email": "countess@example.org"}, **NAMED)

    assert (one(api)["FirstName"], one(api)["Email"]) == ("Ada", "countess@example.org")
    assert [each["Operation"] for each in api.commits()] == ["create_customer", "update_customer"]


def test_link_customer_addresses_replaces_the_list(api, customer):
    address = {"AddressLine1": "1 Main St", "City": "Reno", "CountryCode": "US"}

    for kind in ("Shipping", "Billing"):
        api.put(f"{BASE}/Addresses", {"Addresses": [{**address, "AddressType": kind}]}, **NAMED)

    assert [each["AddressType"] for each in one(api)["Addresses"]] == ["Billing"]
    assert len(api.commits()) == 3


def test_export_customer_gives_everything_kept_and_changes_nothing(api, customer, order):
    exported = api.post(f"{BASE}/Export", NAMED)

    assert exported["Customer"]["Email"] == "ada@example.org"
    assert [each["ExternalOrderId"] for each in exported["Orders"]] == ["1001"]
    assert len(exported["CreditCards"]) == 1
    assert len(api.commits()) == 2


def test_forget_customer_is_refused_while_an_order_is_open(api, customer, order):
    assert api.code("POST", f"{BASE}/Forget", 409, NAMED) == "INVALID_STATE"
    assert one(api)["FirstName"] == "Ada"


def test_forget_customer_empties_customer_and_orders_once(api, customer, order):
    api.post("/v1/orders/Cancel", externalOrderId="1001")

    api.post(f"{BASE}/Forget", NAMED)
    api.post(f"{BASE}/Forget", NAMED)

    read = one(api)
    assert (read["FirstName"], read["Email"], read["IsForgotten"]) == ("", "", True)
    address = api.order()["ShippingAddress"]
    assert (address["AddressLine1"], address["CountryCode"]) == ("", "US")
    cards = api.get("/v1/paymentprocessing/CreditCards", **NAMED)
    assert cards["Items"] == []
    assert [each["Operation"] for each in api.commits()].count("forget_customer") == 1


@pytest.fixture
def written(api, customer, order):
    """Write of customer C-1 in a ticket, two notes, an attachment and an address."""
    number = customer["InternalCustomerId"]
    body = {**NAMED, "Subject": "Ada's lamp", "Description": "Ada is cross"}
    ticket = api.post("/v1/tickets", body, status=201)
    change = {"Description": "Ada is glad", "Comment": "Ada called"}
    api.put("/v1/tickets", change, TicketId=ticket["TicketId"])
    file = {"FileName": "ada.txt", "Content": "QWRh"}
    note = {"Text": "Ada again", "Attachments": [file]}
    on = [("Customers", number), ("Orders", order["InternalOrderId"])]
    on.append(("Tickets", ticket["TicketId"]))
    for table, key in on:
        body = {"TableName": table, "KeyValue": key, "Notes": [note]}
        api.post("/v1/notes", body, status=201)
    address = {"AddressLine1": "Ada's house", "City": "Reno", "CountryCode": "US"}
    address["ExternalAddressId"] = "A-1"
    api.put("/v1/addresses/Customers", address, AddressType="Billing", **NAMED)
    api.post("/v1/orders/Cancel", externalOrderId="1001")
    return number


def everything(api, number):
    """Read all that is told of a customer anywhere."""
    attachments = [
        api.client.get(
            "/v1/notes/Attachment", query_string={"AttachmentId": at}, headers=api.headers
        ).json
        for at in range(2_000_001, 2_000_004)
    ]
    pages = [
        api.post(f"{BASE}/Export", NAMED),
        api.get("/v1/tickets/customerHistory", customerId=number),
        api.get("/v1/tickets/Events"),
        api.get("/v1/notes"),
        api.get("/v1/emails", InternalCustomerId=number),
        api.get("/v1/addresses/Customers", **NAMED),
    ]
    return str(pages + attachments)


def test_forget_customer_empties_addresses_tickets_notes_and_e_mails(api, written):
    before = everything(api, written)
    api.post(f"{BASE}/Forget", NAMED)
    after = everything(api, written)

    words = ("Ada", "ada@example.org", "QWRh", "ada.txt", "house")
    assert [word for word in words if word not in before] == []
    assert [word for word in words if word in after] == []
    assert api.get("/v1/addresses/Customers", **NAMED)["Items"] == []
    assert api.code("GET", "/v1/addresses/Customers", 404, ExternalAddressId="A-1") == "NOT_FOUND"


def test_what_others_wrote_stays_when_a_customer_is_forgotten(api, written):
    other = {"ExternalCustomerId": "C-2"}
    number = api.post(BASE, other, status=201)["InternalCustomerId"]
    api.post("/v1/tickets", {**other, "Subject": "Bob"}, status=201)
    note = {"TableName": "Customers", "KeyValue": number, "Notes": [{"Text": "Bob"}]}
    api.post("/v1/notes", note, status=201)

    api.post(f"{BASE}/Forget", NAMED)

    assert api.get("/v1/tickets/customerHistory", customerId=number)["Items"][0]["Subject"] == "Bob"
    notes = api.get("/v1/notes", TableName="Customers", KeyValue=number)["Items"]
    assert [one["Text"] for one in notes] == ["Bob"]


def test_export_customer_has_tickets_notes_and_e_mails(api, written):
    exported = api.post(f"{BASE}/Export", NAMED)

    assert [one["Subject"] for one in exported["Tickets"]] == ["Ada's lamp"]
    assert [one["TableName"] for one in exported["Notes"]] == ["Customers", "Orders", "Tickets"]
    assert [one["EmailType"] for one in exported["Emails"]] == ["OrderCreated", "OrderCancelled"]
