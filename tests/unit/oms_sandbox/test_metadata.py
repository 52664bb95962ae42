"""Metadata tell which custom fields there are, and forbid no other."""

import pytest

BASE = "/v1/customfieldmetadata"


def names(answer):
    return [one["SystemName"] for one in answer["Items"]]


def test_the_fields_of_an_owner_type_are_listed_in_any_case_of_its_name(api):
    listed = api.get(f"{BASE}/inventorylocation")

    assert names(listed) == ["region", "cutoff_time"]
    assert listed["Items"][0] == {
        "OwnerType": "InventoryLocation",
        "SystemName": "region",
        "DisplayName": "Region",
        "DataType": "Text",
        "MaxLength": 1000,
        "IsRequired": False,
    }
    assert listed == {**listed, "TotalCount": 2, "PageNumber": 1}


def test_specific_fields_come_in_the_order_asked_and_a_missing_one_is_named(api):
    found = api.get(BASE, OwnerType="Order", SystemNames="sales_channel,note")

    missing = api.get(BASE, status=404, OwnerType="Order", SystemNames="note,region")

    assert names(found) == ["sales_channel", "note"]
    assert missing["Errors"][0]["Field"] == "SystemNames"
    assert "region" in missing["Message"]


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        (f"{BASE}/Planet", {}, "ownertype"),
        (BASE, {"OwnerType": "Planet", "SystemNames": "note"}, "OwnerType"),
        (BASE, {"OwnerType": "Order"}, "SystemNames"),
        (BASE, {"OwnerType": "Order", "SystemNames": "note,,"}, "SystemNames"),
    ],
)
def test_wrong_parameters_are_named(api, path, query, field):
    refused = api.get(path, status=400, **query)

    assert [error["Field"] for error in refused["Errors"]] == [field]


OWNERS = {
    "Order": ("/v1/orders/CustomFields", "InternalOrderId"),
    "OrderLineItem": ("/v1/orders/LineItems/CustomFields", "OrderDetailId"),
    "OrderPayment": ("/v1/orders/Payments/customfields", "PaymentId"),
}


@pytest.mark.parametrize("owner", OWNERS)
def test_listed_fields_and_any_other_are_accepted_by_the_calls_that_write_them(api, order, owner):
    path, key = OWNERS[owner]
    number = {**order, **order["LineItems"][0], **order["Payments"][0]}[key]

    for name in (*names(api.get(f"{BASE}/{owner}")), "some_other"):
        fields = [{"SystemName": name, "Value": "x" * 1000}]
        api.put(path, {key: number, "CustomFields": fields})

    assert len(api.commits()) > 2
