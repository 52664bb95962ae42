"""The guard before a sender's JSON: bounded in depth and size of its parts, nothing read twice."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

from events.envelope import Unreadable

MAX_DEPTH: Final = 32
MAX_KEYS: Final = 5_000
"""Of one object. A long order has more in all: some seventy a line."""
MAX_DIGITS: Final = 20
MAX_EXPONENT: Final = 30

_STRING = re.compile(rb'"[^"]*"?')
_ALIKE = bytes.maketrans(b"{}", b"[]")
_NO_MARKS = bytes(set(range(256)) - set(b'"[]{}'))
_DOUBTFUL_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")


def check_depth(raw: bytes) -> None:
    """Refuse brackets nested deeper than MAX_DEPTH, without parsing; strings do not count."""
    unescaped = raw.replace(rb"\\", b"").replace(rb"\"", b"") if b"\\" in raw else raw
    marks = unescaped.translate(_ALIKE, _NO_MARKS).replace(b'""', b"")
    skeleton = _STRING.sub(b"", marks)
    for _ in range(MAX_DEPTH):
        skeleton = skeleton.replace(b"[]", b"")
    if skeleton:
        raise Unreadable("the body is nested too deeply or a bracket is left open")


def _refuse_constant(name: str) -> NoReturn:
    raise Unreadable(f"{name} is not JSON")


def _integer(text: str) -> int:
    if len(text.lstrip("-")) > MAX_DIGITS:
        raise Unreadable("an integer has too many digits")
    return int(text)


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as err:
        raise Unreadable("a number is out of bounds") from err
    if len(text) > 2 * MAX_DIGITS or abs(number.adjusted()) > MAX_EXPONENT:
        raise Unreadable("a number is out of bounds")
    return number


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("a key stands twice")
    if len(pairs) > MAX_KEYS:
        raise Unreadable("an object has too many keys")
    return found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _strings(item)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_float=_decimal,
    parse_int=_integer,
    parse_constant=_refuse_constant,
)


def loads(raw: bytes) -> Any:
    """Return the JSON value of UTF-8 bytes, numbers as int or Decimal; raise Unreadable."""
    check_depth(raw)
    try:
        text = raw.decode("utf-8")
        value = _DECODER.decode(text)
    except Unreadable:
        raise
    except ValueError as err:
        raise Unreadable("the body is not JSON in UTF-8") from err
    # Only escapes can bring these in: UTF-8 and the parser refuse them bare.
    if _DOUBTFUL_ESCAPE.search(text) and any(map(_FORBIDDEN.search, _strings(value))):
        raise Unreadable("a text holds NUL or half a surrogate pair")
    return value
