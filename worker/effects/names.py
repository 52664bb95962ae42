"""Under which names an order is found again by what an effect made in the OMS."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from events.envelope import reference

KINDS: Final = {
    "InternalOrderId": "oms_order",
    "ShipmentIds": "oms_shipment",
    "ShipmentId": "oms_shipment",
    "InvoiceId": "oms_invoice",
    "ReturnId": "oms_return",
}
"""Kinds of their own: the OMS's numbers could be those of a sender's shipments."""


def names_of(ids: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the references of the objects an effect made, by the fields their ids came in."""
    return tuple(dict.fromkeys(_names(ids)))


def _names(ids: Mapping[str, Any]) -> Iterator[str]:
    for name, kind in KINDS.items():
        found = ids.get(name) or []
        for one in found if isinstance(found, list) else [found]:
            yield reference(kind, one)
