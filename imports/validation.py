"""Whether a row is an order: the compiled check at the door, the telling one for what it refuses."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from imports.compiled import Order, decode
from imports.faults import Fault, RowRefused
from imports.fields import KIBO
from imports.latin1 import entities
from imports.rules import broken, of_json, of_struct
from imports.telling import tell

LINE: Final = "_line"
ERRORS: Final = "_errors"
RAW: Final = "_raw"
MARKS: Final = (LINE, ERRORS, RAW)
"""What a rejects file adds to a row; passed over when it is fed again."""

_MARKED: Final = tuple(f'"{mark}"'.encode() for mark in MARKS)
_WITH_DECIMALS: Final = msgspec.json.Encoder(decimal_format="number")
_UNREADABLE: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def check_line(line: bytes, target: str) -> Any:
    """Return the order in a line of JSON; raise RowRefused with every error."""
    if _is_plain(line, target):
        try:
            order = decode(line)
        except _UNREADABLE:
            return check_row(read(line), target)
        if next(broken(order, of_struct, target), None) is None:
            return order
    return check_row(read(line), target)


def check_row(row: dict[str, Any], target: str) -> Any:
    """Return the order that a JSON object is; raise RowRefused with every error."""
    given = {name: value for name, value in row.items() if name not in MARKS}
    if target == KIBO:
        given = entities(given)
    faults = list(_forbidden(given, ""))
    order = None
    try:
        order = msgspec.convert(given, Order)
    except _UNREADABLE as err:
        faults += tell(given) or [Fault("", str(err))]
    told = {fault.path for fault in faults}
    faults += [fault for fault in broken(given, of_json, target) if fault.path not in told]
    if faults:
        raise RowRefused(faults, row)
    return order


def check_again(row: dict[str, Any], target: str) -> Any:
    """Return the order that an event carries, its numbers perhaps Decimals; raise RowRefused."""
    return check_line(_WITH_DECIMALS.encode(row), target)


def read(line: bytes) -> dict[str, Any]:
    """Return the JSON object of a line; raise RowRefused when it is none."""
    try:
        row = msgspec.json.decode(line)
    except _UNREADABLE as err:
        raise RowRefused([Fault("", f"is not JSON: {err}")]) from err
    if not isinstance(row, dict):
        raise RowRefused([Fault("", "is not a JSON object")])
    return row


def _is_plain(line: bytes, target: str) -> bool:
    """Return whether no text of a line can need more than the compiled check."""
    if target == KIBO and (b"\\u" in line or not line.isascii()):
        return False
    return b"\\u0000" not in line and not any(mark in line for mark in _MARKED)


def _forbidden(value: Any, path: str) -> Iterator[Fault]:
    if isinstance(value, str):
        if "\0" in value:
            yield Fault(path, "holds the character NUL")
        return
    named = value.items() if isinstance(value, dict) else ()
    numbered = enumerate(value) if isinstance(value, list) else ()
    for name, one in (*named, *numbered):
        yield from _forbidden(one, f"{path}.{name}" if path else str(name))
