"""Extensiv 3PL Warehouse Manager: a warehouse. It signs by RSA and puts JSON into strings.

https://help.extensiv.com/en_US/rest-api/implementing-webhooks. The order stands in the body only
where the webhook includes its resource: without it neither our order nor its lines are told. A
receiver is goods that come in, of a supplier or of a customer: it names no order, and is noted.
"""

from typing import Any, Final

from events import types
from events.envelope import Envelope, Unreadable
from sources import fields, rsa_seal
from sources.about import About
from sources.dialect import (
    Dialect,
    Headers,
    Payload,
    json_object,
    references,
    topic_type,
    translator,
)

SIGNATURE: Final = "Signature"

TOPICS: Final = {
    "OrderConfirm": types.SHIPMENT_CREATED,
    "OrderCancel": types.ORDER_CANCELLED,
    "OrderCreate": types.DELIVERY_NOTED,
    "OrderComplete": types.DELIVERY_NOTED,
    "OrderUpdate": types.DELIVERY_NOTED,
    "OrderFullyAllocated": types.DELIVERY_NOTED,
    "OrderExcludedFromPickJob": types.DELIVERY_NOTED,
    "OrderPickJobDone": types.DELIVERY_NOTED,
    "ReceiverCreate": types.DELIVERY_NOTED,
    "ReceiverComplete": types.DELIVERY_NOTED,
    "ReceiverUpdate": types.DELIVERY_NOTED,
    "ReceiverConfirm": types.DELIVERY_NOTED,
    "ReceiverUnconfirm": types.DELIVERY_NOTED,
    "ReceiverCancel": types.DELIVERY_NOTED,
    "AdjustmentCreate": types.DELIVERY_NOTED,
    "AdjustmentConfirm": types.DELIVERY_NOTED,
    "AdjustmentCancel": types.DELIVERY_NOTED,
    "AdjustmentUpdate": types.DELIVERY_NOTED,
    "ItemCreate": types.DELIVERY_NOTED,
    "ItemUpdate": types.DELIVERY_NOTED,
    "InventorySummaryUpdate": types.DELIVERY_NOTED,
}

_SILENT: Final = (types.DELIVERY_NOTED, types.UNMAPPED)
_ITEMS: Final = "http://api.3plCentral.com/rels/orders/item"


def _unpacked(value: Any, name: str) -> Payload:
    """Return an object that was sent as text with JSON in it."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, str) or not value:
        raise Unreadable(f"{name}: missing, let the webhook include the resource")
    return json_object(value.encode())


def _resource(body: Payload) -> Payload:
    """Return the order of a delivery."""
    return _unpacked(fields.part(body, "resource").get("body"), "resource.body")


def _shipment_id(order: Payload) -> str:
    return fields.key(fields.part(order, "readOnly"), "orderId")


def _packages(order: Payload) -> list[Payload]:
    """Return each package with its number; the one number of the order when none has its own."""
    routing = fields.part(order, "routingInfo")
    carrier = fields.text(routing, "carrier")
    packages = [
        {
            "id": fields.ident(package, "packageId"),
            "tracking_number": fields.text(package, "trackingNumber"),
            "carrier": carrier,
        }
        for package in fields.parts(fields.part(order, "readOnly"), "packages")
    ]
    if any(package["tracking_number"] for package in packages):
        return packages
    whole = fields.text(routing, "trackingNumber")
    return [{"id": None, "tracking_number": whole, "carrier": carrier}] if whole else packages


def _refs(order: Payload) -> tuple[str, ...]:
    return references(
        ("number", fields.key(order, "referenceNum")),
        ("shipment", _shipment_id(order)),
        *[("tracking", package["tracking_number"]) for package in _packages(order)],
    )


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    body = json_object(raw)
    topic = fields.required(fields.text(body, "eventType"), "eventType")
    tenant, event_type = fields.key(body, "tplId"), topic_type(TOPICS, topic)
    acts = event_type not in _SILENT
    time = fields.moment(body, "eventDateTimeUtc", naive_is_utc=True) if acts else None
    return Envelope(
        identity=f"{tenant}|{fields.key(body, 'wmsEventId')}",
        topic=topic,
        type=event_type,
        refs=_refs(_resource(body)) if acts else (),
        version=time,
        time=time,
        tenant=tenant,
    )


def _order(order: Payload) -> Payload:
    return {"id": None, "number": fields.key(order, "referenceNum")}


def _line(item: Payload) -> Payload:
    named = fields.text(fields.part(item, "itemIdentifier"), "sku")
    return {"sku": fields.required(named, "sku"), "quantity": fields.whole(item, "qty")}


def _shipped(body: Payload, envelope: Envelope) -> Payload:
    order = _resource(body)
    facility = fields.part(fields.part(order, "readOnly"), "facilityIdentifier")
    items = fields.parts(fields.part(order, "_embedded"), _ITEMS)
    return {
        "order": _order(order),
        "shipment": {"id": _shipment_id(order), "location": fields.ident(facility, "id")},
        "lines": [_line(item) for item in fields.some(items, _ITEMS)],
        "packages": _packages(order),
        "shipped": True,
    }


def _cancelled(body: Payload, envelope: Envelope) -> Payload:
    return {"order": _order(_resource(body)), "reason": None}


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return the headers of a delivery of one's own; topic and identity stand in the body."""
    return {"Content-Type": "application/json", SIGNATURE: rsa_seal.sign(raw, secret)}


_ABOUT: Final = About(
    signature="`Signature`",
    signed="raw body, by RSA (PKCS#1 v1.5)",
    identity="`wmsEventId` of the body, with its `tplId`",
    mark="none: the body is signed",
    lane="never: `referenceNum`",
    oracle="RFC 7515; openssl, both ways",
)


DIALECT = Dialect(
    name="extensiv",
    topics=TOPICS,
    about=_ABOUT,
    verify=rsa_seal.verifier(SIGNATURE),
    envelope=_envelope,
    headers=(SIGNATURE,),
    translate=translator({types.SHIPMENT_CREATED: _shipped, types.ORDER_CANCELLED: _cancelled}),
    seal=_seal,
    secret_bytes=rsa_seal.secret_bytes,
)
