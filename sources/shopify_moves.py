"""Reads what Shopify does to fulfillment orders of its own accord: moved to another place, merged.

The OMS plans its shipments itself and merges none, so a person looks at what it has made of them.
"""

from sources import fields
from sources.dialect import Payload
from sources.shopify_shipments import order_id


def merged_ids(body: Payload) -> list[str]:
    """Return the ids of the fulfillment orders that became one, that one first where it is named."""
    one = fields.part(fields.part(body, "fulfillment_order_merges"), "fulfillment_order")
    parts = fields.parts(body, "merge_intents")
    found = [
        fields.ident(one, "id"),
        *(fields.ident(part, "fulfillment_order_id") for part in parts),
    ]
    return list(dict.fromkeys(ident for ident in found if ident))


def _told(body: Payload, shipment: str | None, code: str, message: str) -> Payload:
    named = order_id(body)
    return {
        "order": {"id": named, "number": None} if named else None,
        "shipment": {"id": shipment} if shipment else None,
        "code": code,
        "message": message,
    }


def moved(body: Payload) -> Payload:
    """Return the data of `shipment.exception`: the goods are to leave from another place."""
    origin = fields.key(fields.part(body, "original_fulfillment_order"), "id")
    place = fields.ident(body, "destination_location_id") or "another location"
    return _told(body, origin, "FULFILLMENT_MOVED", f"the merchant moved it to {place}")


def merged(body: Payload) -> Payload:
    """Return the data of `shipment.exception`: what was planned apart is to leave as one."""
    ids = merged_ids(body)
    message = f"fulfillment orders became one: {', '.join(ids)}"
    return _told(body, next(iter(ids), None), "FULFILLMENT_MERGED", message[:500])
