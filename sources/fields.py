"""Reads the fields of a body. What does not fit raises Unreadable with the field's name alone."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar

from events.envelope import Unreadable, instant
from sources.dialect import Payload

_T = TypeVar("_T")

_MAX_LENGTH: Final = 500
_MAX_QUANTITY: Final = 10**9
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")


def _misfit(name: str, wanted: str) -> Unreadable:
    return Unreadable(f"{name}: not {wanted}")


def _text_of(value: Any, name: str) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > _MAX_LENGTH:
        raise _misfit(name, "a short text")
    return value.strip() or None


def text(body: Payload, name: str) -> str | None:
    """Return a text without its outer blanks; None when it is missing, null or blank."""
    return _text_of(body.get(name), name)


def ident(body: Payload, name: str) -> str | None:
    """Return an id as text: a number or a text, a Shopify gid by its last part."""
    value = body.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    found = _text_of(value, name)
    return found.rsplit("/", 1)[-1] if found and found.startswith("gid://") else found


def required(value: _T | None, name: str) -> _T:
    """Return the value; raise Unreadable when there is none."""
    if value is None:
        raise Unreadable(f"{name}: missing")
    return value


def key(body: Payload, name: str) -> str:
    """Return an id that must be there."""
    return required(ident(body, name), name)


def part(body: Payload, name: str) -> Payload:
    """Return an object inside the body, an empty one when it is missing or null."""
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _misfit(name, "an object")
    return value


def _list(body: Payload, name: str) -> list[Any]:
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _misfit(name, "a list")
    return value


def parts(body: Payload, name: str) -> list[Payload]:
    """Return the objects of a list, none when it is missing or null."""
    found = _list(body, name)
    if not all(isinstance(item, dict) for item in found):
        raise _misfit(name, "a list of objects")
    return found


def some(found: list[Payload], name: str) -> list[Payload]:
    """Return the list; raise Unreadable when it is empty."""
    return required(found or None, name)


def texts(body: Payload, name: str) -> list[str | None]:
    """Return the texts of a list, None in the place of a null or blank one."""
    return [_text_of(item, name) for item in _list(body, name)]


def picked(body: Payload, table: Mapping[str, str]) -> Payload:
    """Return the texts of a body under our names; table holds ours -> the sender's."""
    return {ours: text(body, theirs) for ours, theirs in table.items()}


def _number(value: Any, name: str) -> Decimal:
    spelling = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if not _NUMBER.fullmatch(spelling):
        raise _misfit(name, "a number")
    return Decimal(spelling)


def amount(body: Payload, name: str) -> Decimal | None:
    """Return an exact amount, sent as text or as a number; None when it is missing or null."""
    value = body.get(name)
    return None if value is None else _number(value, name)


def total(items: list[Payload], name: str) -> Decimal:
    """Return the sum of the amounts that all items must have."""
    return sum((required(amount(item, name), name) for item in items), Decimal(0))


def money(value: Decimal | None, currency: str) -> Payload | None:
    """Return canonical money, None when there is no amount."""
    return None if value is None else {"amount": value, "currency": currency}


def whole(body: Payload, name: str) -> int:
    """Return a quantity, sent as a number or as text; raise Unreadable for a fraction."""
    number = _number(body.get(name), name)
    if number != number.to_integral_value() or not 0 <= number <= _MAX_QUANTITY:
        raise _misfit(name, "a whole quantity")
    return int(number)


def moment(body: Payload, name: str, *, naive_is_utc: bool = False) -> str | None:
    """Return a time as `events.envelope.instant` does; None when it is missing or null."""
    value = text(body, name)
    if value is None:
        return None
    try:
        return instant(value, naive_is_utc=naive_is_utc)
    except (Unreadable, OverflowError) as err:
        raise _misfit(name, "a time") from err
