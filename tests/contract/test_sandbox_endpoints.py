"""The sandbox's table of endpoints against the vendor's list, which it does not read."""

from pathlib import Path

import pytest
import yaml

from oms_sandbox.endpoints import ENDPOINTS

FAMILIES = {
    "order_orchestration",
    "order_fulfillment",
    "payment_processing",
    "customers",
    "returns",
    "products",
    "items",
    "taxes",
    "shipping_rates",
    "pre_order",
    "custom_field_metadata",
    "inventory_locations",
    "physical_inventory_visibility",
    "pre_order_inventory_visibility",
    "virtual_inventory_visibility",
    "store_locations",
    "shipping_centers",
    "bulk_status",
    "notes",
    "tickets",
    "addresses",
    "staff",
    "emails",
    "images",
    "logging",
    "configuration",
}
LIST = yaml.safe_load((Path(__file__).parent / "endpoints.yaml").read_text("utf-8"))
LISTED = {
    row["id"]: row
    for family in LIST["families"]
    if family["key"] in FAMILIES
    for row in family["endpoints"]
}
HELD = {endpoint.operation: endpoint for endpoint in ENDPOINTS}


def test_the_sandbox_answers_its_families_whole_and_nothing_else():
    assert {family["key"] for family in LIST["families"]} >= FAMILIES
    assert HELD.keys() == LISTED.keys()
    assert len(HELD) == len(ENDPOINTS)


@pytest.mark.parametrize("operation", LISTED)
def test_method_path_and_query_are_those_of_the_list(operation):
    held, listed = HELD[operation], LISTED[operation]

    assert (held.method, held.path) == (listed["method"], listed["path"])
    assert {parameter.name: parameter.required for parameter in held.query} == {
        parameter["name"]: parameter["required"] for parameter in listed["query"]
    }


@pytest.mark.parametrize("operation", LISTED)
def test_a_body_goes_with_a_write_or_a_search(operation):
    held = HELD[operation]

    has_body = held.method in ("POST", "PUT") or operation == "delete_reserved_inventory"

    assert has_body or not held.body


def test_create_calls_answer_201_bulk_writes_202_and_all_others_200():
    beginnings = {201: "create_", 202: "bulk_"}
    expected = {
        name: next((status for status, word in beginnings.items() if name.startswith(word)), 200)
        for name in HELD
    }

    assert {name: endpoint.status for name, endpoint in HELD.items()} == expected
