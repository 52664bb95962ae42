"""ShipStation v1: a warehouse whose notifications are addresses. It signs nothing.

https://www.shipstation.com/docs/api/models/webhook/. Whoever knows the token in our URL is believed so far
that the account is asked; the address itself is never fetched: its resource and ids are taken out, by
strict patterns, and what they mean comes from the configured account alone.
"""

import base64
import hmac
import json
import re
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from events import types
from events.envelope import Envelope, Unreadable
from sources import fields
from sources.about import About
from sources.dialect import (
    URL_TOKEN,
    Dialect,
    Fetch,
    Headers,
    Payload,
    Row,
    SealBroken,
    body_hash,
    json_object,
    references,
    topic_type,
    translator,
)

TOPICS: Final = {
    "SHIP_NOTIFY": types.DELIVERY_RECEIVED,
    "ITEM_SHIP_NOTIFY": types.DELIVERY_RECEIVED,
    "FULFILLMENT_SHIPPED": types.DELIVERY_RECEIVED,
    "FULFILLMENT_REJECTED": types.DELIVERY_RECEIVED,
    "ORDER_NOTIFY": types.DELIVERY_NOTED,
    "ITEM_ORDER_NOTIFY": types.DELIVERY_NOTED,
}

_HOST: Final = re.compile(r"ssapi[0-9]{0,3}\.shipstation\.com")
_RESOURCES: Final = {
    "SHIP_NOTIFY": "shipments",
    "ITEM_SHIP_NOTIFY": "shipments",
    "FULFILLMENT_SHIPPED": "fulfillments",
    "FULFILLMENT_REJECTED": "fulfillments",
}
_DIGITS: Final = re.compile(r"[0-9]{1,20}")
_PARAMS: Final = {
    "batchId": _DIGITS,
    "shipmentId": _DIGITS,
    "fulfillmentId": _DIGITS,
    "orderId": _DIGITS,
    "storeId": _DIGITS,
    "storeID": _DIGITS,
    "importBatch": re.compile(r"[A-Za-z0-9_-]{1,64}"),
    "includeShipmentItems": re.compile(r"[Tt]rue|[Ff]alse"),
}
_ITEMS: Final = "includeShipmentItems"


def _verify(raw: bytes, headers: Headers, secrets: Sequence[bytes], now: float) -> int:
    """Return the index of the token of the URL, or of `user:password` of HTTP Basic."""
    basic = (headers.get("Authorization") or "").removeprefix("Basic ")
    try:
        login = base64.b64decode(basic, validate=True)
    except ValueError:
        login = b""
    given = [(headers.get(URL_TOKEN) or "").encode(), login]
    hits = [
        index
        for index, secret in enumerate(secrets)
        for one in given
        if hmac.compare_digest(one, secret) and secret
    ]
    if not raw or not hits:
        raise SealBroken
    return hits[0]


def _asked(topic: str, body: Payload) -> Fetch:
    """Return what an address asks for; raise Unreadable for one that is not ShipStation's own form."""
    url = fields.required(fields.text(body, "resource_url"), "resource_url")
    try:
        parts = urlsplit(url)
        strict = parts.scheme == "https" and _HOST.fullmatch(parts.netloc) and not parts.fragment
        told = parse_qsl(parts.query, strict_parsing=True, keep_blank_values=True)
    except ValueError as err:
        raise Unreadable("resource_url: not an address of ShipStation") from err
    params = dict(told)
    known = all(name in _PARAMS and _PARAMS[name].fullmatch(value) for name, value in told)
    resource = _RESOURCES[topic]
    if not (strict and known and len(params) == len(told) and parts.path == f"/{resource}"):
        raise Unreadable("resource_url: not an address of ShipStation")
    if not params.keys() - {_ITEMS}:
        raise Unreadable("resource_url: names nothing")
    lines = {_ITEMS: "True"} if resource == "shipments" else {}
    return Fetch(resource, {**params, **lines})


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    body, digest = json_object(raw), body_hash(raw)
    topic = fields.required(fields.text(body, "resource_type"), "resource_type")
    event_type = topic_type(TOPICS, topic)
    if event_type != types.DELIVERY_RECEIVED:
        return Envelope(digest, topic, event_type)
    _asked(topic, body)
    # It is of no order: each of what it stands for is.
    return Envelope(digest, topic, event_type, references(("delivery", digest[:20])), True)


def _fetch(envelope: Envelope, raw: bytes) -> Fetch | None:
    if envelope.type != types.DELIVERY_RECEIVED:
        return None
    return _asked(envelope.topic, json_object(raw))


def _refs(row: Payload, ident: str) -> tuple[str, ...]:
    return references(
        ("order", fields.ident(row, "orderKey")),
        ("number", fields.ident(row, "orderNumber")),
        ("shipment", ident),
        ("tracking", fields.text(row, "trackingNumber")),
    )


def _row(topic: str, event_type: str, name: str, row: Payload) -> Row:
    ident = fields.key(row, name)
    # Whichever topic told of it, and however often: it is shipped once and voided once.
    identity = f"{name}|{ident}|{event_type}"
    raw = json.dumps(row, default=str).encode()
    refs, marks = _refs(row, ident), (identity,)
    return Envelope(identity, topic, event_type, refs, marks=marks), raw


def _of_shipment(row: Payload) -> str:
    if row.get("isReturnLabel") is True:
        return types.DELIVERY_NOTED
    return types.SHIPMENT_CANCELLED if row.get("voided") is True else types.SHIPMENT_CREATED


def _of_fulfillment(row: Payload) -> str:
    voided = row.get("voided") is True or row.get("voidRequested") is True
    return types.SHIPMENT_CANCELLED if voided else types.SHIPMENT_CREATED


_READ: Final[dict[str, tuple[str, str, Callable[[Payload], str]]]] = {
    "SHIP_NOTIFY": ("shipments", "shipmentId", _of_shipment),
    "ITEM_SHIP_NOTIFY": ("shipments", "shipmentId", _of_shipment),
    "FULFILLMENT_SHIPPED": ("fulfillments", "fulfillmentId", _of_fulfillment),
    "FULFILLMENT_REJECTED": ("fulfillments", "fulfillmentId", lambda row: types.SHIPMENT_EXCEPTION),
}


def _rows(envelope: Envelope, fetched: bytes) -> tuple[Row, ...]:
    """Return each shipment or fulfilment of a list; raise Unreadable."""
    part, name, decide = _READ[envelope.topic]
    rows = fields.parts(json_object(fetched), part)
    return tuple(_row(envelope.topic, decide(row), name, row) for row in rows)


def _shipment(row: Payload) -> Payload:
    ident = fields.ident(row, "shipmentId") or fields.key(row, "fulfillmentId")
    return {"id": ident, "location": fields.ident(row, "warehouseId")}


def _order(row: Payload) -> Payload:
    return {"id": None, "number": fields.key(row, "orderNumber")}


def _shipped(row: Payload, envelope: Envelope) -> Payload:
    """Return the data of `shipment.created`: a fulfilment is of a whole order, and has no lines."""
    items = fields.parts(row, "shipmentItems")
    if "shipmentId" in row:
        fields.some(items, "shipmentItems")
    number = fields.text(row, "trackingNumber")
    package = {"tracking_number": number, "carrier": fields.text(row, "carrierCode")}
    return {
        "order": _order(row),
        "shipment": _shipment(row),
        "lines": [
            {"sku": fields.text(item, "sku"), "quantity": fields.whole(item, "quantity")}
            for item in items
        ],
        "packages": [package] if number else [],
        "shipped": True,
    }


def _voided(row: Payload, envelope: Envelope) -> Payload:
    return {"order": _order(row), "shipment": _shipment(row), "reason": "voided"}


def _exception(row: Payload, envelope: Envelope) -> Payload:
    told = fields.text(row, "rejectionReason") or fields.text(row, "notifyErrorMessage")
    return {
        "order": _order(row),
        "shipment": _shipment(row),
        "code": "FULFILLMENT_REJECTED",
        "message": told or "the fulfilment was rejected",
    }


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return the headers of a delivery of one's own: the token, as the door finds it in the URL."""
    return {"Content-Type": "application/json", URL_TOKEN: secret.decode()}


_ABOUT: Final = About(
    signature="none: `?token=` in the URL, or HTTP Basic as `user:password`",
    signed="nothing; the account is asked",
    identity="the body, for a minute; of a row its id and whether it is voided",
    mark="none",
    lane="never: `orderKey`, `orderNumber`",
    oracle="nobody: it signs nothing",
    derived=(
        (
            "`SHIP_NOTIFY`, `ITEM_SHIP_NOTIFY`",
            "`shipment.created` or `shipment.cancelled` for each shipment",
        ),
        ("`FULFILLMENT_SHIPPED`", "`shipment.created` for each fulfilment, of the whole order"),
        ("`FULFILLMENT_REJECTED`", "`shipment.exception`"),
    ),
)

DIALECT = Dialect(
    name="shipstation_v1",
    topics=TOPICS,
    about=_ABOUT,
    verify=_verify,
    envelope=_envelope,
    translate=translator(
        {
            types.SHIPMENT_CREATED: _shipped,
            types.SHIPMENT_CANCELLED: _voided,
            types.SHIPMENT_EXCEPTION: _exception,
        }
    ),
    fetch=_fetch,
    rows=_rows,
    signs=False,
    forgotten_after_s=60,  # the same address may be sent again for new content
    seal=_seal,
)
"""No header is named: a token that is kept beside a delivery would be a secret at rest."""
