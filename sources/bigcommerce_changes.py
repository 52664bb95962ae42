"""What a BigCommerce delivery means: by what was fetched for it, a status also by itself."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from events import payloads, types
from events.envelope import Envelope, Unreadable
from sources import bigcommerce_orders as orders
from sources import bigcommerce_stock, fields, tracking
from sources.dialect import Derived, Payload, Snapshot, json_object
from sources.order_states import HELD, Seen, compare, lines_of, meaning_of

STATUS_UPDATED: Final = "store/order/statusUpdated"
ORDER_CREATED: Final = "store/order/created"


def _seen(statuses: Mapping[str, str], envelope: Envelope, document: Payload) -> Seen:
    """Return what a fetched order shows, its refunds only where the topic was about them."""
    body = fields.part(document, "order")
    word = orders.status(body, "status_id")
    return Seen(
        order=orders.order(body),
        version=orders.modified(body),
        word=orders.NAMES.get(word, word),
        meaning=meaning_of(statuses, word),
        creation=partial(orders.created, document),
        ship_to=orders.ship_to(document),
        lines=lines_of(orders.created(document)["lines"]),
        captures=orders.captures(document),
        refunds=orders.refunds(document),
        announced=envelope.topic == ORDER_CREATED,
    )


def _gone(envelope: Envelope, order: Payload, known: Payload) -> Snapshot:
    """Return what it means that the source has the order no more: deleted, if it was ever there."""
    if not known.get("order"):
        return Snapshot(known, ())
    data = {"order": order, "reason": "deleted", "version": envelope.version}
    event = (types.ORDER_DELETED, payloads.load(types.ORDER_DELETED, data))
    return Snapshot({**known, "order": {}}, (event,))


def _status_alone(
    statuses: Mapping[str, str], envelope: Envelope, body: Payload, order: Payload, known: Payload
) -> Snapshot:
    """Return what a change of the status means where the order could not be fetched."""
    change = fields.part(fields.part(body, "data"), "status")
    was, word = (orders.status(change, f"{which}_status_id") for which in ("previous", "new"))
    meant = meaning_of(statuses, was)
    before = known.get("order") or {"status": meant, "held": meant == HELD}
    seen = Seen(
        order=order,
        version=envelope.version,
        word=orders.NAMES.get(word, word),
        meaning=meaning_of(statuses, word),
        announced=True,
    )
    snapshot = compare(seen, before)
    return Snapshot({**known, "order": snapshot.state}, snapshot.events)


def _tracked(envelope: Envelope, body: Payload, order: Payload, number: str) -> Derived:
    data = {
        "order": order,
        "version": envelope.version,
        "tracking_number": number,
        "carrier": orders.carrier(body),
        "url": orders.link(body),
        "status": tracking.UNKNOWN,
        "occurred_at": envelope.time,
        "shipment": {"id": fields.key(body, "id")},
    }
    return types.TRACKING_UPDATED, payloads.load(types.TRACKING_UPDATED, data)


def _of_shipments(
    envelope: Envelope, document: Payload, order: Payload, known: Payload
) -> Snapshot:
    """Return which shipments are new, and which got a number; one taken back is told by its own."""
    before: Payload = known.get("shipments", {})
    events, after = [], dict(before)
    for shipment in fields.parts(document, "shipments"):
        name, number = fields.key(shipment, "id"), fields.text(shipment, "tracking_number")
        after[name] = number
        if name not in before:
            data = {**orders.shipped(shipment), "order": order, "version": envelope.version}
            made = payloads.load(types.SHIPMENT_CREATED, data)
            events.append((types.SHIPMENT_CREATED, made))
        elif number and number != before[name]:
            events.append(_tracked(envelope, shipment, order, number))
    return Snapshot({**known, "shipments": after}, tuple(events))


def _fetched(
    statuses: Mapping[str, str],
    envelope: Envelope,
    document: Payload,
    order: Payload,
    known: Payload,
) -> Snapshot:
    if not fields.part(document, "order"):
        return _gone(envelope, order, known)
    if "shipments" in document:
        return _of_shipments(envelope, document, order, known)
    snapshot = compare(_seen(statuses, envelope, document), known.get("order", {}))
    return Snapshot({**known, "order": snapshot.state}, snapshot.events)


def derive(statuses: Mapping[str, str], envelope: Envelope, raw: bytes, known: Payload) -> Snapshot:
    """Return the order's new state and what lies between; raw is what was fetched, if anything was."""
    of_stock = bigcommerce_stock.family(envelope.topic) in bigcommerce_stock.TOPICS
    if of_stock or envelope.type != types.DELIVERY_RECEIVED:
        return Snapshot(known, ())
    body, order = json_object(raw), _order_named(envelope)
    if "scope" not in body:
        return _fetched(statuses, envelope, body, order, known)
    if envelope.topic != STATUS_UPDATED:
        raise Unreadable(f"{envelope.topic}: tells ids alone, and nothing was fetched")
    return _status_alone(statuses, envelope, body, order, known)


def _order_named(envelope: Envelope) -> Payload:
    ident = next((ref for ref in envelope.refs if ref.startswith("order:")), "")
    return {"id": fields.required(ident.removeprefix("order:") or None, "order"), "number": None}
