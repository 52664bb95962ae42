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
