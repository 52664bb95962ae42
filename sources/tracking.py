"""The carriers' words for where a parcel is, and ours (docs/sources.md)."""

from collections.abc import Mapping
from typing import Final

UNKNOWN: Final = "unknown"
PRE_TRANSIT: Final = "pre_transit"
IN_TRANSIT: Final = "in_transit"
OUT_FOR_DELIVERY: Final = "out_for_delivery"
AVAILABLE_FOR_PICKUP: Final = "available_for_pickup"
DELIVERY_ATTEMPTED: Final = "delivery_attempted"
DELIVERED: Final = "delivered"
EXCEPTION: Final = "exception"

# https://shopify.dev/docs/api/admin-rest/latest/resources/fulfillment, shipment_status
SHOPIFY: Final = {
    "label_printed": PRE_TRANSIT,
    "label_purchased": PRE_TRANSIT,
    "confirmed": PRE_TRANSIT,
    "in_transit": IN_TRANSIT,
    "out_for_delivery": OUT_FOR_DELIVERY,
    "ready_for_pickup": AVAILABLE_FOR_PICKUP,
    "attempted_delivery": DELIVERY_ATTEMPTED,
    "delivered": DELIVERED,
    "failure": EXCEPTION,
}

# https://developer.shipbob.com/2026-07/guides/tracking
SHIPBOB: Final = {
    "labelcreated": PRE_TRANSIT,
    "intransit": IN_TRANSIT,
    "outfordelivery": OUT_FOR_DELIVERY,
    "delivered": DELIVERED,
    "exception": EXCEPTION,
}


def status(table: Mapping[str, str], word: str | None) -> str:
    """Return our word for a carrier's, without regard to case; UNKNOWN for any other."""
    return table.get((word or "").casefold(), UNKNOWN)
