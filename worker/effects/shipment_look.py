"""Pictures of an order's shipments. Their states are our definition, docs/sandbox.md."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from oms_client import OmsClient
from worker.effects.look import digest, look_at_order, tag_in
from worker.effects.operation import Ask, Picture

WAY: Final = ("Open", "Acknowledged", "Picked", "Packed", "Shipped", "Delivered")
SPLITTABLE: Final = WAY[:3]
LIVE: Final = WAY[:4]
GONE: Final = WAY[4:]
SHIPPED, DELIVERED = GONE
CANCELLED: Final = "Cancelled"
REJECTED: Final = "Rejected"

_ENTRY: Final = ("TrackingNumber", "Carrier", "Url")


def shipments_of(client: OmsClient, order: str) -> list[dict[str, Any]]:
    """Return all shipments of an order, as the OMS shows them."""
    return list(client.order_fulfillment.get_shipments.items(external_order_id=order))


def look_at_shipments(client: OmsClient, ask: Ask) -> Picture:
    """Picture the shipments alone."""
    return {"shipments": [pictured(body) for body in shipments_of(client, ask["order"])]}


def look_at_order_and_shipments(client: OmsClient, ask: Ask) -> Picture:
    """Picture the order, and its shipments when the OMS knows it."""
    order = look_at_order(client, ask)
    return {**order, **look_at_shipments(client, ask)} if order["found"] else order


def tracking_entry(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return a tracking number's fields as they are sent, empty text for what is unknown."""
    return {name: str(entry.get(name) or "").strip() for name in _ENTRY}


def tracking_digests(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return one short hash a tracking number, sorted."""
    return sorted(digest(tracking_entry(entry)) for entry in entries)


def shipment_in(picture: Picture, number: int) -> dict[str, Any] | None:
    """Return the pictured shipment with this ShipmentId, None when there is none."""
    found: list[dict[str, Any]] = [s for s in picture["shipments"] if s["id"] == number]
    return found[0] if found else None


def unallocated(order: Picture) -> int:
    """Return how many pieces of the pictured order are wanted and in no shipment."""
    allocated: Counter[int] = Counter()
    for shipment in order["shipments"]:
        if shipment["status"] != CANCELLED:
            for line in shipment["lines"]:
                allocated[line["id"]] += line["quantity"]
    return sum(
        max(0, line["quantity"] - line["cancelled"] - max(allocated[line["id"]], line["shipped"]))
        for line in order["lines"]
    )


def pictured(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return one shipment as a picture holds it."""
    return {
        "id": body["ShipmentId"],
        "status": body["ShipmentStatus"],
        "parent": body.get("ParentShipmentId"),
        "tag": tag_in(body.get("CustomFields")),
        "tracking": tracking_digests(body.get("TrackingNumbers") or ()),
        "lines": [
            {"id": line["OrderDetailId"], "sku": line["Sku"], "quantity": int(line["Quantity"])}
            for line in body["LineItems"]
        ],
    }
