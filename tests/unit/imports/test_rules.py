"""What a row must keep beyond the bounds of its fields, and that all its errors come at once."""

from typing import Any

import pytest

from imports.faults import Fault, RowRefused
from imports.fields import KIBO, ORDERDYNAMICS
from imports.validation import check_again, check_line, check_row
from tests.unit.imports.orders import at, line, order
from tests.unit.imports.test_fields import paths

TAX = "orderItems.0.itemSpecifics.itemTaxOverride"
PRICE = "orderItems.0.itemSpecifics.actualPrice"


def test_all_errors_of_a_row_are_told_at_once():
    row = order(currency="DOLLAR", customerIP="10.0.0.1", forceItemTaxOverride=True, colour="red")
    del row["orderStatus"]
    row["orderItems"][0]["product"]["partNumber"] = ""

    with pytest.raises(RowRefused) as refused:
        check_line(line(row), ORDERDYNAMICS)

    assert sorted(refused.value.faults) == [
        Fault("colour", "is unknown"),
        Fault("currency", "must be an ISO 4217 code"),
        Fault("customerIP", "is an internal address: the customer's own is wanted"),
        Fault("orderItems.0.itemSpecifics.itemTaxOverride", "is missing: forceItemTaxOverride is true"),
        Fault("orderItems.0.product.partNumber", "must be a text of 1 to 100 characters"),
        Fault("orderStatus", "is missing"),
    ]  # fmt: skip


@pytest.mark.parametrize(("tax", "fits"), [(0, True), (1.5, True), (None, False), (..., False)])
def test_a_forced_item_tax_must_be_there(tax: Any, fits: bool):
    row = order(forceItemTaxOverride=True)
    if tax is not ...:
        row["orderItems"][0]["itemSpecifics"]["itemTaxOverride"] = tax

    assert fits or paths(row) == [TAX]
    assert not fits or check_row(row, KIBO)
    assert check_row({**row, "forceItemTaxOverride": False}, KIBO)


@pytest.mark.parametrize(
    "address", ["10.1.2.3", "127.0.0.1", "172.16.0.1", "172.31.9.9", "192.168.1.1", "169.254.0.1", "224.0.0.1", "0.0.0.0"]  # noqa: S104 no address is bound
)  # fmt: skip
def test_an_internal_address_is_no_customer_s(address: str):
    assert paths(order(customerIP=address)) == ["customerIP"]


@pytest.mark.parametrize(
    "address", ["1.2.3.4", "172.15.0.1", "172.32.0.1", "203.0.113.7", "100.1.1.1"]
)
def test_a_public_address_fits(address: str):
    assert check_row(order(customerIP=address), KIBO)


@pytest.mark.parametrize(
    "address", ["1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "::1", "1.2.3.4 "]
)
def test_what_is_no_ipv4_address_is_refused(address: str):
    assert paths(order(customerIP=address)) == ["customerIP"]


@pytest.mark.parametrize("day", ["2023-02-29T00:00:00Z", "2024-04-31T00:00:00Z", "2024-01-31T12:00:00", "yesterday"])  # fmt: skip
def test_a_date_must_be_one_of_the_calendar_with_its_zone(day: str):
    assert paths(order(importedCreationDate=day)) == ["importedCreationDate"]


def test_an_amount_for_orderdynamics_has_two_places_at_most():
    assert paths(at(PRICE, 1.234), ORDERDYNAMICS) == [PRICE]
    assert check_row(at(PRICE, 1.23), ORDERDYNAMICS)
    assert check_row(at(PRICE, 1.234), KIBO)


def test_kibo_s_lengths_are_checked_after_other_characters_have_become_entities():
    euros = "€" * 14  # 7 characters each as `&#8364;`

    assert check_row(order(externalOrderID="H" * 2 + euros), KIBO)
    assert paths(order(externalOrderID="H" * 3 + euros)) == ["externalOrderID"]
    assert check_row(order(externalOrderID="H" * 3 + euros), ORDERDYNAMICS)


@pytest.mark.parametrize("ascii_only", [True, False])
def test_kibo_is_sent_latin1_and_entities(ascii_only: bool):
    import json

    raw = json.dumps(order(orderComment="Zoë paid 5 €"), ensure_ascii=ascii_only).encode()

    assert check_line(raw, KIBO).orderComment == "Zoë paid 5 &#8364;"
    assert check_line(raw, ORDERDYNAMICS).orderComment == "Zoë paid 5 €"


@pytest.mark.parametrize("name", ["H,1", "H\n1", " "], ids=["comma", "line", "blank"])
def test_an_order_that_kibo_s_search_would_not_find_again_is_refused(name: str):
    assert paths(order(externalOrderID=name)) == ["externalOrderID"]
    assert check_row(order(externalOrderID=name), ORDERDYNAMICS)


def test_free_data_is_bounded_in_depth():
    deep: Any = {"a": 1}
    for _ in range(7):
        deep = {"a": deep}

    assert check_row(order(fraudData=[deep["a"]]), KIBO)
    assert paths(order(fraudData=[deep])) == ["fraudData"]


def test_a_text_with_nul_is_refused():
    assert paths(order(channel="a\0b")) == ["channel"]
    with pytest.raises(RowRefused, match="channel: holds the character NUL"):
        check_line(line(order(channel="a\0b")), ORDERDYNAMICS)


def test_an_event_s_row_is_checked_with_its_numbers_as_decimals():
    from decimal import Decimal

    assert check_again(at(PRICE, Decimal("12.50")), ORDERDYNAMICS) == check_row(
        order(), ORDERDYNAMICS
    )
    with pytest.raises(RowRefused, match="currency"):
        check_again(order(currency="?"), ORDERDYNAMICS)


@pytest.mark.parametrize(
    "raw", [b"{", b"[]", b"7", b'"\xff"', b"[" * 100_000, b'{"a": NaN}'], ids=["open", "list", "number", "bytes", "deep", "nan"]
)  # fmt: skip
def test_what_is_no_object_is_one_error_of_the_row(raw: bytes):
    with pytest.raises(RowRefused) as refused:
        check_line(raw, ORDERDYNAMICS)

    assert [fault.path for fault in refused.value.faults] == [""]
