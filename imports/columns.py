"""What the columns of a CSV file mean: dotted paths of the field table."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import msgspec

from imports.faults import FileRefused
from imports.field import BOOLEAN, FREE, HASH, INTEGER, LIST, NUMBER, OBJECT, Field
from imports.fields import ORDER
from imports.validation import ERRORS, LINE

ITEMS: Final = "orderItems"
EXTRA: Final = (LINE, ERRORS)
"""Columns of a rejects file, passed over when it is fed again."""

_WHOLE = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_FLAGS: Final = {"true": True, "false": False}
_ENTRY = re.compile(r"[0-9]{1,3}")

Part = str | int


class Column(NamedTuple):
    """One column. path: names, and a number for a list's entry. read: from a cell to a value."""

    name: str
    path: tuple[Part, ...]
    read: Callable[[str], Any]


def _integer(cell: str) -> Any:
    return int(cell) if _WHOLE.fullmatch(cell) else cell


def _number(cell: str) -> Any:
    return float(cell) if _NUMBER.fullmatch(cell) else cell


def _flag(cell: str) -> Any:
    return _FLAGS.get(cell.lower(), cell)


def _json(cell: str) -> Any:
    try:
        return msgspec.json.decode(cell)
    except msgspec.DecodeError:
        return cell


_READ: Final[dict[str, Callable[[str], Any]]] = {
    INTEGER: _integer,
    NUMBER: _number,
    BOOLEAN: _flag,
    HASH: _json,
    FREE: _json,
}
"""A cell that is not what its field wants stays text, so that the check names it."""


def columns_of(header: list[str]) -> list[Column | None]:
    """Return what each column means, None for one passed over; raise FileRefused for others."""
    found = [None if name in EXTRA else _column(name) for name in header]
    problems = [*_strangers(header, found), *_overlaps(header, found)]
    if "externalOrderID" not in header:
        problems.append("externalOrderID is missing")
    if problems:
        told = "; ".join(problems)
        remedy = "orderlane import --template csv shows every column"
        raise FileRefused(f"the header does not fit: {told} ({remedy})")
    return found


def _strangers(header: list[str], found: list[Column | None]) -> Iterator[str]:
    for name, column in zip(header, found, strict=True):
        if column is None and name not in EXTRA:
            yield f"unknown column {name!r}"


def _overlaps(header: list[str], found: list[Column | None]) -> Iterator[str]:
    """Tell of columns that stand twice, and of a hash given whole and by its entries."""
    yield from (
        f"column {name!r} stands twice" for name in sorted(set(header)) if header.count(name) > 1
    )
    whole = {column.path for column in found if column}
    for column in found:
        if column and column.path[:-1] in whole:
            yield f"column {column.name!r} stands beside its whole"


def _column(name: str) -> Column | None:
    fields: tuple[Field, ...] = ORDER
    path: list[Part] = []
    parts = name.split(".")
    while parts:
        head = parts.pop(0)
        field = next((one for one in fields if one.name == head), None)
        if field is None:
            return None
        path.append(head)
        if field.kind == LIST:
            if not parts or not _ENTRY.fullmatch(parts[0]):
                return None
            path.append(int(parts.pop(0)))
        if field.kind not in (LIST, OBJECT):
            return _value_column(name, field, path, ".".join(parts))
        fields = field.fields
    return None


def _value_column(name: str, field: Field, path: list[Part], rest: str) -> Column | None:
    """A column of a value; of a hash either whole as JSON, or one entry by its name."""
    if not rest:
        return Column(name, tuple(path), _READ.get(field.kind, str))
    return Column(name, (*path, rest), str) if field.kind == HASH else None
