"""A body of an OMS call without what it says of a person: names, kinds, and plain business facts."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

SHOWN: Final = frozenset(
    {
        "Amount",
        "CurrencyCode",
        "DiscountAmount",
        "ErrorCode",
        "ExternalOrderDetailId",
        "ExternalOrderId",
        "InternalOrderId",
        "InvoiceId",
        "InvoiceIds",
        "OrderDetailId",
        "OrderStatus",
        "OriginalInvoiceId",
        "ParentShipmentId",
        "Quantity",
        "QuantityCancelled",
        "QuantityShipped",
        "ReturnId",
        "ReturnStatus",
        "ShipmentId",
        "ShipmentIds",
        "ShipmentStatus",
        "Sku",
        "SystemName",
        "TaxAmount",
        "UnitPrice",
    }
)
"""Fields of the OMS whose values name goods, sums, states and the OMS's own numbers."""

ITEMS: Final = 3
LONGEST: Final = 2000
_TEXT: Final = 64


def shape(body: Any) -> Any:
    """Return a body's shape; of one that is too large, the names of its fields alone."""
    found = masked(body)
    if len(json.dumps(found)) <= LONGEST or not isinstance(body, Mapping):
        return found
    return {name: type(value).__name__ for name, value in body.items()}


def masked(value: Any, name: str = "") -> Any:
    """Return a JSON value with every text and number replaced by its kind, but for SHOWN fields."""
    if isinstance(value, Mapping):
        return {str(field): masked(inner, field) for field, inner in value.items()}
    if isinstance(value, list):
        more = [f"and {len(value) - ITEMS} more"] if len(value) > ITEMS else []
        return [masked(item, name) for item in value[:ITEMS]] + more
    if value is None or isinstance(value, bool):
        return value
    if name in SHOWN:
        return value if isinstance(value, int) else str(value)[:_TEXT]
    return f"text of {len(value)}" if isinstance(value, str) else "number"


def shape_of_bytes(body: bytes) -> tuple[Any, str]:
    """Return the shape of a JSON body and its digest, by which two bodies can be compared."""
    digest = hashlib.sha256(body).hexdigest()[:16]
    try:
        return shape(json.loads(body)), digest
    except ValueError:
        return f"{len(body)} bytes", digest
