"""Fields of a body: what is read of each kind, and that a refusal names the field alone."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from events.envelope import Unreadable
from sources import fields


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (820982911946154508, "820982911946154508"),
        ("gid://shopify/FulfillmentOrder/7001", "7001"),
        (" A-1001 ", "A-1001"),
        (0, "0"),
        ("", None),
        (None, None),
    ],
)
def test_an_id_is_text(value: Any, expected: str | None) -> None:
    assert fields.ident({"id": value}, "id") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("22.00", "22.00"),
        (22, "22"),
        (Decimal("3.29"), "3.29"),
        (Decimal("3E+1"), "30"),
        ("-1", "-1"),
    ],
)
def test_an_amount_is_exact_whether_text_or_number(value: Any, expected: str) -> None:
    assert str(fields.amount({"price": value}, "price")) == expected


REFUSED: list[tuple[Callable[..., Any], Any]] = [
    (fields.text, 5),
    (fields.text, ["x"]),
    (fields.text, "x" * 501),
    (fields.ident, True),
    (fields.ident, Decimal("1.5")),
    (fields.ident, {}),
    (fields.key, None),
    (fields.part, []),
    (fields.part, "x"),
    (fields.parts, {}),
    (fields.parts, [1]),
    (fields.texts, [1]),
    (fields.amount, "12,50"),
    (fields.amount, "1_000"),
    (fields.amount, "٣"),
    (fields.amount, "NaN"),
    (fields.amount, "1e400"),
    (fields.amount, "9" * 16),
    (fields.amount, "0." + "1" * 11),
    (fields.amount, True),
    (fields.amount, []),
    (fields.whole, "2.5"),
    (fields.whole, Decimal("0.5")),
    (fields.whole, -1),
    (fields.whole, None),
    (fields.whole, 10**9 + 1),
    (fields.moment, "yesterday 12:61"),
    (fields.moment, "2026-11-20T10:00:00"),
    (fields.moment, "0001-01-01T00:00:00+05:00"),
]


@pytest.mark.parametrize(("read", "value"), REFUSED)
def test_a_misfit_is_refused_by_its_name_without_its_value(
    read: Callable[..., Any], value: Any
) -> None:
    with pytest.raises(Unreadable) as refusal:
        read({"the_field": value}, "the_field")

    assert str(refusal.value).startswith("the_field: ")
    assert value in (None, True, []) or str(value) not in str(refusal.value)


@pytest.mark.parametrize(("value", "expected"), [("37", 37), (2, 2), (Decimal("2.0"), 2), (0, 0)])
def test_a_quantity_is_whole_whether_text_or_number(value: Any, expected: int) -> None:
    assert fields.whole({"quantity": value}, "quantity") == expected


def test_a_fraction_of_seven_digits_keeps_six() -> None:
    body = {"event_time": "2026-11-21T15:55:09.3614767Z"}

    assert fields.moment(body, "event_time") == "2026-11-21T15:55:09.361476Z"
