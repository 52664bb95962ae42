"""Check what came in against small tables: a name, whether it must be there, what it may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from oms_sandbox.errors import BackendError, all_invalid, invalid
from oms_sandbox.openapi.checks import Schema, amount, closed, schema_of, sequence, told_as

Check = Callable[[str, Any], Any]
"""Takes the field's name and value, gives the value to keep, raises VALIDATION_FAILED."""

LARGEST = 10**9
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z", re.ASCII)
HALF_A_PAIR = re.compile("[\ud800-\udfff]")
FLAGS = {"true": True, "false": False}


@dataclass(frozen=True)
class Field:
    check: Check
    required: bool = False
    default: Callable[[], Any] = lambda: None

    def read(self, name: str, given: Mapping[str, Any], key: str) -> Any:
        """Give the checked value of a key, or its default where the key is absent."""
        if key in given:
            return self.check(name, given[key])
        if self.required:
            raise invalid(name, "is required")
        return self.default()


Table = Mapping[str, Field]


def required(check: Check) -> Field:
    return Field(check, required=True)


def optional(check: Check, default: Callable[[], Any] = lambda: None) -> Field:
    """Declare a field that may be absent; `default` makes the value then taken."""
    return Field(check, default=default)


def words(longest: int = 100) -> Field:
    """Declare a text that may be absent or empty."""
    return optional(text(longest, shortest=0), default=str)


def text(longest: int = 100, shortest: int = 1) -> Check:
    @told_as(lambda: {"type": "string", "minLength": shortest, "maxLength": longest})
    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or not shortest <= len(value) <= longest:
            raise invalid(name, f"must be a text of {shortest} to {longest} characters")
        if not value.isascii() and HALF_A_PAIR.search(value):
            raise invalid(name, "holds half a surrogate pair, which is no character")
        return value

    return check


def letters(count: int) -> Check:
    @told_as(lambda: {"type": "string", "pattern": f"^[A-Z]{{{count}}}$"})
    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(f"[A-Z]{{{count}}}", value):
            raise invalid(name, f"must be {count} capital letters")
        return value

    return check


def one_of(allowed: Collection[str], *, any_case: bool = False) -> Check:
    spelling = {(word.lower() if any_case else word): word for word in allowed}

    @told_as(lambda: {"type": "string", "enum": list(allowed)})
    def check(name: str, value: Any) -> str:
        key = value.lower() if any_case and isinstance(value, str) else value
        if not isinstance(key, str) or key not in spelling:
            raise invalid(name, f"must be one of {', '.join(allowed)}")
        return spelling[key]

    return check


def whole(smallest: int = 1, largest: int = LARGEST) -> Check:
    @told_as(lambda: {"type": "integer", "minimum": smallest, "maximum": largest})
    def check(name: str, value: Any) -> int:
        if type(value) is not int or not smallest <= value <= largest:
            raise invalid(name, f"must be a whole number from {smallest} to {largest}")
        return value

    return check


def digits(smallest: int = 1, largest: int = LARGEST) -> Check:
    """Check a whole number that comes as text, as in a query."""
    in_range = whole(smallest, largest)

    @told_as(lambda: schema_of(in_range))
    def check(name: str, value: Any) -> int:
        if not re.fullmatch("[0-9]{1,10}", value):
            raise invalid(name, "must be a whole number")
        return int(in_range(name, int(value)))

    return check


def seconds(name: str, value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value <= LARGEST:
        raise invalid(name, "must be a number of seconds")
    return float(value)


def share(name: str, value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value <= 1:
        raise invalid(name, "must be a number from 0 to 1")
    return float(value)


def weights_of(names: Collection[str]) -> Check:
    """Check an object of these names, at least one, each with a positive number."""

    def check(name: str, value: Any) -> dict[str, float]:
        if not isinstance(value, dict) or not value or not value.keys() <= set(names):
            raise invalid(name, f"must name some of {', '.join(names)}")
        if any(type(one) not in (int, float) or not 0 < one <= LARGEST for one in value.values()):
            raise invalid(name, "must give each a weight above 0")
        return value

    return check


def money(smallest: str = "0") -> Check:
    """Check an amount: a JSON number with at most two decimal places."""

    @told_as(lambda: amount(float(smallest), LARGEST, 0.01))
    def check(name: str, value: Any) -> Decimal:
        if type(value) not in (int, float) or not 0 <= value <= LARGEST:
            raise invalid(name, f"must be a number from 0 to {LARGEST}")
        kept = Decimal(str(value))
        if kept != round(kept, 2) or kept < Decimal(smallest):
            raise invalid(name, f"must be an amount of two places, {smallest} or more")
        return round(kept, 2)

    return check


@told_as(lambda: {"type": "boolean"})
def flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise invalid(name, "must be true or false")
    return value


@told_as(lambda: {"type": "boolean"})
def flag_word(name: str, value: Any) -> bool:
    """Check a flag that comes as text, as in a query."""
    if value.lower() not in FLAGS:
        raise invalid(name, "must be true or false")
    return FLAGS[value.lower()]


@told_as(lambda: {"type": "string", "format": "date-time", "pattern": f"^{INSTANT.pattern}$"})
def instant(name: str, value: Any) -> datetime:
    """Check an instant: ISO 8601, UTC with Z, at most milliseconds."""
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise invalid(name, "must be an instant in UTC such as 2026-01-31T12:00:00.000Z")
    try:
        return datetime.fromisoformat(value)
    except ValueError as err:
        raise invalid(name, "is no date of the calendar") from err


def nullable(check: Check) -> Check:
    @told_as(lambda: {"anyOf": [schema_of(check), {"type": "null"}]})
    def check_or_null(name: str, value: Any) -> Any:
        return None if value is None else check(name, value)

    return check_or_null


def object_of(table: Table) -> Check:
    """Check an object against a table, refusing what the table does not name; tells every error."""

    @told_as(lambda: table_schema(table))
    def check(name: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid(name or "body", "must be an object")
        prefix = f"{name}." if name else ""
        errors = [(prefix + key, "is unknown") for key in value if key not in table]
        kept: dict[str, Any] = {}
        for key, field in table.items():
            try:
                kept[key] = field.read(prefix + key, value, key)
            except BackendError as refused:
                errors.extend(refused.errors)
        if errors:
            raise all_invalid(errors)
        return kept

    return check


def table_schema(table: Table) -> Schema:
    """Tell the schema of the objects that fit a table."""
    fields = {name: schema_of(field.check) for name, field in table.items()}
    return closed(fields, [name for name, field in table.items() if field.required])


def list_of(check_one: Check, *, fewest: int = 0, distinct: str | None = None) -> Check:
    """Check a list; `distinct` names a key whose value may not repeat."""

    @told_as(lambda: sequence(schema_of(check_one), fewest, unique=distinct is not None))
    def check(name: str, value: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) < fewest:
            raise invalid(name, f"must be a list of at least {fewest}")
        kept = [check_one(f"{name}[{at}]", one) for at, one in enumerate(value)]
        if distinct and len({one[distinct] for one in kept}) < len(kept):
            raise invalid(name, f"names the same {distinct} twice")
        return kept

    return check
