"""AfterShip: tracks parcels, and takes in returns. One header name and one secret a product.

https://www.aftership.com/docs/tracking/webhook/webhook-overview and, for returns,
https://www.aftership.com/docs/returns/webhook/specifications.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from events import types
from events.envelope import Envelope, Unreadable, instant
from sources import fields, tracking
from sources.about import About
from sources.dialect import (
    Dialect,
    Headers,
    Payload,
    SealBroken,
    json_object,
    references,
    topic_type,
    translator,
)
from sources.hmac_seal import base64_signature, body_hmac, matching_secret

TRACKING: Final = "aftership-hmac-sha256"
RETURNS: Final = "as-signature-hmac-sha256"
OLD_RETURNS: Final = "am-webhook-signature"
"""Of organisations older than October 2022."""

_PREFIXES: Final = {TRACKING: "", RETURNS: "", OLD_RETURNS: "hmac-sha256="}

TOPICS: Final = {
    "tracking_update": types.TRACKING_UPDATED,
    "edd_revise": types.TRACKING_UPDATED,
    "tracking_pending_time": types.DELIVERY_NOTED,
    "return.approved": types.RETURN_REQUESTED,
    "return.rejected": types.RETURN_CANCELLED,
    "return.receiving.created": types.RETURN_RECEIVED,
    "return.*": types.DELIVERY_NOTED,
    "warranty.*": types.DELIVERY_NOTED,
}

# https://www.aftership.com/docs/tracking/enum/delivery-statuses
STATUSES: Final = {
    "inforeceived": tracking.PRE_TRANSIT,
    "intransit": tracking.IN_TRANSIT,
    "outfordelivery": tracking.OUT_FOR_DELIVERY,
    "availableforpickup": tracking.AVAILABLE_FOR_PICKUP,
    "attemptfail": tracking.DELIVERY_ATTEMPTED,
    "delivered": tracking.DELIVERED,
    "exception": tracking.EXCEPTION,
}

_ZONED: Final = re.compile(r".*T.*(Z|[+-][0-9]{2}:?[0-9]{2})")
_PLACEHOLDER: Final = "string"
"""Stands for an order number that is not there, as in the vendor's own samples."""

_LAST_SECOND: Final = 10**11


def _signature(headers: Headers) -> bytes:
    """Return the one signature; two of different names leave it open which counts."""
    given = [(name, value) for name in _PREFIXES if (value := headers.get(name)) is not None]
    if len(given) != 1:
        raise SealBroken
    name, value = given[0]
    if not value.startswith(_PREFIXES[name]):
        raise SealBroken
    return base64_signature(value.removeprefix(_PREFIXES[name]))


def _verify(raw: bytes, headers: Headers, secrets: Sequence[bytes], now: float) -> int:
    if not raw:
        raise SealBroken
    return matching_secret([_signature(headers)], secrets, raw)


def _told_at(body: Payload) -> str | None:
    """Return the time of the event: unix seconds for a parcel, a text for a return."""
    seconds = body.get("ts")
    if seconds is None:
        return fields.moment(body, "created_at")
    if type(seconds) is not int or not 0 <= seconds < _LAST_SECOND:
        raise Unreadable("ts: not unix seconds")
    return instant(datetime.fromtimestamp(seconds, UTC).isoformat())


def _number(parcel: Payload) -> str | None:
    number = fields.ident(parcel, "order_number")
    return None if number == _PLACEHOLDER else number


def _parcel_refs(parcel: Payload) -> tuple[str, ...]:
    return references(
        ("number", _number(parcel)),
        ("tracking", fields.text(parcel, "tracking_number")),
    )


def _return_refs(claim: Payload) -> tuple[str, ...]:
    order = fields.part(claim, "order")
    return references(
        ("order", fields.ident(order, "external_id")),
        ("number", fields.ident(order, "order_number")),
    )


def _refs(event_type: str, body: Payload) -> tuple[str, ...]:
    if event_type == types.TRACKING_UPDATED:
        return _parcel_refs(fields.part(body, "msg"))
    if event_type.startswith("return."):
        return _return_refs(fields.part(body, "data"))
    return ()


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    body = json_object(raw)
    topic = fields.required(fields.text(body, "event"), "event")
    event_type, time = topic_type(TOPICS, topic), _told_at(body)
    return Envelope(
        identity=fields.ident(body, "event_id") or fields.key(body, "id"),
        topic=topic,
        type=event_type,
        refs=_refs(event_type, body),
        version=time,
        time=time,
    )


def _scanned_at(parcel: Payload) -> str | None:
    """Return the time of the newest scan, None when one is local to a place nobody names."""
    scans = fields.parts(parcel, "checkpoints")
    times = [fields.text(scan, "checkpoint_time") or "" for scan in scans]
    if not all(_ZONED.fullmatch(time) for time in times):
        return None
    found = [fields.moment(scan, "checkpoint_time") for scan in scans]
    return max((time for time in found if time), default=None)


def _tracked(body: Payload, envelope: Envelope) -> Payload:
    parcel = fields.part(body, "msg")
    word = fields.text(parcel, "tag")
    return {
        "order": {"id": None, "number": _number(parcel)},
        "tracking_number": fields.text(parcel, "tracking_number"),
        "carrier": fields.text(parcel, "slug"),
        "url": fields.text(parcel, "courier_tracking_link"),
        "status": tracking.status(STATUSES, word),
        "raw_status": word,
        "occurred_at": _scanned_at(parcel),
    }


def _claimed(body: Payload) -> Payload:
    """Return the order and the return that a body is about."""
    claim = fields.part(body, "data")
    order = fields.part(claim, "order")
    return {
        "order": {
            "id": fields.ident(order, "external_id"),
            "number": fields.ident(order, "order_number"),
        },
        "return": {"id": fields.key(claim, "id"), "number": fields.ident(claim, "rma_number")},
    }


def _requested(body: Payload, envelope: Envelope) -> Payload:
    items = fields.parts(fields.part(body, "data"), "return_items")
    lines = [
        {
            "id": fields.ident(item, "external_order_item_id"),
            "sku": fields.text(item, "sku"),
            "quantity": fields.whole(item, "return_quantity"),
            "reason": fields.text(item, "return_reason"),
        }
        for item in fields.some(items, "return_items")
    ]
    return {**_claimed(body), "lines": lines}


def _rejected(body: Payload, envelope: Envelope) -> Payload:
    return {**_claimed(body), "reason": "rejected"}


def _received(body: Payload, envelope: Envelope) -> Payload:
    """Read what arrived: never without lines, that would mean all that was requested."""
    parcels = fields.parts(fields.part(body, "data"), "receivings")
    if len(parcels) != 1:
        raise Unreadable("receivings: not one, so it is open which of them this event tells of")
    lines = [
        {
            "id": fields.key(item, "external_order_item_id"),
            "quantity": fields.whole(item, "quantity"),
        }
        for item in fields.some(fields.parts(parcels[0], "items"), "receivings.items")
    ]
    return {**_claimed(body), "lines": lines}


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return the headers of a delivery of one's own; topic and identity stand in the body."""
    header = RETURNS if topic.startswith("return.") else TRACKING
    return {"Content-Type": "application/json", header: body_hmac(raw, secret)}


_ABOUT: Final = About(
    signature="`aftership-hmac-sha256`",
    signed="raw body; of returns under `as-signature-hmac-sha256` or, after `hmac-sha256=`, the older `am-webhook-signature`; never two of them",
    identity="`event_id` of the body, of returns `id`",
    mark="none: the id is signed",
    lane="never: order number; of returns `order.external_id`",
    oracle="openssl",
)


DIALECT = Dialect(
    name="aftership",
    topics=TOPICS,
    about=_ABOUT,
    verify=_verify,
    envelope=_envelope,
    headers=(TRACKING, RETURNS, OLD_RETURNS),
    translate=translator(
        {
            types.TRACKING_UPDATED: _tracked,
            types.RETURN_REQUESTED: _requested,
            types.RETURN_CANCELLED: _rejected,
            types.RETURN_RECEIVED: _received,
        }
    ),
    seal=_seal,
)
