"""The sandbox's table of endpoints against the vendor's list, which it does not read."""

from pathlib import Path

import pytest
import yaml

from oms_sandbox.endpoints import ENDPOINTS

FAMILIES = {
    "order_orchestration": 16,
    "order_fulfillment": 11,
    "payment_processing": 14,
    "customers": 7,
    "returns": 9,
}
LIST = yaml.safe_load((Path(__file__).parent / "endpoints.yaml").read_text("utf-8"))
LISTED = {
    row["id"]: row
    for family in LIST["families"]
    if family["key"] in FAMILIES
    for row in family["endpoints"]
}
HELD = {endpoint.operation: endpoint for endpoint in ENDPOINTS}


def test_the_sandbox_answers_the_five_families_whole_and_nothing_else():
    assert HELD.keys() == LISTED.keys()
    assert len(HELD) == len(ENDPOINTS) == sum(FAMILIES.values()) == 57


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

    assert not held.body or held.method in ("POST", "PUT")


def test_create_calls_answer_201_and_all_others_200():
    created = {name for name, endpoint in HELD.items() if endpoint.status == 201}

    assert {endpoint.status for endpoint in ENDPOINTS} == {200, 201}
    assert created == {name for name in HELD if name.startswith("create_")}
