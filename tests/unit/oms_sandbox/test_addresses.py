"""A customer's addresses are added, changed and found, one by one."""

import pytest

BASE = "/v1/addresses"
OF_CUSTOMER = f"{BASE}/Customers"
NAMED = {"ExternalCustomerId": "C-1"}
HOME = {"AddressLine1": "1 Main St", "City": "Reno", "CountryCode": "US"}


@pytest.fixture(autouse=True)
def customer(api):
    body = {**NAMED, "Email": "Ada@example.org"}
    return api.post("/v1/customers", body, status=201)


@pytest.fixture
def upsert(api):
    def put(body, status=200, **query):
        return api.put(OF_CUSTOMER, {**HOME, **body}, status, **(NAMED | query))

    return put


def addresses(api, **query):
    return api.get(OF_CUSTOMER, **(query or NAMED))["Items"]


def test_an_address_is_added_once_and_shown_with_the_customer(api, customer, upsert):
    made = upsert({}, AddressType="Shipping")
    again = upsert({}, AddressType="Shipping")

    shown = api.get("/v1/customers", **NAMED)["Items"][0]
    assert made["InternalAddressId"] == again["InternalAddressId"]
    assert shown["Addresses"] == addresses(api)
    assert len(addresses(api)) == 1
    assert shown["LastUpdatedDateTimeUtc"] > customer["LastUpdatedDateTimeUtc"]
    assert [one["Operation"] for one in api.commits()][1:] == ["upsert_customer_address"]


def test_an_address_is_changed_by_its_external_id_or_its_number(api, upsert):
    made = upsert({"ExternalAddressId": "A-1"}, AddressType="Shipping")
    upsert({"City": "Elko"}, ExternalShippingAddressId="A-1")
    upsert({"City": "Ely", "State": "NV"}, InternalShippingAddressId=made["InternalAddressId"])

    found = addresses(api)
    assert [(one["City"], one["State"], one["ExternalAddressId"]) for one in found] == [
        ("Ely", "NV", "A-1")
    ]
    assert found[0]["AddressType"] == "Shipping"


def test_one_address_is_the_default_and_it_is_for_shipping(api, upsert):
    upsert({}, AddressType="Shipping", IsDefaultShippingAddress="true")
    upsert({"City": "Elko"}, AddressType="Shipping", IsDefaultShippingAddress="true")

    billing = {"AddressType": "Billing", "IsDefaultShippingAddress": "true"}
    assert upsert({}, 400, **billing)["Errors"][0]["Field"] == "IsDefaultShippingAddress"
    defaults = [(one["City"], one["IsDefaultShippingAddress"]) for one in addresses(api)]
    assert defaults == [("Reno", False), ("Elko", True)]


def test_exactly_one_customer_key_is_wanted(api, customer, upsert):
    kind = {"AddressType": "Billing"}
    number = customer["InternalCustomerId"]

    assert upsert({}, 400, InternalCustomerId=number, **kind)["ErrorCode"] == "VALIDATION_FAILED"
    assert api.code("PUT", OF_CUSTOMER, 400, HOME, **kind) == "VALIDATION_FAILED"
    assert upsert({}, 404, ExternalCustomerId="C-9", **kind)["ErrorCode"] == "NOT_FOUND"
    assert upsert({}, 400)["Errors"][0]["Field"] == "AddressType"
    assert addresses(api) == []


def test_an_external_id_is_one_address_of_one_customer(api, upsert):
    upsert({"ExternalAddressId": "A-1"}, AddressType="Shipping")
    api.post("/v1/customers", {"ExternalCustomerId": "C-2"}, status=201)
    other = {"ExternalCustomerId": "C-2", "AddressType": "Shipping"}

    taken = upsert({"ExternalAddressId": "A-1"}, 409, **other)
    listed = {"Addresses": [{**HOME, "ExternalAddressId": "A-1", "AddressType": "Billing"}]}
    linked = api.put("/v1/customers/Addresses", listed, 409, ExternalCustomerId="C-2")

    assert taken["ErrorCode"] == linked["ErrorCode"] == "DUPLICATE_EXTERNAL_ID"
    assert addresses(api, ExternalCustomerId="C-2") == []
    assert len(addresses(api)) == 1


def test_an_external_id_in_query_and_body_must_be_the_same(api, upsert):
    query = {"AddressType": "Shipping", "ExternalShippingAddressId": "A-3"}

    refused = upsert({"ExternalAddressId": "A-2"}, 400, **query)

    assert refused["Errors"][0]["Field"] == "ExternalShippingAddressId"
    assert upsert({"ExternalAddressId": "A-3"}, **query)["ExternalAddressId"] == "A-3"


def test_linked_addresses_have_numbers_and_take_the_place_of_the_others(api, upsert):
    old = upsert({"ExternalAddressId": "A-1"}, AddressType="Shipping")
    listed = [{**HOME, "ExternalAddressId": name, "AddressType": "Billing"} for name in ("A-1", "")]

    api.put("/v1/customers/Addresses", {"Addresses": listed}, **NAMED)

    new = addresses(api, ExternalAddressId="A-1")[0]
    assert (new["AddressType"], len(addresses(api))) == ("Billing", 2)
    assert new["InternalAddressId"] > old["InternalAddressId"]
    gone = {"InternalAddressId": old["InternalAddressId"]}
    assert api.code("GET", OF_CUSTOMER, 404, **gone) == "NOT_FOUND"


def test_linked_addresses_have_one_default_at_most(api):
    one = {**HOME, "AddressType": "Shipping", "IsDefaultShippingAddress": True}

    refused = api.put("/v1/customers/Addresses", {"Addresses": [one, one]}, 400, **NAMED)

    assert refused["Errors"][0]["Field"] == "IsDefaultShippingAddress"
    assert addresses(api) == []


def test_update_address_changes_what_is_given_and_moves_the_external_id(api, upsert):
    made = upsert({"ExternalAddressId": "A-1", "State": "NV"}, AddressType="Shipping")

    api.put(BASE, {"City": "Elko"}, ExternalAddressId="A-1")
    api.put(BASE, {"ExternalAddressId": "A-2"}, InternalAddressId=made["InternalAddressId"])
    api.put(BASE, {"City": "Elko"}, ExternalAddressId="A-2")

    found = addresses(api, ExternalAddressId="A-2")[0]
    assert (found["City"], found["State"]) == ("Elko", "NV")
    assert api.code("PUT", BASE, 404, {"City": "Ely"}, ExternalAddressId="A-1") == "NOT_FOUND"
    assert api.code("PUT", BASE, 400, {"City": "Ely"}) == "VALIDATION_FAILED"
    assert [one["Operation"] for one in api.commits()].count("update_address") == 2
    assert upsert({"ExternalAddressId": "A-1"}, AddressType="Billing")["City"] == "Reno"


def test_update_address_refuses_an_external_id_that_is_taken(api, upsert):
    upsert({"ExternalAddressId": "A-1"}, AddressType="Shipping")
    upsert({"ExternalAddressId": "A-2"}, AddressType="Shipping")

    taken = {"ExternalAddressId": "A-2"}

    assert api.code("PUT", BASE, 409, taken, ExternalAddressId="A-1") == "DUPLICATE_EXTERNAL_ID"
    assert [one["ExternalAddressId"] for one in addresses(api)] == ["A-1", "A-2"]


def test_addresses_are_found_by_customer_user_or_address_and_paged(api, customer, upsert):
    first = upsert({"ExternalAddressId": "A-1"}, AddressType="Shipping")
    upsert({"City": "Elko"}, AddressType="Billing")
    number = customer["InternalCustomerId"]

    assert addresses(api, UserId="ada@example.org") == addresses(api)
    both = addresses(api, InternalCustomerId=number, InternalAddressId=first["InternalAddressId"])
    assert [one["City"] for one in both] == ["Reno"]
    assert [one["City"] for one in addresses(api, **NAMED, PageSize=1, PageNumber=2)] == ["Elko"]
    assert addresses(api, ExternalAddressId="A-1")[0]["City"] == "Reno"
    assert api.code("GET", OF_CUSTOMER, 404, UserId="nobody@example.org") == "NOT_FOUND"
    assert api.code("GET", OF_CUSTOMER, 400) == "VALIDATION_FAILED"
    assert api.code("GET", OF_CUSTOMER, 400, InternalCustomerId=number, **NAMED)
