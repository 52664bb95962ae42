"""Files are read row by row, and can be read on from any place behind a row."""

import csv
import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from imports.compiled import encode
from imports.csv_rows import MOST_LINES, CsvFile
from imports.faults import FileRefused
from imports.fields import ORDERDYNAMICS, leaves
from imports.rejects import CsvRejects, JsonRejects
from imports.rows import LONGEST_LINE, START, Place, Row, json_rows
from imports.template import FORMATS, template
from tests.unit.imports.orders import at, line, order

HEADER = [
    "externalOrderID",
    "manufacturerID",
    "catalogID",
    "currency",
    "customer.firstName",
    "orderItems.0.product.partNumber",
    "orderItems.0.product.name",
    "orderItems.0.itemSpecifics.actualPrice",
    "orderItems.0.itemSpecifics.quantity",
    "shippingMethod.shippingType",
    "shippingAddress.addressLine1",
    "shippingAddress.city",
    "shippingAddress.countryCode",
    "orderPayments.0.paymentMethod.billingAddress.addressLine1",
    "orderPayments.0.paymentMethod.billingAddress.city",
    "orderPayments.0.paymentMethod.billingAddress.countryCode",
    "orderPayments.0.authAmount",
    "customerIP",
    "orderStatus",
    "sendEmail",
    "customOrderData.gift note",
    "fraudData",
]
CELLS = [
    "H-1", "1", "0", "USD", "Test", "0123456", "Part 1", "12.50", "2", "standard", "1 Rue", "Q",
    "CA", "1 Rue", "Q", "CA", "25.00", "203.0.113.7", "READY", "FALSE", "for, Ana", '[{"a": 1}]',
]  # fmt: skip


def cells(**named: str) -> list[str]:
    """The cells of an order, some replaced by the last part of their column's name."""
    lasts = [name.rpartition(".")[2] for name in HEADER]
    made = list(CELLS)
    for name, value in named.items():
        made[lasts.index(name)] = value
    return made


def item(number: str, part: str) -> list[str]:
    """A further line of an order: one more item, all else empty."""
    kept = {"externalOrderID": number, "orderItems.0.product.partNumber": part}
    kept |= {name: CELLS[HEADER.index(name)] for name in HEADER[6:9]}
    return [kept.get(name, "") for name in HEADER]


def table(*records: list[str], header: list[str] = HEADER) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([header, *records])
    return text.getvalue().encode()


def read_csv(raw: bytes, place: Place = START) -> list[Row]:
    return list(CsvFile(io.BytesIO(raw)).rows(place, ORDERDYNAMICS))


def read_json(raw: bytes, place: Place = START) -> list[Row]:
    return list(json_rows(io.BytesIO(raw), place, ORDERDYNAMICS))


def faults(row: Row) -> list[str]:
    assert row.refused
    return list(map(str, row.refused.faults))


def test_a_csv_line_is_the_same_order_as_its_json():
    row = at("orderPayments.0.authAmount", 25.0) | {
        "customer": {"firstName": "Test"},
        "orderStatus": "READY",
        "sendEmail": False,
        "customOrderData": {"gift note": "for, Ana"},
        "fraudData": [{"a": 1}],
        "shippingAddress": {"addressLine1": "1 Rue", "city": "Q", "countryCode": "CA"},
    }
    row["orderPayments"][0]["paymentMethod"]["billingAddress"] = row["shippingAddress"]
    del row["importedCreationDate"]

    (by_csv,), (by_json,) = read_csv(table(CELLS)), read_json(line(row))

    assert encode(by_csv.order) == encode(by_json.order)


def test_adjacent_lines_of_one_order_add_their_items():
    rows = read_csv(
        table(CELLS, item("H-1", "P2"), cells(partNumber="P3"), cells(externalOrderID="H-2"))
    )

    parts = [[one.product.partNumber for one in row.order.orderItems] for row in rows]
    assert parts == [["0123456", "P2", "P3"], ["0123456"]]
    assert [row.line for row in rows] == [2, 5]
    assert len(rows[0].order.orderPayments) == 1


def test_a_further_line_may_not_differ_in_anything_but_its_items():
    (row,) = read_csv(table(CELLS, cells(currency="EUR", partNumber="P2")))

    assert faults(row) == ["currency: line 3 differs from line 2: only orderItems may"]


def test_further_items_and_payments_may_stand_in_one_line():
    header = [*HEADER, "orderItems.1.product.partNumber", "orderItems.1.product.name",
              "orderItems.1.itemSpecifics.actualPrice", "orderItems.1.itemSpecifics.quantity"]  # fmt: skip
    both = [*CELLS, "P2", "Cap", "1", "1"]

    rows = read_csv(table(both, [*cells(externalOrderID="H-2"), "", "", "", ""], header=header))

    assert [len(row.order.orderItems) for row in rows] == [2, 1]


def test_every_error_of_a_csv_order_is_told_with_its_line():
    wrong = cells(quantity="two", actualPrice="1.5.0", sendEmail="yes", fraudData="{", currency="")

    (row,) = read_csv(table(wrong))

    assert (row.line, faults(row)) == (
        2,
        [
            "currency: is missing",
            "orderItems.0.itemSpecifics.actualPrice: must be a number from 0 to 1000000000",
            "orderItems.0.itemSpecifics.quantity: must be a whole number from 1 to 1000000000",
            "sendEmail: must be true or false",
            "fraudData: must be a list of objects",
        ],
    )


def test_a_line_with_too_few_cells_or_of_other_bytes_is_refused_and_the_next_is_read():
    raw = table(
        CELLS[:5], cells(externalOrderID="H-2", city="K\xf6ln"), cells(externalOrderID="H-3")
    )

    rows = read_csv(raw.replace("ö".encode(), b"\xf6"))

    assert faults(rows[0]) == ["line 2 has 5 cells, the header has 22"]
    assert faults(rows[1]) == ["line 3 is not UTF-8"]
    assert rows[2].order.externalOrderID == "H-3"


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ([*HEADER, "colour"], "unknown column 'colour'"),
        ([*HEADER, "orderItems.product.name"], "unknown column 'orderItems.product.name'"),
        ([*HEADER, "customer"], "unknown column 'customer'"),
        ([*HEADER, "currency"], "column 'currency' stands twice"),
        ([*HEADER, "customOrderData"], "stands beside its whole"),
        (HEADER[1:], "externalOrderID is missing"),
    ],
    ids=["unknown", "no number", "an object", "twice", "hash and entry", "no id"],
)
def test_a_header_that_does_not_fit_is_refused_at_once(header: list[str], told: str):
    with pytest.raises(FileRefused, match=told):
        CsvFile(io.BytesIO(table(header=header)))


def test_a_quote_that_is_never_closed_ends_the_reading_with_its_line():
    raw = table(CELLS) + b'H-2,"' + b"x,\n" * 100_000

    with pytest.raises(FileRefused, match="line 3: "):
        read_csv(raw)


def test_an_order_of_too_many_lines_is_refused_in_every_part():
    rows = read_csv(
        table(CELLS, *[item("H-1", "P")] * (MOST_LINES + 5), cells(externalOrderID="H-2"))
    )

    assert [bool(row.refused) for row in rows] == [True, True, False]
    assert faults(rows[0]) == faults(rows[1]) == ["an order has at most 1000 lines"]


def test_a_byte_order_mark_and_comments_before_the_header_are_passed_over():
    raw = b"\xef\xbb\xbf# a comment, with a comma\n" + table(cells(externalOrderID="#1001"))

    assert [row.order.externalOrderID for row in read_csv(raw)] == ["#1001"]


@pytest.mark.parametrize("form", FORMATS)
def test_reading_on_from_behind_any_row_gives_the_rows_that_are_left(form: str):
    numbers = [f"H-{number}" for number in range(5)]
    if form == "csv":
        raw = table(
            *[part for name in numbers for part in (cells(externalOrderID=name), item(name, "P2"))]
        )
    else:
        raw = b"# comment\n\n" + b"".join(line(order(externalOrderID=name)) for name in numbers)
    read = read_csv if form == "csv" else read_json
    whole = read(raw)

    for number, row in enumerate(whole):
        assert read(raw, row.behind) == whole[number + 1 :]
    assert [row.order.externalOrderID for row in whole] == numbers


def test_a_line_longer_than_is_held_is_one_refused_row():
    raw = b'{"a": "' + b"x" * 3 * LONGEST_LINE + b'"}\n' + line(order())

    rows = read_json(raw)

    assert faults(rows[0]) == [f"is longer than {LONGEST_LINE} bytes"]
    assert rows[1].order.externalOrderID == "H-1"
    assert rows[1].behind == Place(len(raw), 2)


def test_memory_does_not_grow_with_the_file(tmp_path: Path):
    path = tmp_path / "orders.jsonl"
    path.write_bytes(b"".join(line(order(externalOrderID=f"H-{number}")) for number in range(3000)))
    tracemalloc.start()

    with path.open("rb") as file:
        count = sum(1 for _ in json_rows(file, START, ORDERDYNAMICS))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 3000
    assert peak < path.stat().st_size / 10


def refused(rows: list[Row], writer: Any) -> None:
    for row in rows:
        if row.refused:
            writer.write(row, row.refused)


def test_json_rejects_tell_line_and_errors_and_are_read_again_when_corrected():
    raw = line(order()) + line(order(externalOrderID="H-2", currency="?")) + b'{"a": \n[1]\n'
    out = io.BytesIO()

    refused(read_json(raw), JsonRejects(out))

    told = [json.loads(one) for one in out.getvalue().splitlines()]
    assert [one["_line"] for one in told] == [2, 3, 4]
    assert told[0]["_errors"] == [{"path": "currency", "message": "must be an ISO 4217 code"}]
    assert told[1]["_raw"] == '{"a":'
    assert [bool(row.refused) for row in read_json(out.getvalue())] == [True, True, True]
    corrected = out.getvalue().splitlines(keepends=True)[0].replace(b'"?"', b'"USD"')
    assert read_json(corrected)[0].order.externalOrderID == "H-2"


def test_csv_rejects_keep_the_lines_and_are_read_again_when_corrected():
    raw = table(CELLS, cells(externalOrderID="H-2", currency="?"), item("H-2", "P2"), ["H-3", "1"])
    out, again = io.BytesIO(), io.BytesIO()

    refused(read_csv(raw), CsvRejects(out, HEADER))
    told = list(csv.reader(io.StringIO(out.getvalue().decode())))
    refused(read_csv(out.getvalue()), CsvRejects(again, told[0]))
    rows = read_csv(out.getvalue().replace(b"?", b"USD"))

    assert told[0] == ["_line", "_errors", *HEADER]
    assert [one[:3] for one in told[1:]] == [
        ["3", "currency: must be an ISO 4217 code", "H-2"],
        ["4", "", "H-2"],
        ["5", "line 5 has 2 cells, the header has 22", "H-3"],
    ]
    assert [len(row.order.orderItems) for row in rows if row.order] == [2]
    assert next(csv.reader(io.StringIO(again.getvalue().decode()))) == told[0]


@pytest.mark.parametrize("form", FORMATS)
def test_a_template_names_every_field_and_holds_one_order_that_fits(form: str):
    text = template(form)
    rows = (read_csv if form == "csv" else read_json)(text.encode())

    comments = [one for one in text.splitlines() if one.startswith("# ")]
    assert all(any(one.startswith(f"# {path}: ") for one in comments) for path, _ in leaves())
    assert [row.order.externalOrderID for row in rows] == ["H-1001"]
