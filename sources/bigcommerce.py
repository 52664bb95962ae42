"""BigCommerce: a storefront whose webhooks are thin. What only the order itself could tell is not read.

https://developer.bigcommerce.com/docs/integrations/webhooks. The seal is that of Standard Webhooks,
its key the client secret of the API account as it is. A status carries its meaning; what comes as
ids alone (a creation, an update, a refund, a shipment, a transaction) is unmapped: nobody fetches.
"""

from datetime import UTC, datetime
from typing import Any, Final

from events import payloads, types
from events.envelope import Envelope, Unreadable, instant
from sources import fields, standard_seal
from sources.dialect import (
    Derived,
    Dialect,
    Headers,
    Payload,
    Snapshot,
    body_hash,
    json_object,
    names_order,
    references,
    topic_type,
    translator,
)

STATUS_UPDATED: Final = "store/order/statusUpdated"

TOPICS: Final = {
    STATUS_UPDATED: types.DELIVERY_RECEIVED,
    "store/order/archived": types.ORDER_DELETED,
    "store/shipment/deleted": types.SHIPMENT_CANCELLED,
    "store/product/inventory/updated": types.DELIVERY_NOTED,
    "store/product/inventory/order/updated": types.DELIVERY_NOTED,
    "store/sku/inventory/updated": types.DELIVERY_NOTED,
    "store/sku/inventory/order/updated": types.DELIVERY_NOTED,
    "store/app/uninstalled": types.DELIVERY_NOTED,
}

_HELD: Final = {12: "manual verification required", 13: "disputed"}
_GOING_ON: Final = (2, 3, 8, 9, 10, 11)
"""Shipped, partially shipped, awaiting pickup or shipment, completed, awaiting fulfilment."""

_CANCELLED: Final = {5: "cancelled", 6: "declined"}
_STATUSES: Final = range(15)
_HOLD: Final = "status"
"""The one hold an order can have. Hold and release are told by the same id."""

_LATEST: Final = 10**11
_SILENT: Final = (types.DELIVERY_NOTED, types.UNMAPPED)
_ORDER_FIELDS: Final = (
    ("order/", "id"),
    ("order/transaction/", "order_id"),
    ("shipment/", "orderId"),
)


def _order_id(topic: str, data: Payload) -> str | None:
    """Return the order's id: a number `id`, a text `order_id` or a number `orderId`, by topic."""
    names = [name for prefix, name in _ORDER_FIELDS if topic.startswith(f"store/{prefix}")]
    return fields.ident(data, names[-1]) if names else None


def _shipment_id(topic: str, data: Payload) -> str | None:
    return fields.ident(data, "id") if topic.startswith("store/shipment/") else None


def _time(body: Payload) -> str:
    """Return when it happened; the sender says it in whole unix seconds."""
    seconds: Any = body.get("created_at")
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < _LATEST:
        raise Unreadable("created_at: not in unix seconds")
    return instant(datetime.fromtimestamp(seconds, UTC).isoformat())


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    body = json_object(raw)
    topic = fields.required(fields.text(body, "scope"), "scope")
    event_type, data = topic_type(TOPICS, topic), fields.part(body, "data")
    acts = event_type not in _SILENT
    time = _time(body) if acts else None
    order, shipment = _order_id(topic, data), _shipment_id(topic, data)
    refs = references(("order", order), ("shipment", shipment))
    return Envelope(
        identity=standard_seal.message_id(headers),
        topic=topic,
        type=event_type,
        refs=refs,
        opens_lane=names_order(refs),
        version=time,
        time=time,
        marks=(f"{topic}|{body_hash(raw)}",) if acts else (),
        tenant=fields.ident(body, "producer"),
    )


def _order(body: Payload, envelope: Envelope) -> Payload:
    ident = _order_id(envelope.topic, fields.part(body, "data"))
    return {"id": fields.required(ident, "data: the order's id"), "number": None}


def _archived(body: Payload, envelope: Envelope) -> Payload:
    return {"order": _order(body, envelope), "reason": "archived"}


def _shipment_deleted(body: Payload, envelope: Envelope) -> Payload:
    shipment = fields.key(fields.part(body, "data"), "id")
    order = _order(body, envelope)
    return {"order": order, "shipment": {"id": shipment}, "reason": "deleted"}


def _status(change: Payload, name: str) -> int:
    found = fields.whole(change, name)
    if found not in _STATUSES:
        raise Unreadable(f"{name}: not a status of BigCommerce")
    return found


def _state(body: Payload, version: str | None, before: Payload) -> Payload:
    """Return the new state; a hold lasts until the order goes on or ends, whatever lies between."""
    now = _status(fields.part(fields.part(body, "data"), "status"), "new_status_id")
    ended = now in _GOING_ON or now in _CANCELLED
    held = now in _HELD or (before["held"] and not ended)
    return {"version": version, "status": now, "held": held}


def _before(body: Payload, known: Payload) -> Payload:
    """Return the last known state; without one, what the delivery itself says was before."""
    if known:
        return known
    was = _status(fields.part(fields.part(body, "data"), "status"), "previous_status_id")
    return {"status": was, "held": was in _HELD}


def _news(before: Payload, after: Payload) -> list[Derived]:
    now, was = after["status"], before["status"]
    if now in _CANCELLED:
        told = {"reason": _CANCELLED[now]}
        return [] if was in _CANCELLED else [(types.ORDER_CANCELLED, told)]
    if after["held"] and not before["held"]:
        return [(types.ORDER_HELD, {"hold_id": _HOLD, "reason": _HELD[now]})]
    if before["held"] and not after["held"]:
        return [(types.ORDER_RELEASED, {"hold_id": _HOLD})]
    return []


def _derive(envelope: Envelope, raw: bytes, known: Payload) -> Snapshot:
    """Return what a change of the status means; an older one changes nothing.

    Times are whole seconds: of two changes of one second the later received counts.
    """
    if envelope.topic != STATUS_UPDATED or (envelope.version or "") < known.get("version", ""):
        return Snapshot(known, ())
    body = json_object(raw)
    before = _before(body, known)
    after = _state(body, envelope.version, before)
    common = {"order": _order(body, envelope), "version": envelope.version}
    events = tuple(
        (event_type, payloads.load(event_type, {**common, **data}))
        for event_type, data in _news(before, after)
    )
    return Snapshot(after, events)


DIALECT = Dialect(
    name="bigcommerce",
    topics=TOPICS,
    verify=standard_seal.verify,
    envelope=_envelope,
    headers=standard_seal.HEADERS,
    translate=translator(
        {types.ORDER_DELETED: _archived, types.SHIPMENT_CANCELLED: _shipment_deleted}
    ),
    derive=_derive,
    seal=standard_seal.seal,
)
