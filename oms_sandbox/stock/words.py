"""Checks of words that calls about stock and places have in common."""

from __future__ import annotations

from typing import Any

from oms_sandbox.checks import Check, list_of, object_of, required, text, whole
from oms_sandbox.errors import invalid
from oms_sandbox.openapi.checks import schema_of, told_as

_text = text()
NAME = {"type": "string", "pattern": "^[^,]+$"}


@told_as(lambda: {**schema_of(_text), "pattern": "^[^,]*$"})
def plain_name(name: str, value: Any) -> str:
    """Check an internal name or a SKU: lists of them are separated by commas, so it has none."""
    kept = str(_text(name, value))
    if "," in kept:
        raise invalid(name, "must have no comma")
    return kept


@told_as(lambda: {"type": "array", "minItems": 1, "uniqueItems": True, "items": NAME})
def names(name: str, value: str) -> list[str]:
    """Check names that come as one text, separated by commas."""
    parts = value.split(",")
    if not all(parts) or len(set(parts)) < len(parts):
        raise invalid(name, "must be names separated by commas, none empty and none twice")
    return parts


def items(smallest_quantity: int) -> Check:
    """Check a list of quantities, each of a SKU at a location, none of them twice."""
    table = {
        "LocationInternalName": required(plain_name),
        "Sku": required(plain_name),
        "Quantity": required(whole(smallest_quantity)),
    }
    check_list = list_of(object_of(table), fewest=1)

    @told_as(lambda: {**schema_of(check_list), "uniqueItems": True})
    def check(name: str, value: Any) -> list[Any]:
        kept: list[Any] = check_list(name, value)
        if len({(one["LocationInternalName"], one["Sku"]) for one in kept}) < len(kept):
            raise invalid(name, "names the same Sku at the same LocationInternalName twice")
        return kept

    return check
