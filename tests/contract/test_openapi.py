"""The sandbox's OpenAPI document against the vendor's list, and against what the checks take."""

from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from jsonschema_rs import Draft202012Validator
from openapi_spec_validator import validate

import oms_sandbox
from oms_sandbox.checks import Check, object_of, table_schema
from oms_sandbox.endpoint import PARAMETER_CHECKS
from oms_sandbox.endpoints import BY_OPERATION, ENDPOINTS
from oms_sandbox.errors import BackendError
from oms_sandbox.kibo.forms import IMPORT
from oms_sandbox.openapi.checks import schema_of
from oms_sandbox.openapi.document import document
from tests.contract.openapi_samples import TEXTS, variants

VENDORS = yaml.safe_load((Path(__file__).parent / "endpoints.yaml").read_text("utf-8"))
LISTED = [
    row for family in (*VENDORS["families"], VENDORS["import_api"]) for row in family["endpoints"]
]
BESIDES = {"get_token", "get_historic_orders"}
"""Calls of Kibo that the list does not have."""
TABLES = {one.operation: one.body for one in ENDPOINTS if one.body}
TABLES["import_historic_order"] = IMPORT
TOGETHER = {"create_ticket": "create_ticket_or_create_tickets"}
TOGETHER["create_tickets"] = TOGETHER["create_ticket"]
"""Two calls of one method and path, which only their bodies tell apart."""


@pytest.fixture(scope="module")
def served() -> dict[str, Any]:
    with oms_sandbox.running() as sandbox:
        answer = requests.get(f"{sandbox.url}/_sandbox/openapi.json", timeout=10)
    described: dict[str, Any] = answer.json()
    return described


def test_the_document_that_is_served_is_valid(served: dict[str, Any]):
    validate(served)

    assert served == document()


def test_every_call_of_the_list_is_an_operation_and_nothing_else_is(served: dict[str, Any]):
    described = {
        (method.upper(), path): operation["operationId"]
        for path, operations in served["paths"].items()
        for method, operation in operations.items()
        if operation["operationId"] not in BESIDES
    }

    assert len(LISTED) == len(BY_OPERATION) + 1 == 147
    assert described == {
        (row["method"], row["path"]): TOGETHER.get(row["id"], row["id"]) for row in LISTED
    }


@pytest.mark.parametrize("row", LISTED, ids=[row["id"] for row in LISTED])
def test_the_parameters_of_an_operation_are_those_of_the_list(served: dict[str, Any], row):
    parameters = served["paths"][row["path"]][row["method"].lower()]["parameters"]
    by_place = {
        place: {one["name"]: one["required"] for one in parameters if one["in"] == place}
        for place in ("query", "path")
    }

    assert by_place["query"] == {one["name"]: one["required"] for one in row["query"]}
    assert all(f"{{{name}}}" in row["path"] for name in by_place["path"])
    assert len(by_place["path"]) == row["path"].count("{")


def takes(check: Check, value: Any) -> bool:
    try:
        check("value", value)
    except BackendError:
        return False
    return True


def read(text: str, kind: str) -> Any:
    """Read a text of a query as its schema means it; what cannot be read stays a text."""
    if kind == "array":
        return text.split(",")
    if kind == "integer" and text.lstrip("-").isdigit():
        return int(text)
    return {"true": True}.get(text, text) if kind == "boolean" else text


@pytest.mark.parametrize("name", PARAMETER_CHECKS)
def test_the_schema_of_a_parameter_takes_what_its_check_takes(name):
    check = PARAMETER_CHECKS[name]
    schema = schema_of(check)
    validator = Draft202012Validator(schema)

    taken = [text for text in TEXTS if takes(check, text)]

    assert [text for text in TEXTS if validator.is_valid(read(text, schema["type"]))] == taken


@pytest.mark.parametrize("operation", TABLES)
def test_the_schema_of_a_body_takes_what_its_table_takes(operation):
    table = TABLES[operation]
    schema, check = table_schema(table), object_of(table)
    validator = Draft202012Validator(schema)
    fitting, *others = variants(schema)

    differing = [one for one in others if takes(check, one) != validator.is_valid(one)]

    assert takes(check, fitting)
    assert differing == []
