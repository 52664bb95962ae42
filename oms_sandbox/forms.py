"""The parts that request bodies have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oms_sandbox.checks import (
    Table,
    letters,
    list_of,
    object_of,
    optional,
    required,
    text,
    whole,
    words,
)
from oms_sandbox.errors import invalid, not_found

ORDER_KEY: Table = {"InternalOrderId": optional(whole()), "ExternalOrderId": optional(text())}
CUSTOMER_KEY: Table = {
    "InternalCustomerId": optional(whole()),
    "ExternalCustomerId": optional(text()),
}

CUSTOM_FIELD_LIST = list_of(
    object_of({"SystemName": required(text()), "Value": required(text(1000, shortest=0))}),
    distinct="SystemName",
)
CUSTOM_FIELDS: Table = {"CustomFields": required(CUSTOM_FIELD_LIST)}
MAY_HAVE_CUSTOM_FIELDS: Table = {"CustomFields": optional(CUSTOM_FIELD_LIST, default=list)}

# The names are those of the vendor's one published body, the customer's address
# (developer portal, Getting Started); PhoneNumber and Email are our definition.
ADDRESS: Table = {
    "AddressLine1": required(text(250)),
    "AddressLine2": words(250),
    "AddressLine3": words(250),
    "City": required(text()),
    "State": words(),
    "ZipCode": words(20),
    "CountryCode": required(letters(2)),
    "AddressNickname": words(),
    "FirstName": words(),
    "LastName": words(),
    "CompanyName": words(),
    "Latitude": words(20),
    "Longitude": words(20),
    "ExternalAddressId": words(),
    "PhoneNumber": words(50),
    "Email": words(250),
}

LINE_QUANTITIES = list_of(
    object_of({"OrderDetailId": required(whole()), "Quantity": required(whole())}),
    fewest=1,
    distinct="OrderDetailId",
)


def line_with(lines: list[Any], wanted: int | str, key: str = "OrderDetailId") -> Any:
    """Find the line with this number or name in a list of lines; raises NOT_FOUND."""
    for line in lines:
        if line[key] == wanted:
            return line
    raise not_found(key, wanted)


def same_or_absent(body: Mapping[str, Any], query: Mapping[str, Any], field: str) -> Any:
    """Give a field that may stand in query or body; raises VALIDATION_FAILED if both differ."""
    values = {keys[field] for keys in (query, body) if keys.get(field) is not None}
    if len(values) > 1:
        raise invalid(field, "differs between query and body")
    return next(iter(values), None)
