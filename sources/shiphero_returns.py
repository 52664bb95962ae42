"""Reads ShipHero's returns: each update shows one as it is now.

https://developer.shiphero.com/webhooks/return-update-webhook. `created_at` is when it was asked for,
whatever became of it since. A shop may have words of its own for the states in between.
"""

from typing import Final

from events import types
from events.envelope import Envelope
from sources import fields
from sources.dialect import Payload, references

TOPIC: Final = "Return Update"

_MEANS: Final = {
    "pending": types.RETURN_REQUESTED,
    "warehouse complete": types.RETURN_RECEIVED,
    "complete": types.RETURN_RECEIVED,
    "canceled": types.RETURN_CANCELLED,
    "cancelled": types.RETURN_CANCELLED,
}


def type_of(body: Payload) -> str:
    """Return what a return's state means; a word of the shop's own leads to nothing."""
    word = (fields.text(body, "status") or "").replace("_", " ").casefold()
    return _MEANS.get(word, types.DELIVERY_NOTED)


def refs(body: Payload) -> tuple[str, ...]:
    """Return what names the order; the number of the parcel that comes back is none of its parcels."""
    return references(
        ("number", fields.ident(body, "order_number")),
        ("number", fields.ident(body, "partner_order_id")),
    )


def _named(body: Payload) -> Payload:
    return {
        "order": {"id": None, "number": fields.key(body, "order_number")},
        "return": {"id": fields.key(body, "return_id")},
    }


def _lines(body: Payload, quantity: str) -> list[Payload]:
    lines = [
        {
            "id": fields.ident(item, "partner_line_item_id"),
            "sku": fields.required(fields.text(item, "sku"), "sku"),
            "quantity": fields.whole(item, quantity),
            "reason": fields.text(item, "item_reason"),
        }
        for item in fields.parts(body, "items")
    ]
    # Never without lines: that would mean all that was requested.
    return fields.some([line for line in lines if line["quantity"]], f"items.{quantity}")


def requested(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `return.requested`."""
    return {**_named(body), "lines": _lines(body, "quantity")}


def received(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `return.received`: what was counted, not what was announced."""
    return {**_named(body), "lines": _lines(body, "quantity_received")}


def cancelled(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `return.cancelled`."""
    return {**_named(body), "reason": fields.text(body, "status")}
