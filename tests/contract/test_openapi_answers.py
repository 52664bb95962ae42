"""What the sandbox answers against its OpenAPI document: in the story, and asked by Schemathesis.

Schemathesis asks every operation a few calls, the same in each run. More, and others each time:
`ORDERLANE_CALLS=100 python -m pytest --timeout 0 tests/contract/test_openapi_answers.py`.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import requests
import schemathesis
from jsonschema_rs import Draft202012Validator
from schemathesis import GenerationMode

from oms_sandbox.endpoints import BY_OPERATION
from tests.contract.kibo_import import import_body
from tests.contract.openapi_home import home
from tests.contract.openapi_world import CHECKS, KEY, World, told_world

REFUSING = {
    "rate_limited": 429,
    "unauthorized": 401,
    "error_500": 500,
    "error_502": 502,
    "error_503": 503,
    "overloaded": 429,
    "refuse": 422,
}
BEYOND = ("far above", "far below", "above", "below")


@pytest.fixture(scope="module")
def told() -> Iterator[World]:
    with told_world() as world:
        yield world


@pytest.fixture
def fresh() -> Iterator[World]:
    with told_world() as world:
        yield world


@pytest.mark.parametrize("number", [10**400, -(10**400), 1e300, -1e300], ids=BEYOND)
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


def faults(
    schema: dict[str, Any], body: dict[str, Any], may_lack: Container[str] = ()
) -> list[str]:
    """Tell where a body is off its schema, and where the schema would let less or more pass."""
    validator = Draft202012Validator(schema)
    told = [f"{one.instance_path}: {one.message}" for one in validator.iter_errors(body)]
    needed = [name for name in body if name not in may_lack]
    lacking = ({k: v for k, v in body.items() if k != name} for name in needed)
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


@pytest.mark.parametrize("kind", REFUSING)
@pytest.mark.parametrize("path", ["/v1/taxes/", "/api/v2/order/"])
def test_a_fault_that_refuses_does_it_as_described(told: World, path, kind):
    url, keys = f"{told.url}{path}", told.headers(path)
    query = {"externalOrderID": "H-1"} if path.startswith("/api/") else {}
    requests.post(f"{told.url}/_sandbox/faults", json={"Kind": kind}, timeout=10)

    answer = requests.get(url, params=query, headers=keys, timeout=10)

    assert answer.status_code == (400 if query and kind == "refuse" else REFUSING[kind])
    operation = schemathesis.openapi.from_dict(told.document)[path]["get"]
    operation.Case().validate_response(answer, checks=CHECKS[1:])


def whole(described: dict[str, Any], _: object) -> dict[str, Any]:
    return described


def spoilable(described: dict[str, Any], _: object) -> dict[str, Any]:
    """Leave out what takes nothing, and the key: with a spoilt one nothing behind it is reached."""
    paths = {
        path: {
            method: {**one, "security": []}
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
    "as described": Round(whole, GenerationMode.POSITIVE, 2, {200: 20, 400: 30, 404: 60}),
    "at home in the story": Round(home, GenerationMode.POSITIVE, 3, {200: 60, 409: 10}),
    "spoilt": Round(spoilable, GenerationMode.NEGATIVE, 2, {400: 100}),
}


@pytest.mark.parametrize("kind", ROUNDS)
def test_schemathesis_hears_no_500_and_nothing_off_the_document(fresh: World, kind):
    one = ROUNDS[kind]

    fresh.ask(one.described(fresh.document, fresh.story), one.mode, one.calls)

    assert fresh.off == []
    for status, least in one.least.items():
        assert len([label for label, heard in fresh.heard if heard == status]) >= least, status
