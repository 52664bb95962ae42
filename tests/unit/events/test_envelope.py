"""References and times have one spelling."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.envelope import Unreadable, instant, reference
from events.payloads import dump, load


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("order", 6012345678901234567, "order:6012345678901234567"),
        ("order", "gid://shopify/Order/601", "order:601"),
        ("number", "#A-1001 ", "number:a-1001"),
        ("number", "a-1001", "number:a-1001"),
        ("order", "a}:{b", "order:a%7D%3A%7Bb"),
        ("tracking", " 1Z 99 ", "tracking:1Z%2099"),
    ],
)
def test_a_reference_has_one_spelling(kind: str, value: object, wanted: str):
    assert reference(kind, value) == wanted


@given(st.text(min_size=1))
def test_no_reference_can_move_a_hash_tag_or_leave_its_lane(value: str):
    if value.encode("utf-8", "ignore").decode() != value:
        return

    assert not set("{}:/*? ") & set(reference("order", value).partition(":")[2])


@pytest.mark.parametrize(
    ("value", "naive_is_utc", "wanted"),
    [
        ("2026-11-20T09:14:03-05:00", False, "2026-11-20T14:14:03.000000Z"),
        ("2026-11-20T14:14:03.4567891Z", False, "2026-11-20T14:14:03.456789Z"),
        ("2026-11-20T14:14:03", True, "2026-11-20T14:14:03.000000Z"),
    ],
)
def test_a_time_is_utc_and_sorts_as_text(value: str, naive_is_utc: bool, wanted: str):
    assert instant(value, naive_is_utc=naive_is_utc) == wanted


@pytest.mark.parametrize(
    "value", ["2026-11-20T14:14:03", "yesterday", "", None, 5, "0001-01-01T00:00:00+05:00"]
)
def test_what_is_no_time_is_refused_without_being_repeated(value: object):
    with pytest.raises(Unreadable) as caught:
        instant(value)  # type: ignore[arg-type]  # that is what is refused

    assert "2026" not in str(caught.value)


def test_a_payload_survives_being_written_and_read_again():
    data = load(
        "shipment.split",
        {
            "from": {"id": "fo-1"},
            "into": [{"shipment": {"id": "fo-2"}, "lines": [{"sku": "MUG", "quantity": 1}]}],
        },
    )

    assert load("shipment.split", json.loads(dump("shipment.split", data))) == data


@pytest.mark.parametrize(
    "money",
    [
        {"amount": "-1", "currency": "EUR"},
        {"amount": "1E+999999", "currency": "EUR"},
        {"amount": "1", "currency": "€é1"},
        {"amount": "NaN", "currency": "EUR"},
    ],
)
def test_odd_money_is_refused_by_field_not_by_value(money: dict[str, str]):
    with pytest.raises(Unreadable) as caught:
        load("payment.refunded", {"refund_id": "r", "amount": money})

    assert money["amount"] not in str(caught.value).replace("amount", "")
