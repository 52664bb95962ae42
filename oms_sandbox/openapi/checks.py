"""The JSON schema (draft 2020-12) that a check carries: what it takes, for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

Schema = dict[str, Any]

CheckT = TypeVar("CheckT", bound=Callable[[str, Any], Any])


def told_as(make: Callable[[], Schema]) -> Callable[[CheckT], CheckT]:
    """Attach to a check the schema of what it takes, made only when it is asked for."""

    def attach(check: CheckT) -> CheckT:
        vars(check)["schema"] = make
        return check

    return attach


def schema_of(check: Callable[[str, Any], Any]) -> Schema:
    """Tell what a check takes, as far as a schema can; rules between fields are left out."""
    schema: Schema = vars(check)["schema"]()
    return schema


def amount(smallest: float, largest: float, step: float) -> Schema:
    """Tell the schema of a number with a bound number of decimal places."""
    return {"type": "number", "minimum": smallest, "maximum": largest, "multipleOf": step}


def closed(fields: Mapping[str, Schema], required: Sequence[str]) -> Schema:
    """Tell the schema of an object that has no other fields than these."""
    return {
        "type": "object",
        "properties": dict(fields),
        "required": list(required),
        "additionalProperties": False,
    }


def sequence(of: Schema, fewest: int, *, unique: bool) -> Schema:
    """Tell the schema of a list; `unique` forbids an entry that is there twice."""
    schema: Schema = {"type": "array", "minItems": fewest, "items": of}
    return {**schema, "uniqueItems": True} if unique else schema
