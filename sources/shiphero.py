"""ShipHero: a warehouse. Its topic stands in the body, its dates are in UTC without a zone.

https://developer.shiphero.com/webhooks. One secret a registered type: give a source all of them.
"""

from dataclasses import replace
from typing import Final

from events import types
from events.envelope import Envelope
from sources import fields, shiphero_returns, shiphero_stock, stock
from sources.about import About
from sources.dialect import (
    Dialect,
    Headers,
    Options,
    Payload,
    Reader,
    body_hash,
    header_value,
    json_object,
    references,
    topic_type,
    translator,
)
from sources.hmac_seal import body_hmac, body_hmac_verifier

SIGNATURE: Final = "x-shiphero-hmac-sha256"
MESSAGE_ID: Final = "X-Shiphero-Message-ID"

TOPICS: Final = {
    "Shipment Update": types.SHIPMENT_CREATED,
    "Order Canceled": types.ORDER_CANCELLED,
    "Capture Payment": types.PAYMENT_CAPTURE_REQUESTED,
    shiphero_returns.TOPIC: types.RETURN_REQUESTED,
    "Order Allocated": types.DELIVERY_NOTED,
    "Order Deallocated": types.DELIVERY_NOTED,
    "Order Packed Out": types.DELIVERY_NOTED,
    "Package Added": types.DELIVERY_NOTED,
    "Tote Complete": types.DELIVERY_NOTED,
    "Tote Cleared": types.DELIVERY_NOTED,
    shiphero_stock.TOPIC: types.DELIVERY_NOTED,
    "Inventory Change": types.DELIVERY_NOTED,
    "PO Update": types.DELIVERY_NOTED,
    "Shipment ASN": types.DELIVERY_NOTED,
    "Generate Label": types.DELIVERY_NOTED,
    "Print Barcode": types.DELIVERY_NOTED,
    "Automation Rules": types.DELIVERY_NOTED,
}

_TEST_MARKS: Final = ("1", 1)
"""Always a text so far; the text "0" is true in Python."""


def _fulfilment(body: Payload) -> Payload:
    """Return the part that names the order: a fulfilment, or in most topics the body itself."""
    return fields.part(body, "fulfillment") or body


def _package(package: Payload, shipment: Payload) -> Payload:
    label = fields.part(package, "shipping_label")
    number = fields.text(package, "tracking_number") or fields.text(label, "tracking_number")
    carrier = fields.text(package, "shipping_carrier") or fields.text(shipment, "shipping_carrier")
    url = fields.text(label, "tracking_url") or fields.text(shipment, "custom_tracking_url")
    return {
        "id": fields.ident(package, "name"),
        "tracking_number": number,
        "carrier": carrier,
        "url": url,
    }


def _packages(body: Payload) -> list[Payload]:
    """Return each package; the number of the whole shipment when none has one of its own."""
    shipment = _fulfilment(body)
    found = [_package(package, shipment) for package in fields.parts(body, "packages")]
    if any(package["tracking_number"] for package in found):
        return found
    whole = _package({}, shipment) | {"tracking_number": fields.text(shipment, "tracking_number")}
    return [whole] if whole["tracking_number"] else found


def _refs(body: Payload) -> tuple[str, ...]:
    part = _fulfilment(body)
    return references(
        ("number", fields.ident(part, "order_number")),
        ("number", fields.ident(part, "partner_order_id")),
        ("shipment", fields.ident(part, "shipment_id")),
        *[("tracking", package["tracking_number"]) for package in _packages(body)],
    )


def _facts(topic: str, body: Payload) -> tuple[str, tuple[str, ...], str | None]:
    """Return what a body means, what it is about, and its time; of what leads to nothing, the first alone."""
    returns = topic == shiphero_returns.TOPIC
    event_type = shiphero_returns.type_of(body) if returns else topic_type(TOPICS, topic)
    if event_type in (types.DELIVERY_NOTED, types.UNMAPPED):
        return event_type, (), None
    if returns:
        return event_type, shiphero_returns.refs(body), None
    time = fields.moment(_fulfilment(body), "created_at", naive_is_utc=True)
    return event_type, _refs(body), time


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    body = json_object(raw)
    topic = fields.required(fields.text(body, "webhook_type"), "webhook_type")
    content = f"{topic}|{body_hash(raw)}"
    event_type, refs, time = _facts(topic, body)
    return Envelope(
        identity=header_value(headers, MESSAGE_ID) or content,
        topic=topic,
        type=event_type,
        refs=refs,
        version=time,
        time=time,
        marks=(content,) if time else (),
        tenant=fields.ident(body, "account_id"),
        test=body.get("test") in _TEST_MARKS,
    )


def _order(body: Payload) -> Payload:
    return {"id": None, "number": fields.key(_fulfilment(body), "order_number")}


def _lines(part: Payload) -> list[Payload]:
    return [
        {
            "sku": fields.required(fields.text(line, "sku"), "sku"),
            "quantity": fields.whole(line, "quantity"),
        }
        for line in fields.some(fields.parts(part, "line_items"), "line_items")
    ]


def _shipped(body: Payload, envelope: Envelope) -> Payload:
    shipment = fields.part(body, "fulfillment")
    return {
        "order": _order(body),
        "shipment": {
            "id": fields.key(shipment, "shipment_id"),
            "location": fields.ident(shipment, "warehouse_id"),
        },
        "lines": _lines(shipment),
        "packages": _packages(body),
        "shipped": True,
    }


def _cancelled(body: Payload, envelope: Envelope) -> Payload:
    return {"order": _order(body), "reason": fields.text(body, "cancel_reason")}


def _capture_requested(body: Payload, envelope: Envelope) -> Payload:
    # Asked again at each print of a label: the allocation tells one parcel's request from another.
    allocation = fields.ident(body, "allocation_reference")
    return {
        "order": _order(body),
        "transaction_id": allocation or envelope.identity,
        "lines": _lines(body),
    }


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return the headers of a delivery of one's own; the topic stands in the body."""
    return {
        "Content-Type": "application/json",
        MESSAGE_ID: identity,
        SIGNATURE: body_hmac(raw, secret),
    }


def _is_handshake(method: str, raw: bytes, headers: Headers) -> bool:
    return method == "HEAD"


_ABOUT: Final = About(
    signature="`x-shiphero-hmac-sha256`",
    signed="raw body",
    identity="`X-Shiphero-Message-ID`, else topic and body",
    mark="topic and body, where it has a date",
    lane="never: order number",
    oracle="openssl",
    derived=(
        (
            "`Inventory Update`, with `locations`",
            "`inventory.level_set` for each SKU, at the warehouse where it moved",
        ),
    ),
)

_READERS: Final[dict[str, Reader]] = {
    types.SHIPMENT_CREATED: _shipped,
    types.ORDER_CANCELLED: _cancelled,
    types.PAYMENT_CAPTURE_REQUESTED: _capture_requested,
    types.RETURN_REQUESTED: shiphero_returns.requested,
    types.RETURN_RECEIVED: shiphero_returns.received,
    types.RETURN_CANCELLED: shiphero_returns.cancelled,
}


def _counted(raw: bytes, headers: Headers) -> Envelope:
    return shiphero_stock.outside(_envelope(raw, headers), raw)


def _configured(options: Options) -> Dialect:
    locations = stock.only_locations_of(options)
    if locations is None:
        return DIALECT
    counting = stock.counting(
        DIALECT, locations, readers=_READERS, envelope=_counted, rows=shiphero_stock.rows
    )
    return replace(counting, undated=(shiphero_stock.TOPIC,))


DIALECT = Dialect(
    name="shiphero",
    topics=TOPICS,
    about=_ABOUT,
    verify=body_hmac_verifier(SIGNATURE),
    envelope=_envelope,
    headers=(SIGNATURE, MESSAGE_ID),
    translate=translator(_READERS),
    configured=_configured,
    seal=_seal,
    is_handshake=_is_handshake,
    accepted_body={"code": "200", "Status": "Success"},
)
