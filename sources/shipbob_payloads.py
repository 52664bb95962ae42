"""Reads ShipBob's shipments: what they are in our words."""

from typing import Final

from events.envelope import Envelope
from sources import fields, tracking
from sources.dialect import Payload

_ADDRESS: Final = {
    "line1": "address1",
    "line2": "address2",
    "company": "company_name",
    "city": "city",
    "region": "state",
    "postcode": "zip_code",
    "country": "country",
}
_PERSON: Final = {"name": "name", "email": "email", "phone": "phone_number"}
_DELIVERED_TOPICS: Final = ("order.shipment.delivered", "order.delivered")


def number(body: Payload) -> str | None:
    """Return the tracking number, which has two names."""
    parcel = fields.part(body, "tracking")
    return fields.text(parcel, "tracking_number") or fields.text(parcel, "tracking_id")


def shipment_id(body: Payload) -> str | None:
    """Return the id of a shipment, None where the body is of an order."""
    # An order's own body has an id as well, but names no order beside it.
    own = fields.ident(body, "id") if "order_id" in body else None
    return fields.ident(body, "shipment_id") or own


def order(body: Payload) -> Payload:
    """Return what names the order: our own number, if we gave one."""
    return {"id": None, "number": fields.ident(body, "reference_id")}


def shipment(body: Payload) -> Payload:
    """Return what names a shipment."""
    place = fields.part(body, "location")
    return {
        "id": fields.required(shipment_id(body), "id"),
        "location": fields.ident(place, "id"),
    }


def _quantity(product: Payload) -> int:
    """Return how many were sent: named by the product, or by the one item it consists of."""
    items = fields.parts(product, "inventory_items")
    if "quantity" not in product and len(items) == 1:
        return fields.whole(items[0], "quantity")
    return fields.whole(product, "quantity")


def _line(product: Payload) -> Payload:
    sku = fields.text(product, "sku") or fields.text(product, "reference_id")
    return {"id": None, "sku": fields.required(sku, "sku"), "quantity": _quantity(product)}


def _package(body: Payload) -> list[Payload]:
    parcel = fields.part(body, "tracking")
    named = number(body)
    carrier, url = fields.text(parcel, "carrier"), fields.text(parcel, "tracking_url")
    return [{"tracking_number": named, "carrier": carrier, "url": url}] if named else []


def created(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `shipment.created`."""
    # Never without lines: that would mean all that is still open, and an order has many shipments.
    products = fields.some(fields.parts(body, "products"), "products")
    return {
        "order": order(body),
        "shipment": shipment(body),
        "lines": [_line(product) for product in products],
        "packages": _package(body),
        "shipped": True,
    }


def tracked(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `tracking.updated`."""
    parcel = fields.part(body, "tracking")
    delivered = envelope.topic in _DELIVERED_TOPICS
    word = "Delivered" if delivered else fields.text(parcel, "status")
    word = word or fields.text(body, "status")
    return {
        "order": order(body),
        "tracking_number": number(body),
        "carrier": fields.text(parcel, "carrier"),
        "url": fields.text(parcel, "tracking_url"),
        "status": tracking.status(tracking.SHIPBOB, word),
        "raw_status": word,
        "occurred_at": envelope.time,
        "shipment": shipment(body) if shipment_id(body) else None,
    }


def _reason(body: Payload) -> str | None:
    detail = next(iter(fields.parts(body, "status_details")), {})
    told = fields.text(detail, "description") or fields.text(detail, "name")
    return told or fields.text(body, "status")


def stopped(body: Payload, envelope: Envelope) -> Payload:
    """Read a hold, an exception or a cancellation: each of them takes its own names."""
    reason = _reason(body) or envelope.topic
    return {
        "order": order(body),
        "shipment": shipment(body),
        "reason": reason,
        "message": reason,
    }


def address_changed(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `order.address_changed`."""
    person = fields.part(body, "recipient")
    address = fields.required(fields.part(person, "address") or None, "recipient.address")
    ship_to = {**fields.picked(address, _ADDRESS), **fields.picked(person, _PERSON)}
    return {"order": order(body), "ship_to": ship_to}
