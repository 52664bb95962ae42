"""ShipBob: a warehouse that signs by Standard Webhooks and sends a shipment in every topic.

https://developer.shipbob.com/2026-07/webhooks. Its bodies are not fully published. No topic says
that a hold ended: the next word of a held shipment must be read so by a person, for now.
"""

from typing import Final

from events import types
from events.envelope import Envelope, Unreadable
from sources import fields, standard_seal, tracking
from sources.about import About
from sources.dialect import (
    Dialect,
    Headers,
    Payload,
    header_value,
    json_object,
    references,
    topic_type,
    translator,
)

TOPIC_HEADERS: Final = ("x-webhook-topic", "shipbob-topic")

TOPICS: Final = {
    "order.shipped": types.SHIPMENT_CREATED,
    "order.shipment.tracking.updated": types.TRACKING_UPDATED,
    "order.shipment.tracking_received": types.TRACKING_UPDATED,
    "order.shipment.delivered": types.TRACKING_UPDATED,
    "order.delivered": types.TRACKING_UPDATED,
    "order.shipment.exception": types.SHIPMENT_EXCEPTION,
    "order.shipment.on_hold": types.SHIPMENT_HELD,
    "order.shipment.cancelled": types.SHIPMENT_CANCELLED,
    "order.shipment.address.updated": types.ORDER_ADDRESS_CHANGED,
    "order.shipment.line_item.added": types.DELIVERY_NOTED,
    "order.shipment.line_item.removed": types.DELIVERY_NOTED,
    "order.shipment.line_item.updated": types.DELIVERY_NOTED,
    "order.shipment.shipping_service.updated": types.DELIVERY_NOTED,
    "return.*": types.DELIVERY_NOTED,
    "wro.*": types.DELIVERY_NOTED,
    "billing.*": types.DELIVERY_NOTED,
}

OLD_NAMES: Final = {
    "order_shipped": "order.shipped",
    "shipment_delivered": "order.shipment.delivered",
    "shipment_exception": "order.shipment.exception",
    "shipment_onhold": "order.shipment.on_hold",
    "shipment_cancelled": "order.shipment.cancelled",
}
"""Of the API 1.0 and 2.0."""

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
_TIMES: Final = ("event_time", "last_update_at", "last_tracking_update_at", "created_date")
_DELIVERED_TOPICS: Final = ("order.shipment.delivered", "order.delivered")


def _number(body: Payload) -> str | None:
    parcel = fields.part(body, "tracking")
    return fields.text(parcel, "tracking_number") or fields.text(parcel, "tracking_id")


def _shipment_id(body: Payload) -> str | None:
    # An order's own body has an id as well, but names no order beside it.
    own = fields.ident(body, "id") if "order_id" in body else None
    return fields.ident(body, "shipment_id") or own


def _topic(headers: Headers) -> str:
    for name in TOPIC_HEADERS:
        topic = header_value(headers, name)
        if topic:
            return OLD_NAMES.get(topic, topic)
    raise Unreadable(f"{TOPIC_HEADERS[0]}: missing")


def _type(topic: str, body: Payload) -> str:
    # The order's own topic only sums up what each shipment's has said with its number.
    if topic == "order.delivered" and _number(body) is None:
        return types.DELIVERY_NOTED
    return topic_type(TOPICS, topic)


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    topic, body = _topic(headers), json_object(raw)
    times = [fields.moment(body, name, naive_is_utc=True) for name in _TIMES]
    time = next((found for found in times if found), None)
    return Envelope(
        identity=standard_seal.message_id(headers),
        topic=topic,
        type=_type(topic, body),
        refs=references(
            ("number", fields.ident(body, "reference_id")),
            ("number", fields.ident(body, "order_number")),
            ("shipment", _shipment_id(body)),
            ("tracking", _number(body)),
        ),
        version=time,
        time=time,
    )


def _order(body: Payload) -> Payload:
    return {"id": None, "number": fields.ident(body, "reference_id")}


def _shipment(body: Payload) -> Payload:
    place = fields.part(body, "location")
    return {
        "id": fields.required(_shipment_id(body), "id"),
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
    number = _number(body)
    carrier, url = fields.text(parcel, "carrier"), fields.text(parcel, "tracking_url")
    return [{"tracking_number": number, "carrier": carrier, "url": url}] if number else []


def _created(body: Payload, envelope: Envelope) -> Payload:
    # Never without lines: that would mean all that is still open, and an order has many shipments.
    products = fields.some(fields.parts(body, "products"), "products")
    return {
        "order": _order(body),
        "shipment": _shipment(body),
        "lines": [_line(product) for product in products],
        "packages": _package(body),
        "shipped": True,
    }


def _tracked(body: Payload, envelope: Envelope) -> Payload:
    parcel = fields.part(body, "tracking")
    delivered = envelope.topic in _DELIVERED_TOPICS
    word = "Delivered" if delivered else fields.text(parcel, "status")
    word = word or fields.text(body, "status")
    return {
        "order": _order(body),
        "tracking_number": _number(body),
        "carrier": fields.text(parcel, "carrier"),
        "url": fields.text(parcel, "tracking_url"),
        "status": tracking.status(tracking.SHIPBOB, word),
        "raw_status": word,
        "occurred_at": envelope.time,
        "shipment": _shipment(body) if _shipment_id(body) else None,
    }


def _reason(body: Payload) -> str | None:
    detail = next(iter(fields.parts(body, "status_details")), {})
    told = fields.text(detail, "description") or fields.text(detail, "name")
    return told or fields.text(body, "status")


def _stopped(body: Payload, envelope: Envelope) -> Payload:
    """Read a hold, an exception or a cancellation: each of them takes its own names."""
    reason = _reason(body) or envelope.topic
    return {
        "order": _order(body),
        "shipment": _shipment(body),
        "reason": reason,
        "message": reason,
    }


def _address_changed(body: Payload, envelope: Envelope) -> Payload:
    person = fields.part(body, "recipient")
    address = fields.required(fields.part(person, "address") or None, "recipient.address")
    ship_to = {**fields.picked(address, _ADDRESS), **fields.picked(person, _PERSON)}
    return {"order": _order(body), "ship_to": ship_to}


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return the headers of a delivery of one's own."""
    sealed = standard_seal.seal(raw, secret, topic=topic, identity=identity, now=now)
    return {**sealed, TOPIC_HEADERS[0]: topic}


_ABOUT: Final = About(
    signature="`webhook-signature`",
    signed="`id.timestamp.body`, 300 s both ways",
    identity="`webhook-id`",
    mark="none: the id is signed",
    lane="never: `reference_id`",
    oracle="the library standardwebhooks",
)


DIALECT = Dialect(
    name="shipbob",
    topics=TOPICS,
    about=_ABOUT,
    verify=standard_seal.verify,
    envelope=_envelope,
    headers=(*standard_seal.HEADERS, *TOPIC_HEADERS),
    translate=translator(
        {
            types.SHIPMENT_CREATED: _created,
            types.TRACKING_UPDATED: _tracked,
            types.SHIPMENT_EXCEPTION: _stopped,
            types.SHIPMENT_HELD: _stopped,
            types.SHIPMENT_CANCELLED: _stopped,
            types.ORDER_ADDRESS_CHANGED: _address_changed,
        }
    ),
    seal=_seal,
    secret_bytes=standard_seal.secret_bytes,
)
