"""Reads orders from CSV.

One order is one line, or several adjacent lines with the same externalOrderID: every further line
adds its `orderItems.*` to the order's items; its other cells are empty, or as on the first line.
"""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, BinaryIO, Final

from imports.columns import ITEMS, Column, columns_of
from imports.faults import Fault, FileRefused, RowRefused
from imports.rows import LONGEST_LINE, START, Place, Row, lines
from imports.validation import check_row

MOST_LINES: Final = 1000
"""Of one order: as many as it may have items."""

ID: Final = "externalOrderID"
Cells = list[str]
Record = tuple[int, Cells]
"""The number of its first line, and its cells."""


class CsvFile:
    """A CSV file whose header is read; raises FileRefused for one that does not fit."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._place = START
        self.header: Cells = next(self._records(START, header=True), (0, []))[1]
        self._columns = columns_of(self.header)
        self._id = self.header.index(ID)
        self._first = self._place

    def rows(self, place: Place, target: str) -> Iterator[Row]:
        """Yield the orders from a place on."""
        records = self._records(place if place.offset else self._first)
        group: list[Record] = []
        behind, torn = self._place, False
        for number, cells in records:
            same = bool(group) and self._id_of(cells) == self._id_of(group[0][1]) != ""
            if group and (not same or len(group) == MOST_LINES):
                yield self._row(group, behind, target, torn=torn or same)
                group, torn = [], same
            group.append((number, cells))
            behind = self._place
        if group:
            yield self._row(group, behind, target, torn=torn)

    def _id_of(self, cells: Cells) -> str:
        return cells[self._id] if len(cells) > self._id else ""

    def _records(self, place: Place, *, header: bool = False) -> Iterator[Record]:
        """Yield each record with the number of its first line; keep the place behind it."""
        self._place = place
        texts = self._texts(place, header=header)
        while (text := next(texts, None)) is not None:
            number = self._place.line
            reader = csv.reader(chain([text], texts), strict=True)
            try:
                cells = next(reader)
            except csv.Error as err:
                told = f"line {number}: {err}: a quote is out of place, or never closed"
                raise FileRefused(told) from err
            if cells:
                yield number, cells

    def _texts(self, place: Place, *, header: bool) -> Iterator[str]:
        for line, behind in lines(self._file, place):
            if len(line) >= LONGEST_LINE:
                raise FileRefused(f"line {behind.line} is longer than {LONGEST_LINE} bytes")
            self._place = behind
            if header and line.startswith(b"#"):
                continue
            header = False
            yield line.decode("utf-8", "surrogateescape")

    def _row(self, group: list[Record], behind: Place, target: str, *, torn: bool) -> Row:
        first = group[0][0]
        faults = list(self._shape_faults(group))
        if torn:
            faults.append(Fault("", f"an order has at most {MOST_LINES} lines"))
        try:
            if faults:
                raise RowRefused(faults)
            return Row(first, behind, group, order=check_row(self._order(group), target))
        except RowRefused as err:
            return Row(first, behind, group, refused=err)

    def _shape_faults(self, group: list[Record]) -> Iterator[Fault]:
        first, width = group[0], len(self.header)
        for number, cells in group:
            if len(cells) != width:
                yield Fault("", f"line {number} has {len(cells)} cells, the header has {width}")
            elif any(not cell.isascii() and _is_broken(cell) for cell in cells):
                yield Fault("", f"line {number} is not UTF-8")
            else:
                yield from self._differences(first, number, cells)

    def _differences(self, first: Record, number: int, cells: Cells) -> Iterator[Fault]:
        for column, before, cell in zip(self._columns, first[1], cells, strict=False):
            if column and column.path[0] != ITEMS and cell not in ("", before):
                told = f"line {number} differs from line {first[0]}: only {ITEMS} may"
                yield Fault(column.name, told)

    def _order(self, group: list[Record]) -> dict[str, Any]:
        order = built(zip(self._columns, group[0][1], strict=True))
        for _, cells in group[1:]:
            more = built(zip(self._columns, cells, strict=True))
            order.setdefault(ITEMS, []).extend(more.get(ITEMS, []))
        return order


def _is_broken(cell: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in cell)


def built(cells: Iterable[tuple[Column | None, str]]) -> dict[str, Any]:
    """Return the JSON object of one line; empty cells, and entries of them alone, are absent."""
    root: dict[Any, Any] = {}
    for column, cell in cells:
        if column is None or cell == "":
            continue
        part = root
        for name in column.path[:-1]:
            part = part.setdefault(name, {})
        part[column.path[-1]] = column.read(cell)
    return {name: _listed(part) for name, part in root.items()}


def _listed(part: Any) -> Any:
    if not isinstance(part, dict):
        return part
    if part and all(isinstance(name, int) for name in part):
        return [_listed(part[at]) for at in sorted(part)]
    return {name: _listed(one) for name, one in part.items()}
