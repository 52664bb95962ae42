"""Historic orders for tests and figures: one that fits, and ways to change it."""

import json
from typing import Any, Final

ADDRESS: Final = {
    "addressLine1": "55 Example St",
    "city": "Phoenix",
    "postalCode": "85001",
    "state": "AZ",
    "countryCode": "US",
}
ORDER: Final[dict[str, Any]] = {
    "externalOrderID": "H-1",
    "manufacturerID": 1,
    "catalogID": 0,
    "currency": "USD",
    "customer": {"firstName": "Test", "lastName": "Customer", "email": "t@example.com"},
    "orderItems": [
        {
            "product": {"partNumber": "0123456", "name": "Part 1"},
            "itemSpecifics": {"actualPrice": 12.5, "quantity": 2},
        }
    ],
    "shippingMethod": {"shippingType": "standard"},
    "shippingAddress": ADDRESS,
    "orderPayments": [{"paymentMethod": {"billingAddress": ADDRESS}, "authAmount": 25.0}],
    "customerIP": "203.0.113.7",
    "orderStatus": "SHIPPED",
    "importedCreationDate": "2024-01-31T12:00:00Z",
}


def order(**fields: Any) -> dict[str, Any]:
    """An order that fits, some of its top fields replaced."""
    return {**json.loads(json.dumps(ORDER)), **fields}


def at(path: str, value: Any) -> dict[str, Any]:
    """An order with one value replaced at a dotted path; `...` takes it out."""
    made = order()
    *way, last = [int(name) if name.isdigit() else name for name in path.split(".")]
    part: Any = made
    for name in way:
        part = part[name]
    part[last] = value
    if value is ...:
        del part[last]
    return made


def line(row: Any) -> bytes:
    """A row as a line of a file."""
    return json.dumps(row).encode() + b"\n"
