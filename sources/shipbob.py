"""ShipBob: a warehouse that signs by Standard Webhooks and sends a shipment in every topic.

https://developer.shipbob.com/2026-07/webhooks. Its bodies are not fully published. No topic says
that a hold ended: what moves the shipment next says so. A return (`return.*`) lists ShipBob's own
inventory ids, no SKU, under a reference of the shop's choice, no order: it is noted.
"""

from dataclasses import replace
from typing import Final

from events import payloads, types
from events.envelope import Envelope, Unreadable
from sources import fields, shipbob_payloads, standard_seal
from sources.about import About
from sources.dialect import (
    Derived,
    Dialect,
    Headers,
    Payload,
    Snapshot,
    header_value,
    json_object,
    references,
    topic_type,
    translator,
)

TOPIC_HEADERS: Final = ("x-webhook-topic", "shipbob-topic")

TOPICS: Final = {
    "order.shipped": types.DELIVERY_RECEIVED,
    "order.shipment.tracking.updated": types.DELIVERY_RECEIVED,
    "order.shipment.tracking_received": types.DELIVERY_RECEIVED,
    "order.shipment.delivered": types.DELIVERY_RECEIVED,
    "order.delivered": types.DELIVERY_RECEIVED,
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

_MOVES: Final = {"order.shipped": types.SHIPMENT_CREATED}
"""What a shipment that goes on tells, where that is not its parcel's place."""

OLD_NAMES: Final = {
    "order_shipped": "order.shipped",
    "shipment_delivered": "order.shipment.delivered",
    "shipment_exception": "order.shipment.exception",
    "shipment_onhold": "order.shipment.on_hold",
    "shipment_cancelled": "order.shipment.cancelled",
}
"""Of the API 1.0 and 2.0."""

_TIMES: Final = ("event_time", "last_update_at", "last_tracking_update_at", "created_date")


def _topic(headers: Headers) -> str:
    for name in TOPIC_HEADERS:
        topic = header_value(headers, name)
        if topic:
            return OLD_NAMES.get(topic, topic)
    raise Unreadable(f"{TOPIC_HEADERS[0]}: missing")


def _type(topic: str, body: Payload) -> str:
    # The order's own topic only sums up what each shipment's has said with its number.
    if topic == "order.delivered" and shipbob_payloads.number(body) is None:
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
            ("shipment", shipbob_payloads.shipment_id(body)),
            ("tracking", shipbob_payloads.number(body)),
        ),
        version=time,
        time=time,
    )


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
    derived=(
        ("`order.shipped`", "`shipment.released` if the shipment was held, `shipment.created`"),
        (
            "`order.shipment.tracking*`, `order.shipment.delivered`, `order.delivered`",
            "the same release, `tracking.updated`",
        ),
    ),
)


_TRANSLATE: Final = translator(
    {
        types.SHIPMENT_CREATED: shipbob_payloads.created,
        types.TRACKING_UPDATED: shipbob_payloads.tracked,
        types.SHIPMENT_EXCEPTION: shipbob_payloads.stopped,
        types.SHIPMENT_HELD: shipbob_payloads.stopped,
        types.SHIPMENT_CANCELLED: shipbob_payloads.stopped,
        types.ORDER_ADDRESS_CHANGED: shipbob_payloads.address_changed,
    }
)


def _release(envelope: Envelope, body: Payload) -> Derived:
    data = {
        "order": shipbob_payloads.order(body),
        "shipment": shipbob_payloads.shipment(body),
        "version": envelope.version,
    }
    return types.SHIPMENT_RELEASED, payloads.load(types.SHIPMENT_RELEASED, data)


def _derive(envelope: Envelope, raw: bytes, known: Payload) -> Snapshot:
    """Return what moved, and before it the end of a hold, which has no topic of its own."""
    body, held = json_object(raw), dict(known.get("held", {}))
    name = shipbob_payloads.shipment_id(body) or ""
    if envelope.type == types.SHIPMENT_HELD:
        return Snapshot({**known, "held": {**held, name: envelope.version or ""}}, ())
    if envelope.type != types.DELIVERY_RECEIVED:
        return Snapshot(known, ())
    event_type = _MOVES.get(envelope.topic, types.TRACKING_UPDATED)
    moved = event_type, _TRANSLATE(replace(envelope, type=event_type), raw)
    if name in held and (envelope.version or "") >= held.pop(name):
        return Snapshot({**known, "held": held}, (_release(envelope, body), moved))
    return Snapshot(known, (moved,))


DIALECT = Dialect(
    name="shipbob",
    topics=TOPICS,
    about=_ABOUT,
    verify=standard_seal.verify,
    envelope=_envelope,
    headers=(*standard_seal.HEADERS, *TOPIC_HEADERS),
    translate=_TRANSLATE,
    derive=_derive,
    seal=_seal,
    secret_bytes=standard_seal.secret_bytes,
)
