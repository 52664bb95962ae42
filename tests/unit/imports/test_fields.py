"""Every bound of the table, at its edge and beyond; and the guide's own list of fields."""

from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from imports.compiled import encode
from imports.faults import RowRefused
from imports.field import BOOLEAN, CHOICE, FREE, HASH, INTEGER, LIST, NUMBER, OBJECT, TEXT, Field
from imports.fields import (
    KIBO,
    ORDER,
    ORDERDYNAMICS,
    PAYMENT_TYPES,
    leaves,
)
from imports.validation import check_row
from tests.unit.imports.orders import at, order
from tests.unit.imports.test_agreement import filled

LEAVES = dict(leaves())
BOUNDED = {path: field for path, field in LEAVES.items() if field.most is not None}


def put(path: str, value: Any) -> dict[str, Any]:
    """A row with every field, one of them replaced."""
    row = filled()
    *way, last = [int(name) if name.isdigit() else name for name in path.split(".")]
    part: Any = row
    for name in way:
        part = part[name]
    part[last] = value
    return row


def paths(row: dict[str, Any], target: str = KIBO) -> list[str]:
    """The fields that are refused."""
    with pytest.raises(RowRefused) as refused:
        check_row(row, target)
    return [fault.path for fault in refused.value.faults]


def edges(field: Field) -> tuple[Any, Any, Any]:
    """The largest that fits, and what is just too little and too much."""
    if field.kind == TEXT:
        short = "x" * (field.least - 1) if field.least else 7
        return "x" * field.most, short, "x" * (field.most + 1)
    return field.most, field.least - 1, field.most + 1


@pytest.mark.parametrize("path", BOUNDED)
def test_a_value_at_its_bound_fits_and_one_beyond_is_named(path: str):
    fits, little, much = edges(BOUNDED[path])

    check_row(put(path, fits), KIBO)
    assert paths(put(path, little)) == [path]
    assert paths(put(path, much)) == [path]


@pytest.mark.parametrize("path", LEAVES)
def test_a_value_of_another_kind_is_named(path: str):
    wrong: Any = {BOOLEAN: 1, INTEGER: "1", NUMBER: "1.0", TEXT: 1, CHOICE: "?", FREE: {}}

    assert paths(put(path, wrong.get(LEAVES[path].kind, "text"))) == [path]


CATALOGUE = Path(__file__).parents[2] / "contract" / "endpoints.yaml"
BODY = yaml.safe_load(CATALOGUE.read_text())["import_api"]["body"]
GUIDE: dict[str, dict[str, Any]] = {
    told["name"]: told for told in (*BODY["required"], *BODY["optional"])
}
REQUIRED = [told["name"] for told in BODY["required"]]
KINDS = {
    "string": (TEXT,),
    "integer": (INTEGER,),
    "number": (NUMBER,),
    "boolean": (BOOLEAN,),
    "enum": (CHOICE,),
    "object": (OBJECT, HASH),
    "array": (LIST, FREE),
}


def test_the_table_has_the_guide_s_fields_with_their_kinds_bounds_and_defaults():
    assert [field.name for field in ORDER] == list(GUIDE)
    assert [field.name for field in ORDER if field.required] == REQUIRED
    for field in ORDER:
        told = GUIDE[field.name]
        least = told.get("min_length", told.get("minimum"))
        most = told.get("max_length", told.get("maximum"))
        assert field.kind in KINDS[told["type"]], field.name
        assert field.default == told.get("default"), field.name
        assert least in (None, field.least), field.name
        assert most in (None, field.most), field.name
        assert list(field.choices) == told.get("values", list(field.choices)), field.name


def test_the_parts_have_the_fields_that_the_guide_s_fragments_show():
    shown = {place.replace("[]", ".0"): names for place, names in BODY["objects"].items()}
    inner = {path for path in LEAVES if "." in path}

    told = {f"{place}.{name}" for place, names in shown.items() for name in names}
    assert inner == {path for path in told if path in LEAVES}
    assert {path for path in told - inner if path not in shown} == set()


@pytest.mark.parametrize("name", REQUIRED)
def test_a_required_field_that_is_missing_is_named_unless_it_has_a_default(name: str):
    row = filled()
    del row[name]

    if "default" not in GUIDE[name]:
        assert paths(row) == [name]
    else:
        assert getattr(check_row(row, KIBO), name) == GUIDE[name]["default"]


def test_a_default_said_and_unsaid_is_the_same_content():
    said = order(locale="en-US", sendEmail=True, currencyLocale="en-US", allowSplit=False)

    assert encode(check_row(said, KIBO)) == encode(check_row(order(), KIBO))


def test_the_payment_types_are_those_of_the_guide_or_null():
    for payment_type in (*PAYMENT_TYPES, None):
        check_row(at("orderPayments.0.paymentType", payment_type), ORDERDYNAMICS)

    assert sorted(PAYMENT_TYPES) == sorted(chain(*BODY["payment_types"].values()))
    assert paths(at("orderPayments.0.paymentType", "XX")) == ["orderPayments.0.paymentType"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_billing_address_line_holds_250_characters(number: int):
    path = f"orderPayments.0.paymentMethod.billingAddress.addressLine{number}"

    check_row(at(path, "x" * 250), KIBO)
    assert paths(at(path, "x" * 251)) == [path]
