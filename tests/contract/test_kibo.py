"""Kibo's import, client and sandbox, against the guide's list of fields, which neither reads."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient

from oms_client.kibo import HistoricOrders
from oms_client.kibo_token import TOKEN_PATH as CLIENT_TOKEN_PATH
from oms_sandbox.app import create_app
from oms_sandbox.kibo.forms import IMPORT, PAYMENT_TYPES
from oms_sandbox.kibo.orders import ENDPOINTS
from oms_sandbox.kibo.tokens import TOKEN_PATH
from oms_sandbox.sandbox import Sandbox, Settings
from tests.contract.kibo_import import ADDRESS, import_body

LIST = yaml.safe_load((Path(__file__).parent / "endpoints.yaml").read_text("utf-8"))["import_api"]
(LISTED,) = LIST["endpoints"]
REQUIRED = {field["name"]: field for field in LIST["body"]["required"]}
FIELDS = REQUIRED | {field["name"]: field for field in LIST["body"]["optional"]}
WRONG_TYPES = {
    "string": [5, True, [], {}],
    "integer": ["5", True, 1.5, [], {}],
    "number": ["5", True, [], {}],
    "boolean": ["true", 1, [], {}],
    "object": ["x", 5, True, []],
    "array": ["x", 5, True, {}],
    "enum": ["", "x", 5, True, [], {}],
}
WRONG_FORMATS = {
    "ietf-language-tag": ["", "e", "en_US", "english-US", "en-"],
    "iso-4217": ["US", "usd", "USDX", "U$D"],
    "ipv4": ["", "::1", "198.51.100", "198.51.100.256", "198.51.100.7:80", "10.0.0.1"],
    "date-time": ["", "2026-01-31", "2026-01-31T12:00:00", "2026-02-30T12:00:00Z", "today"],
}
RIGHT_FORMATS = {
    "ietf-language-tag": ["en-US", "de", "zh-Hans-CN", "es-419"],
    "iso-4217": ["USD", "CAD"],
    "ipv4": ["198.51.100.7", "8.8.8.8"],
    "date-time": ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123+02:00"],
}


def beyond(field: dict[str, Any]) -> list[Any]:
    """Give the values one beyond each bound of a field."""
    short, low = field.get("min_length"), field.get("minimum")
    return [
        *(["x" * (short - 1)] if short is not None else []),
        *(["x" * (field["max_length"] + 1)] if "max_length" in field else []),
        *([low - 1] if low is not None else []),
    ]


def at_bounds(field: dict[str, Any]) -> list[Any]:
    lengths = [field[name] for name in ("min_length", "max_length") if name in field]
    return [*("x" * length for length in lengths), *(v for k, v in field.items() if k == "minimum")]


def rows(values_of: Any) -> list[Any]:
    """Make one case of each field and value, with an id that says which."""
    cases = [(name, at, value) for name in FIELDS for at, value in enumerate(values_of(name))]
    return [pytest.param(name, value, id=f"{name}-{at}") for name, at, value in cases]


def refused_values(name: str) -> list[Any]:
    field = FIELDS[name]
    formats = WRONG_FORMATS.get(field.get("format", ""), [])
    return [*WRONG_TYPES[field["type"]], *formats, *beyond(field), None]


def taken_values(name: str) -> list[Any]:
    field = FIELDS[name]
    formats = RIGHT_FORMATS.get(field.get("format", ""), [])
    booleans = [True, False] if field["type"] == "boolean" else []
    return [*at_bounds(field), *formats, *field.get("values", []), *booleans]


@pytest.fixture(scope="module")
def session() -> Iterator[tuple[FlaskClient, dict[str, str]]]:
    """Give a client of a sandbox and the headers of its token."""
    sandbox = Sandbox(Settings())
    client = create_app(sandbox).test_client()
    form = {"grant_type": "client_credentials"}
    token = client.post(TOKEN_PATH, data=form, auth=("kibo-key", "kibo-secret")).json
    yield client, {"Authorization": f"Bearer {token['access_token']}", "API-Key": "kibo-key"}
    sandbox.close()


@pytest.fixture
def send(session: tuple[FlaskClient, dict[str, str]]) -> Any:
    """Import a body."""
    client, headers = session
    return lambda body: client.post(LISTED["path"], json=body, headers=headers)


def fresh_body(request: pytest.FixtureRequest, **changes: Any) -> dict[str, Any]:
    """Make an import of an order that no other test imports."""
    return import_body(request.node.name[-100:], **changes)


def fields_named(answer: Any) -> set[str]:
    return {error["field"] for error in answer.json["errors"]}


def test_client_and_sandbox_have_the_listed_method_path_and_no_query():
    client = HistoricOrders.import_historic_order
    sandbox = next(one for one in ENDPOINTS if one.operation == LISTED["id"])

    assert client.operation == LISTED["id"]
    assert client.title == LISTED["title"]
    assert (client.method, client.path) == (LISTED["method"], LISTED["path"])
    assert (sandbox.method, sandbox.path) == (LISTED["method"], LISTED["path"])
    assert (list(client.query), list(sandbox.query)) == (LISTED["query"], [])


def test_client_and_sandbox_agree_on_the_read_and_on_the_token():
    client = HistoricOrders.get_historic_orders
    sandbox = next(one for one in ENDPOINTS if one.operation == client.operation)

    assert (client.method, client.path) == (sandbox.method, sandbox.path)
    assert CLIENT_TOKEN_PATH == TOKEN_PATH


def test_the_sandbox_has_every_listed_field_and_no_other():
    assert set(IMPORT) == set(FIELDS)
    assert {name for name, field in IMPORT.items() if field.required} == set(REQUIRED)


def test_the_defaults_of_optional_fields_are_the_listed_ones():
    listed = {name: one["default"] for name, one in FIELDS.items() if "default" in one}
    optional = {name: value for name, value in listed.items() if name not in REQUIRED}

    assert {name: IMPORT[name].default() for name in optional} == optional


def test_the_payment_types_are_those_of_the_guide():
    listed = [word for words in LIST["body"]["payment_types"].values() for word in words]

    assert list(PAYMENT_TYPES) == listed


@pytest.mark.parametrize("name", REQUIRED)
def test_an_import_without_a_required_field_is_refused_by_its_name(send, request, name):
    body = fresh_body(request)
    del body[name]

    answer = send(body)

    assert (answer.status_code, answer.json["code"]) == (400, 5011)
    assert fields_named(answer) == {name}


@pytest.mark.parametrize(("name", "value"), rows(refused_values))
def test_a_value_of_another_type_form_or_beyond_a_bound_is_refused(send, request, name, value):
    answer = send(fresh_body(request, **{name: value}))

    assert (answer.status_code, answer.json["code"]) == (400, 5015)
    assert fields_named(answer) == {name}


@pytest.mark.parametrize(("name", "value"), rows(taken_values))
def test_a_value_at_a_bound_or_of_the_listed_form_is_taken(send, request, name, value):
    answer = send(fresh_body(request, **{name: value}))

    assert (answer.status_code, answer.json.get("errors")) == (201, None)


def objects() -> list[Any]:
    """List each object of the guide's examples with the names it shows."""
    return [pytest.param(path, names, id=path) for path, names in LIST["body"]["objects"].items()]


def at_path(body: dict[str, Any], path: str) -> dict[str, Any]:
    place: Any = body
    for part in path.split("."):
        place = place.setdefault(part.removesuffix("[]"), {})
        place = place[0] if part.endswith("[]") else place
    return place


@pytest.mark.parametrize(("path", "names"), objects())
def test_an_object_takes_each_name_the_guide_shows_and_no_other(send, request, path, names):
    body = fresh_body(request)
    for name in names:
        at_path(body, path).setdefault(name, None)
    strange = copy.deepcopy(body)
    at_path(strange, path)["unheard"] = 1
    where = path.replace("[]", "[0]")

    assert fields_named(send(strange)) == {f"{where}.unheard"}
    assert send(body).status_code == 201


@pytest.mark.parametrize("line", ["addressLine1", "addressLine2", "addressLine3"])
def test_a_line_of_the_billing_address_holds_250_characters(send, request, line):
    def with_line(length: int) -> dict[str, Any]:
        address = {**ADDRESS, line: "x" * length}
        return fresh_body(request, orderPayments=[{"paymentMethod": {"billingAddress": address}}])

    assert fields_named(send(with_line(251))) == {
        f"orderPayments[0].paymentMethod.billingAddress.{line}"
    }
    assert send(with_line(250)).status_code == 201


def test_forced_item_tax_needs_the_tax_of_each_item(send, request):
    body = fresh_body(request, forceItemTaxOverride=True)
    body["orderItems"] = [copy.deepcopy(body["orderItems"][0]) for _ in range(3)]
    body["orderItems"][0]["itemSpecifics"]["itemTaxOverride"] = None
    del body["orderItems"][2]["itemSpecifics"]["itemTaxOverride"]

    answer = send(body)

    assert (answer.status_code, answer.json["code"]) == (400, 5011)
    assert fields_named(answer) == {
        "orderItems[0].itemSpecifics.itemTaxOverride",
        "orderItems[2].itemSpecifics.itemTaxOverride",
    }
    for item in body["orderItems"]:
        item["itemSpecifics"]["itemTaxOverride"] = 0.5
    assert send(body).status_code == 201
