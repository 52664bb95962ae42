"""Shippo: tracks parcels. It signs only on request (ask its support), and names no delivery.

https://docs.goshippo.com/docs/tracking/webhooksecurity. A `?token=` in the address is no seal:
it would end in access logs, so a delivery without a signature is refused.
"""

import re
from collections.abc import Sequence
from typing import Final

from events import types
from events.envelope import Envelope
from sources import fields, tracking
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
from sources.hmac_seal import hmac_sha256, matching_secret

SIGNATURE: Final = "Shippo-Auth-Signature"
TOLERANCE_S: Final = 300

TOPICS: Final = {
    "track_updated": types.TRACKING_UPDATED,
    "transaction_created": types.DELIVERY_NOTED,
    "transaction_updated": types.DELIVERY_NOTED,
    "batch_created": types.DELIVERY_NOTED,
    "batch_purchased": types.DELIVERY_NOTED,
}

# https://docs.goshippo.com/docs/tracking/tracking, tracking_status
STATUSES: Final = {
    "pre_transit": tracking.PRE_TRANSIT,
    "transit": tracking.IN_TRANSIT,
    "delivered": tracking.DELIVERED,
    "returned": tracking.EXCEPTION,
    "failure": tracking.EXCEPTION,
}

_HEADER: Final = re.compile(r"t=([0-9]{1,12})((?:,v1=[0-9a-f]{64}){1,5})")
_ORDER: Final = re.compile(r"(?:order )?(\S+)")


def _signed(timestamp: str, raw: bytes) -> bytes:
    return f"{timestamp}.".encode() + raw


def _verify(raw: bytes, headers: Headers, secrets: Sequence[bytes], now: float) -> int:
    given = _HEADER.fullmatch(headers.get(SIGNATURE) or "")
    if given is None or not raw or abs(now - int(given[1])) > TOLERANCE_S:
        raise SealBroken
    signatures = [bytes.fromhex(one) for one in given[2].split(",v1=")[1:]]
    return matching_secret(signatures, secrets, _signed(given[1], raw))


def _number(parcel: Payload) -> str | None:
    """Return the order's number: the label's metadata, alone or after the word `order`."""
    found = _ORDER.fullmatch(fields.text(parcel, "metadata") or "")
    return found[1] if found else None


def _type(topic: str, parcel: Payload) -> str:
    """Return the type of a topic; a number nobody knows yet has no status to tell."""
    event_type = topic_type(TOPICS, topic)
    if event_type == types.TRACKING_UPDATED and not fields.part(parcel, "tracking_status"):
        return types.DELIVERY_NOTED
    return event_type


def _key(topic: str, parcel: Payload) -> str:
    """Return what is the same however often a status is told."""
    status = fields.part(parcel, "tracking_status")
    return "|".join(
        [
            topic,
            fields.text(parcel, "carrier") or "",
            fields.text(parcel, "tracking_number") or "",
            fields.ident(status, "object_id") or "",
            fields.text(status, "status_date") or "",
            fields.text(status, "status") or "",
        ]
    )


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    body = json_object(raw)
    topic = fields.required(fields.text(body, "event"), "event")
    parcel = fields.part(body, "data")
    event_type = _type(topic, parcel)
    if event_type != types.TRACKING_UPDATED:
        return Envelope(f"{topic}|{body_hash(raw)}", topic, event_type)
    key = _key(topic, parcel)
    time = fields.moment(fields.part(parcel, "tracking_status"), "status_date")
    return Envelope(
        identity=key,
        topic=topic,
        type=event_type,
        refs=references(
            ("number", _number(parcel)),
            ("tracking", fields.text(parcel, "tracking_number")),
        ),
        version=time,
        time=time,
        marks=(key,),
        test=body.get("test") is True,
    )


def _tracked(body: Payload, envelope: Envelope) -> Payload:
    parcel = fields.part(body, "data")
    word = fields.text(fields.part(parcel, "tracking_status"), "status")
    return {
        "order": {"id": None, "number": _number(parcel)},
        "tracking_number": fields.text(parcel, "tracking_number"),
        "carrier": fields.text(parcel, "carrier"),
        "status": tracking.status(STATUSES, word),
        "raw_status": word,
        "occurred_at": envelope.time,
    }


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return the headers of a delivery of one's own; topic and identity stand in the body."""
    timestamp = str(int(now))
    signature = hmac_sha256(secret, _signed(timestamp, raw)).hex()
    return {"Content-Type": "application/json", SIGNATURE: f"t={timestamp},v1={signature}"}


_ABOUT: Final = About(
    signature="`Shippo-Auth-Signature`",
    signed="`t.body`, 300 s both ways; in hex, `t=…,v1=…`",
    identity="`event` of the body, carrier, number, status with its id and date",
    mark="the same",
    lane="never: `metadata`",
    oracle="the library stripe (the same form), both ways",
)


DIALECT = Dialect(
    name="shippo",
    topics=TOPICS,
    about=_ABOUT,
    verify=_verify,
    envelope=_envelope,
    headers=(SIGNATURE,),
    translate=translator({types.TRACKING_UPDATED: _tracked}),
    seal=_seal,
)
