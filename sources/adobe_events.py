"""Adobe I/O Events: what happens in Adobe Commerce, as CloudEvents, sealed by Adobe's own RSA keys.

https://developer.adobe.com/events/docs/guides/. Every customer's events are sealed by the same keys, so
the addressee in the body is half of the seal. Which key it was stands in a header, as a path on one host.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from events import payloads, types
from events.envelope import Envelope, Unreadable
from sources import adobe_orders, adobe_seal, fields, rsa_seal
from sources.about import About
from sources.adobe_changes import derive_order
from sources.dialect import (
    Dialect,
    Headers,
    KeyHost,
    Options,
    Payload,
    Reader,
    Snapshot,
    json_object,
    names_order,
    references,
    required_header,
    topic_type,
)
from sources.order_states import table_of

CODE: Final = "x-adobe-event-code"

_COMMERCE: Final = "com.adobe.commerce."
ORDER_SAVED: Final = f"{_COMMERCE}observer.sales_order_save_commit_after"
ORDER_PLACED: Final = f"{_COMMERCE}plugin.sales.api.order_management.place"
INVOICED: Final = f"{_COMMERCE}observer.sales_order_invoice_save_after"
CREDITED: Final = f"{_COMMERCE}observer.sales_order_creditmemo_save_after"
SHIPPED: Final = f"{_COMMERCE}observer.sales_order_shipment_save_after"
TRACKED: Final = f"{_COMMERCE}observer.sales_order_shipment_track_save_after"
RMA: Final = f"{_COMMERCE}observer.rma_save_commit_after"

TOPICS: Final = {
    ORDER_SAVED: types.DELIVERY_RECEIVED,
    ORDER_PLACED: types.DELIVERY_RECEIVED,
    INVOICED: types.PAYMENT_CAPTURED,
    CREDITED: types.PAYMENT_REFUNDED,
    SHIPPED: types.SHIPMENT_CREATED,
    TRACKED: types.TRACKING_UPDATED,
    RMA: types.RETURN_REQUESTED,
    f"{_COMMERCE}observer.sales_order_save_after": types.DELIVERY_NOTED,
    f"{_COMMERCE}observer.cataloginventory_stock_item_save_commit_after": types.DELIVERY_NOTED,
}

_RMA: Final = {
    "authorized": types.RETURN_REQUESTED,
    "partial_authorized": types.RETURN_REQUESTED,
    "received": types.RETURN_RECEIVED,
    "received_on_item": types.RETURN_RECEIVED,
}
_KEYS_URL: Final = re.compile(r"https://[a-z0-9.-]+(:[0-9]+)?|http://127\.0\.0\.1:[0-9]+")
_SILENT: Final = (types.DELIVERY_NOTED, types.UNMAPPED)


def _value(body: Payload) -> Payload:
    """Return what an event is about: under `data`, of an older provider under `event`."""
    data = fields.part(body, "data") or fields.part(body, "event")
    return fields.part(data, "value") or data


def _type(topic: str, value: Payload) -> str:
    if topic == INVOICED and not adobe_orders.is_paid(value):
        return types.DELIVERY_NOTED
    if topic == RMA:
        return _RMA.get(fields.text(value, "status") or "", types.DELIVERY_NOTED)
    return topic_type(TOPICS, topic)


def _refs(topic: str, value: Payload) -> tuple[str, ...]:
    if topic in (ORDER_SAVED, ORDER_PLACED):
        told = adobe_orders.order(value)
        return references(("order", told["id"]), ("number", told["number"]))
    told = adobe_orders.order_of(value)
    number = fields.text(value, "track_number") if topic == TRACKED else None
    return references(("order", told["id"]), ("number", told["number"]), ("tracking", number))


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    body = json_object(adobe_seal.plain(raw))
    identity = fields.ident(body, "eventid") or fields.ident(body, "event_id")
    topic = fields.text(body, "type") or required_header(headers, CODE)
    value = _value(body) if topic_type(TOPICS, topic) not in _SILENT else {}
    event_type = _type(topic, value)
    acts = event_type not in _SILENT
    refs = _refs(topic, value) if acts else ()
    time = adobe_orders.updated(value) or fields.moment(body, "time") if acts else None
    return Envelope(
        identity=fields.required(identity, "eventid"),
        topic=topic,
        type=event_type,
        refs=refs,
        opens_lane=names_order(refs),
        version=time,
        time=time,
        tenant=fields.text(body, "source"),
    )


_READERS: Final[dict[str, Reader]] = {
    types.PAYMENT_CAPTURED: adobe_orders.captured,
    types.PAYMENT_REFUNDED: adobe_orders.refunded,
    types.SHIPMENT_CREATED: adobe_orders.shipped,
    types.TRACKING_UPDATED: adobe_orders.tracked,
    types.RETURN_REQUESTED: adobe_orders.requested,
    types.RETURN_RECEIVED: adobe_orders.received,
}


def _translate(envelope: Envelope, raw: bytes) -> Payload:
    reader = _READERS.get(envelope.type)
    if reader is None:
        raise Unreadable(f"{envelope.type} has no payload in this dialect")
    data = reader(_value(json_object(adobe_seal.plain(raw))), envelope)
    return payloads.load(envelope.type, {**data, "version": envelope.version})


def _derive(
    statuses: Mapping[str, str], envelope: Envelope, raw: bytes, known: Payload
) -> Snapshot:
    if envelope.topic not in (ORDER_SAVED, ORDER_PLACED):
        return Snapshot(known, ())
    return derive_order(statuses, envelope, _value(json_object(adobe_seal.plain(raw))), known)


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return the headers of a delivery of one's own; identity and addressee stand in the body."""
    return {
        "Content-Type": "application/json",
        CODE: topic,
        adobe_seal.SIGNATURES[0]: rsa_seal.sign(adobe_seal.plain(raw), secret),
    }


_ABOUT: Final = About(
    signature="`x-adobe-digital-signature-1`",
    signed="raw body, by RSA with Adobe's own keys; one of two signatures is enough. The body must name our `client_id`",
    identity="`eventid` of the body",
    mark="none: the body is signed",
    lane="order id (`entity_id`, `order_id`)",
    oracle="the vendor's published test; openssl",
    derived=(
        (
            "`observer.sales_order_save_commit_after`, `order_management.place`",
            "`order.created`, `order.held`, `order.released`, `order.address_changed`, `order.cancelled`",
        ),
    ),
)


def _speaking(statuses: Mapping[str, str], client_id: str, keys_url: str) -> Dialect:
    return Dialect(
        name="adobe_events",
        topics=TOPICS,
        about=_ABOUT,
        verify=partial(adobe_seal.verify, client_id),
        envelope=_envelope,
        headers=(*adobe_seal.SIGNATURES, *adobe_seal.PATHS, CODE),
        translate=_translate,
        derive=partial(_derive, statuses),
        statuses=statuses,
        configured=_configured,
        needs=("client_id",),
        keys=KeyHost(keys_url, partial(adobe_seal.named_keys, client_id)),
        challenge=adobe_seal.challenge,
        seal=_seal,
        is_handshake=adobe_seal.is_handshake,
        to_visit=adobe_seal.to_visit,
        secret_bytes=rsa_seal.secret_bytes,
    )


def _configured(options: Options) -> Dialect:
    told: dict[str, Any] = dict(options)
    client_id, keys_url = told.pop("client_id", ""), told.pop("keys_url", adobe_seal.KEYS)
    if not isinstance(client_id, str) or not re.fullmatch(r"[!-~]{8,100}", client_id):
        raise ValueError("client_id: not the client id of a project in Adobe's console")
    if not isinstance(keys_url, str) or not _KEYS_URL.fullmatch(keys_url):
        raise ValueError("keys_url: not an https address without a path")
    return _speaking(table_of(adobe_orders.STATUSES, told), client_id, keys_url)


DIALECT = _speaking(adobe_orders.STATUSES, "", adobe_seal.KEYS)
"""Told no client id, which a door does not let pass, it looks at the signature alone."""
