"""ShipStation v2 (ShipEngine): tracks parcels, and signs by RSA over the time and the body.

https://docs.shipstation.com/apis/docs/guides/webhooks-validation. That time and body are joined by
a dot is not published, but what public receivers agree on. v1 is another dialect (shipstation_v1).
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from events import types
from events.envelope import Envelope
from sources import fields, rsa_seal, tracking
from sources.about import About
from sources.dialect import (
    Dialect,
    Headers,
    Payload,
    SealBroken,
    body_hash,
    json_object,
    references,
    topic_type,
    translator,
)

SIGNATURE: Final = "x-shipengine-rsa-sha256-signature"
TIMESTAMP: Final = "x-shipengine-timestamp"
TOLERANCE_S: Final = 300

TOPICS: Final = {
    "TRACK_EVENT_V2": types.TRACKING_UPDATED,
    "API_TRACK": types.TRACKING_UPDATED,
    "BATCH_PROCESSED_V2": types.DELIVERY_NOTED,
    "API_BATCH": types.DELIVERY_NOTED,
}
"""`API_` is ShipEngine's name for the same."""

# https://docs.shipstation.com/apis/docs/guides/webhooks-schemas, status_code
STATUSES: Final = {
    "ny": tracking.PRE_TRANSIT,
    "ac": tracking.IN_TRANSIT,
    "it": tracking.IN_TRANSIT,
    "sp": tracking.AVAILABLE_FOR_PICKUP,
    "at": tracking.DELIVERY_ATTEMPTED,
    "de": tracking.DELIVERED,
    "ex": tracking.EXCEPTION,
}

_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,20}(Z|[+-][0-9]{2}:[0-9]{2})")
_fits: Final = rsa_seal.verifier(SIGNATURE)


def _signed(timestamp: str, raw: bytes) -> bytes:
    return f"{timestamp}.".encode() + raw


def _seconds(timestamp: str) -> float:
    try:
        return datetime.fromisoformat(timestamp).timestamp()
    except (ValueError, OverflowError) as err:
        raise SealBroken from err


def _verify(raw: bytes, headers: Headers, secrets: Sequence[bytes], now: float) -> int:
    timestamp = headers.get(TIMESTAMP) or ""
    if not raw or not _ISO.fullmatch(timestamp) or abs(now - _seconds(timestamp)) > TOLERANCE_S:
        raise SealBroken
    return _fits(_signed(timestamp, raw), headers, secrets, now)


def _scanned_at(parcel: Payload) -> str | None:
    """Return the time of the newest scan; they stand in no fixed order."""
    times = [fields.moment(scan, "occurred_at") for scan in fields.parts(parcel, "events")]
    return max((time for time in times if time), default=None)


def _key(topic: str, parcel: Payload) -> str:
    """Return what is the same whether a label's parcel is told of or the number's."""
    told = [fields.text(parcel, name) for name in ("carrier_code", "tracking_number")]
    status = fields.text(parcel, "status_code")
    return "|".join(part or "" for part in (topic, *told, status, _scanned_at(parcel)))


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    body = json_object(raw)
    topic = fields.required(fields.text(body, "resource_type"), "resource_type")
    event_type, parcel = topic_type(TOPICS, topic), fields.part(body, "data")
    if event_type != types.TRACKING_UPDATED:
        return Envelope(f"{topic}|{body_hash(raw)}", topic, event_type)
    key, time = _key(topic, parcel), _scanned_at(parcel)
    return Envelope(
        identity=key,
        topic=topic,
        type=event_type,
        refs=references(("tracking", fields.text(parcel, "tracking_number"))),
        version=time,
        time=time,
        marks=(key,),
    )


def _tracked(body: Payload, envelope: Envelope) -> Payload:
    parcel = fields.part(body, "data")
    word = fields.text(parcel, "status_code")
    return {
        "tracking_number": fields.text(parcel, "tracking_number"),
        "carrier": fields.text(parcel, "carrier_code"),
        "url": fields.text(parcel, "tracking_url"),
        "status": tracking.status(STATUSES, word),
        "raw_status": word,
        "occurred_at": envelope.time,
    }


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return the headers of a delivery of one's own, whose secret is then a PRIVATE KEY."""
    timestamp = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "Content-Type": "application/json",
        TIMESTAMP: timestamp,
        SIGNATURE: rsa_seal.sign(_signed(timestamp, raw), secret),
    }


_ABOUT: Final = About(
    signature="`x-shipengine-rsa-sha256-signature`",
    signed="by RSA: `timestamp.body`, 300 s both ways",
    identity="`resource_type` of the body, carrier, number, status, newest scan",
    mark="the same",
    lane="never: tracking number",
    oracle="openssl, both ways",
)


DIALECT = Dialect(
    name="shipstation",
    topics=TOPICS,
    about=_ABOUT,
    verify=_verify,
    envelope=_envelope,
    headers=(SIGNATURE, TIMESTAMP),
    translate=translator({types.TRACKING_UPDATED: _tracked}),
    seal=_seal,
    secret_bytes=rsa_seal.secret_bytes,
)
