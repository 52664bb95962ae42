"""Products are made, changed, listed and deleted."""

import pytest

BASE = "/v1/products"
CHAIR = {"ProductBackendName": "chair", "ProductName": "Chair"}


@pytest.fixture
def chair(api):
    return api.post(BASE, CHAIR, status=201)


def names(api, **query):
    return [each["ProductName"] for each in api.get(BASE, **query)["Items"]]


def test_create_product_is_listed_page_by_page_and_by_its_name(api, chair):
    api.post(BASE, {"ProductBackendName": "desk", "ProductName": "Desk"}, status=201)

    assert names(api) == ["Chair", "Desk"]
    assert names(api, pageSize=1, pageNumber=2) == ["Desk"]
    assert names(api, ProductName="Desk") == ["Desk"]
    assert names(api, ProductName="Lamp") == []


@pytest.mark.parametrize("same", ["ProductBackendName", "ProductName"])
def test_create_product_is_refused_when_either_name_is_taken(api, chair, same):
    other = {"ProductBackendName": "other", "ProductName": "Other", same: CHAIR[same]}

    refused = api.post(BASE, other, status=409)

    assert refused["ErrorCode"] == "DUPLICATE_EXTERNAL_ID"
    assert refused["Errors"] == [{"Field": same, "Message": "is taken"}]
    assert names(api) == ["Chair"]


def test_update_product_changes_what_is_given_and_equal_values_are_no_commit(api, chair):
    new = {"ProductBackendName": "chair", "Description": "Oak"}

    api.put(BASE, new)
    api.put(BASE, new)

    read = api.get(BASE)["Items"][0]
    assert (read["ProductName"], read["Description"]) == ("Chair", "Oak")
    assert read["LastUpdatedDateTimeUtc"] > chair["LastUpdatedDateTimeUtc"]
    assert [each["Operation"] for each in api.commits()] == ["create_product", "update_product"]


def test_update_product_refuses_the_name_of_another_and_an_unknown_product(api, chair):
    api.post(BASE, {"ProductBackendName": "desk", "ProductName": "Desk"}, status=201)
    renamed = {"ProductBackendName": "desk", "ProductName": "Chair"}

    assert api.code("PUT", BASE, 409, renamed) == "DUPLICATE_EXTERNAL_ID"
    assert api.code("PUT", BASE, 404, {"ProductBackendName": "lamp"}) == "NOT_FOUND"
    assert names(api) == ["Chair", "Desk"]


@pytest.mark.parametrize("key", ["ProductBackendName", "ProductName"])
def test_delete_product_goes_by_either_name_and_frees_both(api, chair, key):
    api.delete(BASE, **{key: CHAIR[key]})

    assert names(api) == []
    assert api.code("DELETE", BASE, 404, **{key: CHAIR[key]}) == "NOT_FOUND"
    api.post(BASE, CHAIR, status=201)
    api.put(BASE, {**CHAIR, "ProductName": "New chair"})
    assert names(api) == ["New chair"]


def test_delete_product_needs_a_name_and_names_that_agree(api, chair):
    api.post(BASE, {"ProductBackendName": "desk", "ProductName": "Desk"}, status=201)

    for query in ({}, {"ProductName": "Desk", "ProductBackendName": "chair"}):
        refused = api.delete(BASE, status=400, **query)
        assert refused["Errors"][0]["Field"] == "ProductBackendName"
    assert names(api) == ["Chair", "Desk"]


def test_delete_product_is_refused_while_it_has_items(api, chair):
    api.post("/v1/items", {"Sku": "A", "ProductBackendName": "chair"}, status=201)
    assert api.code("DELETE", BASE, 409, ProductName="Chair") == "INVALID_STATE"
    assert names(api) == ["Chair"]

    api.delete("/v1/items", Sku="A")
    api.delete(BASE, ProductName="Chair")

    assert names(api) == []


def test_an_unknown_field_is_named(api):
    refused = api.post(BASE, {**CHAIR, "Colour": "red"}, status=400)

    assert refused["Errors"] == [{"Field": "Colour", "Message": "is unknown"}]
