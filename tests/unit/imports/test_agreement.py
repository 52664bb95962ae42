"""The compiled check and the telling one read one table: they must say the same of every row."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.compiled import Order, decode, encode
from imports.faults import RowRefused
from imports.field import BOOLEAN, CHOICE, FREE, HASH, INTEGER, LIST, NUMBER, OBJECT, TEXT, Field
from imports.fields import KIBO, ORDER, ORDERDYNAMICS, leaves
from imports.telling import tell
from imports.validation import check_line, check_row

GONE = "(taken out)"
WORDS = {
    "customerIP": "203.0.113.7",
    "locale": "en-US",
    "currencyLocale": "fr-CA",
    "countryCode": "US",
    "accountCreated": "2020-02-29T23:59:59.5+05:30",
    "importedCreationDate": "2024-01-31T12:00:00Z",
    "expectedDeliveryDate": "2024-02-01T12:00:00-08:00",
}
VALUES: dict[str, Any] = {
    BOOLEAN: True,
    INTEGER: 1,
    NUMBER: 1.5,
    HASH: {"name": "value"},
    FREE: [{"any": [1]}],
}


def filled(fields: tuple[Field, ...] = ORDER) -> dict[str, Any]:
    """A row with every field of the table."""
    return {field.name: _value(field) for field in fields}


def _value(field: Field) -> Any:
    if field.kind in (OBJECT, LIST):
        inner = filled(field.fields)
        return [inner] if field.kind == LIST else inner
    if field.kind == CHOICE:
        return field.choices[0]
    return VALUES.get(field.kind, WORDS.get(field.name, "ten letters"))


PATHS = sorted(
    {
        ".".join(parts[:depth])
        for path, _ in leaves()
        for parts in [path.split(".")]
        for depth in range(1, len(parts) + 1)
    }
    | {"unknown", "customer.unknown", "orderItems.0.product.unknown", "orderItems.0"}
)
words = st.sampled_from(
    ["", "x", "en-US", "en_US", "USD", "usd", "SHIPPED", "10.0.0.1", "256.1.1.1", "1.2.3.4", "1.2.3.4\n",
     "2024-01-31T12:00:00Z", "2024-13-31T12:00:00Z", "2024-01-31", "€" * 100, "x" * 100, "x" * 101,
     "x" * 250, "x" * 251, "x" * 512, "x" * 513, "x" * 1000, "x" * 1001, "😀", "US", "USA"]
)  # fmt: skip
numbers = st.one_of(
    st.sampled_from([-1, 0, 1, 90, 91, 180, 10**9, 10**9 + 1, 2**63, 2**70, -0.0, 0.1, 1e9, 1e300]),
    st.floats(allow_nan=False, allow_infinity=False),
)
plain = st.one_of(st.none(), st.booleans(), numbers, words, st.text(max_size=5))
anything = st.one_of(
    st.just(GONE), plain, st.lists(plain, max_size=2), st.dictionaries(words, plain, max_size=2)
)


def edges(field: Field) -> list[Any]:
    """The values at a field's bounds and just beyond, None where it has none."""
    bounds = [bound for bound in (field.least, field.most) if bound is not None]
    around = [bound + step for bound in bounds for step in (-1, 0, 1)]
    return ["x" * length for length in around] if field.kind == TEXT else around


EDGES = {path: edges(field) or [None] for path, field in leaves()}
at_edges = [(path, value) for path, values in EDGES.items() for value in values]
change = st.one_of(st.sampled_from(at_edges), st.tuples(st.sampled_from(PATHS), anything))
changes = st.lists(change, max_size=4)


def changed(edits: list[tuple[str, Any]]) -> dict[str, Any]:
    row = filled()
    for path, value in edits:
        *way, last = path.split(".")
        part: Any = row
        for name in way:
            part = _step(part, name)
        _put(part, last, value)
    return row


def _step(part: Any, name: str) -> Any:
    if isinstance(part, list):
        return part[int(name)] if name.isdigit() and int(name) < len(part) else None
    return part.get(name) if isinstance(part, dict) else None


def _put(part: Any, name: str, value: Any) -> None:
    if isinstance(part, list) and name.isdigit() and int(name) < len(part):
        part[int(name)] = value
    elif isinstance(part, dict) and value == GONE:
        part.pop(name, None)
    elif isinstance(part, dict):
        part[name] = value


def _fits(check: Any, *given: Any) -> bool:
    try:
        check(*given)
    except msgspec.ValidationError:
        return False
    return True


def test_a_row_with_every_field_fits():
    assert tell(filled()) == []
    assert _fits(msgspec.convert, filled(), Order)


def _agree(row: dict[str, Any]) -> None:
    told = tell(row)

    assert _fits(msgspec.convert, row, Order) == (told == []), told
    assert _fits(decode, json.dumps(row).encode()) == (told == []), told


def test_both_checks_agree_on_every_single_change():
    kinds = (GONE, None, True, 1, 1.5, "x", [], {}, [{}], {"x": 1})
    for path, value in (*at_edges, *((path, value) for path in PATHS for value in kinds)):
        _agree(changed([(path, value)]))


@settings(max_examples=500, deadline=None)
@given(st.lists(change, min_size=4, max_size=6))
def test_both_checks_agree_on_thousands_of_rows(edits: list[tuple[str, Any]]):
    for number in range(len(edits)):
        _agree(changed(edits[: number + 1]))


@pytest.mark.parametrize("target", [ORDERDYNAMICS, KIBO])
@settings(max_examples=150, deadline=None)
@given(edits=changes)
def test_a_line_and_its_object_are_judged_alike_and_what_fits_keeps_its_spelling(
    target: str, edits: list[tuple[str, Any]]
):
    row = changed(edits)

    by_line = _judged(check_line, json.dumps(row).encode(), target)
    by_object = _judged(check_row, row, target)

    assert by_line == by_object
    if isinstance(by_line, bytes):
        assert _judged(check_line, by_line, target) == by_line


def _judged(check: Any, given: Any, target: str) -> Any:
    try:
        return encode(check(given, target))
    except RowRefused as err:
        return err.faults
