"""The sandbox's OpenAPI document against the vendor's list, the checks, and what is answered.

Schemathesis asks every operation a few calls, the same in each run. More, and others each time:
`ORDERLANE_CALLS=200 python -m pytest --timeout 0 tests/contract/test_openapi.py`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from jsonschema_rs import Draft202012Validator
from openapi_spec_validator import validate
from schemathesis import GenerationMode

from oms_sandbox.checks import Check, object_of, table_schema
from oms_sandbox.endpoint import PARAMETER_CHECKS
from oms_sandbox.endpoints import BY_OPERATION, ENDPOINTS
from oms_sandbox.errors import BackendError
from oms_sandbox.kibo_forms import IMPORT
from oms_sandbox.openapi import document
from oms_sandbox.openapi_checks import schema_of
from tests.contract.kibo_import import import_body
from tests.contract.openapi_home import home
from tests.contract.openapi_samples import TEXTS, variants
from tests.contract.openapi_world import KEY, World, told_world

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
def told() -> Iterator[World]:
    with told_world() as world:
        yield world


@pytest.fixture
def fresh() -> Iterator[World]:
    with told_world() as world:
        yield world


def test_the_document_that_is_served_is_valid(told: World):
    validate(told.document)

    assert told.document == document()


def test_every_call_of_the_list_is_an_operation_and_nothing_else_is(told: World):
    described = {
        (method.upper(), path): operation["operationId"]
        for path, operations in told.document["paths"].items()
        for method, operation in operations.items()
        if operation["operationId"] not in BESIDES
    }

    assert len(LISTED) == len(BY_OPERATION) + 1 == 147
    assert described == {
        (row["method"], row["path"]): TOGETHER.get(row["id"], row["id"]) for row in LISTED
    }


@pytest.mark.parametrize("row", LISTED, ids=[row["id"] for row in LISTED])
def test_the_parameters_of_an_operation_are_those_of_the_list(told: World, row):
    parameters = told.document["paths"][row["path"]][row["method"].lower()]["parameters"]
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


@pytest.mark.parametrize("number", [10**400, -(10**400), 1e300, -1e300])
@pytest.mark.parametrize(
    ("path", "field"),
    [("paymentprocessing/Invoices/CreditInvoice", "Amount"), ("taxes", "TaxRate")],
)
def test_a_number_beyond_all_bounds_is_refused_by_its_name(told: World, path, field, number):
    ask = requests.put if path == "taxes" else requests.post

    answer = ask(f"{told.url}/v1/{path}", json={field: number}, headers=KEY, timeout=10)

    assert answer.status_code == 400
    assert field in [error["Field"] for error in answer.json()["Errors"]]


def test_half_a_surrogate_pair_is_refused_by_its_name(told: World):
    body = '{"ExternalCustomerId": "C-1", "FirstName": "\\ud83d"}'

    answer = requests.post(f"{told.url}/v1/customers", data=body, headers=KEY, timeout=10)

    assert answer.status_code == 400
    assert [error["Field"] for error in answer.json()["Errors"]] == ["FirstName"]


def test_a_number_too_long_to_read_is_refused_where_a_fault_looks_for_its_order(fresh: World):
    fault = {"Kind": "delay", "ExternalOrderId": "nobody's", "Seconds": 0}
    requests.post(f"{fresh.url}/_sandbox/faults", json=fault, timeout=10)
    query = {"InternalOrderId": "9" * 5000}

    answer = requests.get(f"{fresh.url}/v1/orders/", params=query, headers=KEY, timeout=10)

    assert answer.status_code == 400
    assert [error["Field"] for error in answer.json()["Errors"]] == ["InternalOrderId"]


def schema_at(world: World, path: str, method: str, status: int) -> dict[str, Any]:
    """Give the schema of what an operation answers with a status."""
    described = world.document["paths"][path][method.lower()]
    content = described["responses"][str(status)]["content"]
    schema: dict[str, Any] = content["application/json"]["schema"]
    return {**schema, "components": world.document["components"]}


@pytest.mark.parametrize("operation", BY_OPERATION)
def test_the_answer_of_the_story_fits_the_document(told: World, operation):
    row, answer = BY_OPERATION[operation], told.story.answers[operation]

    errors = faults(schema_at(told, row.path, row.method, row.status), answer.body, {"Token"})

    assert answer.status == row.status
    assert errors == []


def faults(schema: dict[str, Any], body: dict[str, Any], may_lack: Iterable[str] = ()) -> list[str]:
    """Tell where a body is off its schema, and where the schema would let less or more pass."""
    validator = Draft202012Validator(schema)
    told = [f"{one.instance_path}: {one.message}" for one in validator.iter_errors(body)]
    lacking = ({k: v for k, v in body.items() if k != name} for name in body.keys() - may_lack)
    return [
        *told,
        *(f"may lack a field: {one}" for one in lacking if validator.is_valid(one)),
        *("may have any field" for _ in [0] if validator.is_valid({**body, "Stranger": 1})),
    ]


def test_what_kibo_answers_fits_the_document(told: World):
    place, query = f"{told.url}/api/v2", {"externalOrderID": "H-1"}
    post, get = partial(requests.post, timeout=10), partial(requests.get, timeout=10)
    calls = {
        ("/api/v2/importOrder/", "post", 201): lambda: post(
            f"{place}/importOrder/", json=import_body(), headers=told.kibo
        ),
        ("/api/v2/order/", "get", 200): lambda: get(
            f"{place}/order/", params=query, headers=told.kibo
        ),
        ("/api/v2/importOrder/", "post", 409): lambda: post(
            f"{place}/importOrder/", json=import_body(), headers=told.kibo
        ),
        ("/api/v2/order/", "get", 403): lambda: get(f"{place}/order/"),
    }

    answers = {key: call() for key, call in calls.items()}

    assert [key[2] for key in calls] == [answer.status_code for answer in answers.values()]
    assert answers["/api/v2/order/", "get", 200].json()["totalCount"] == 1
    assert [faults(schema_at(told, *key), one.json()) for key, one in answers.items()] == [[]] * 4


def whole(described: dict[str, Any], _: object) -> dict[str, Any]:
    return described


def spoilable(described: dict[str, Any], _: object) -> dict[str, Any]:
    """Leave out what takes nothing, and the key: with a spoilt one nothing behind it is reached."""
    paths = {
        path: {
            method: one
            for method, one in operations.items()
            if one["parameters"] or "requestBody" in one
        }
        for path, operations in described["paths"].items()
    }
    return {**described, "security": [], "paths": paths}


@dataclass(frozen=True)
class Round:
    """How to ask, and how many operations must have heard each status, or it proves nothing."""

    described: Callable[[dict[str, Any], Any], dict[str, Any]]
    mode: GenerationMode
    calls: int
    least: dict[int, int]


ROUNDS = {
    "as described": Round(whole, GenerationMode.POSITIVE, 2, {200: 30, 400: 30, 404: 70}),
    "at home in the story": Round(home, GenerationMode.POSITIVE, 4, {200: 70, 409: 10}),
    "spoilt": Round(spoilable, GenerationMode.NEGATIVE, 2, {400: 100}),
}


@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", ROUNDS)
def test_schemathesis_hears_no_500_and_nothing_off_the_document(fresh: World, kind):
    one = ROUNDS[kind]

    fresh.ask(one.described(fresh.document, fresh.story), one.mode, one.calls)

    assert fresh.off == []
    for status, least in one.least.items():
        assert len([label for label, heard in fresh.heard if heard == status]) >= least, status
