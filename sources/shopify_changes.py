"""What a newer state of a Shopify order or fulfillment means.

Of an order the shipping address alone is compared: changed lines lead to nothing yet.
"""

from typing import Final

from events import payloads, types
from events.envelope import Envelope
from sources import fields, tracking
from sources.dialect import Derived, Payload, Snapshot, fingerprint, json_object
from sources.shopify_orders import address, order, order_of
from sources.shopify_shipments import fulfillment, numbers, tracked


def _is_older(envelope: Envelope, before: Payload) -> bool:
    return (envelope.version or "") < (before.get("version") or "")


def _event(envelope: Envelope, event_type: str, data: Payload) -> Derived:
    return event_type, payloads.load(event_type, {**data, "version": envelope.version})


def _of_order(envelope: Envelope, body: Payload, known: Payload) -> Snapshot:
    before = known.get("order", {})
    if _is_older(envelope, before):
        return Snapshot(known, ())
    ship_to = address(body, "shipping_address")
    after = {"version": envelope.version, "ship_to": fingerprint(ship_to)}
    events: tuple[Derived, ...] = ()
    if ship_to and after["ship_to"] != before.get("ship_to"):
        data = {"order": order(body), "ship_to": ship_to}
        events = (_event(envelope, types.ORDER_ADDRESS_CHANGED, data),)
    return Snapshot({**known, "order": after}, events)


def _is_news(number: str, status: str, seen: Payload) -> bool:
    return number not in seen or status not in (tracking.UNKNOWN, seen[number])


def _tracked(envelope: Envelope, body: Payload, seen: Payload) -> tuple[Derived, ...]:
    status = tracking.status(tracking.SHOPIFY, fields.text(body, "shipment_status"))
    return tuple(
        _event(envelope, types.TRACKING_UPDATED, tracked(body, number, envelope.time))
        for number in numbers(body)
        if _is_news(number, status, seen)
    )


def _cancelled(envelope: Envelope, body: Payload, before: Payload) -> tuple[Derived, ...]:
    if before.get("cancelled"):
        return ()
    data = {"order": order_of(body), "shipment": fulfillment(body), "reason": "cancelled"}
    return (_event(envelope, types.SHIPMENT_CANCELLED, data),)


def _of_fulfillment(envelope: Envelope, body: Payload, known: Payload) -> Snapshot:
    all_known, name = known.get("fulfillments", {}), fields.key(body, "id")
    before = all_known.get(name, {})
    if _is_older(envelope, before):
        return Snapshot(known, ())
    seen, cancelled = before.get("tracking", {}), body.get("status") == "cancelled"
    events = _cancelled(envelope, body, before) if cancelled else _tracked(envelope, body, seen)
    status = tracking.status(tracking.SHOPIFY, fields.text(body, "shipment_status"))
    news = {number: status for number in numbers(body) if _is_news(number, status, seen)}
    after = {"version": envelope.version, "tracking": {**seen, **news}, "cancelled": cancelled}
    return Snapshot({**known, "fulfillments": {**all_known, name: after}}, events)


_COMPARED: Final = {
    "orders/create": _of_order,
    "orders/updated": _of_order,
    "fulfillments/create": _of_fulfillment,
    "fulfillments/update": _of_fulfillment,
}


def derive(envelope: Envelope, raw: bytes, known: Payload) -> Snapshot:
    """Return the new state and what lies between; an older state changes nothing."""
    compare = _COMPARED.get(envelope.topic)
    if compare is None:
        return Snapshot(known, ())
    snapshot = compare(envelope, json_object(raw), known)
    told = envelope.type == types.DELIVERY_RECEIVED
    return snapshot if told else Snapshot(snapshot.state, ())
