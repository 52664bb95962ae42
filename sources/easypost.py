"""EasyPost: tracks parcels. Its body names its own delivery, and changes from attempt to attempt.

https://docs.easypost.com/docs/webhooks. A hook without a `webhook_secret` sends no signature.
"""

import json
import re
import unicodedata
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

SIGNATURE: Final = "X-Hmac-Signature"

TOPICS: Final = {
    "tracker.created": types.TRACKING_UPDATED,
    "tracker.updated": types.TRACKING_UPDATED,
    "batch.*": types.DELIVERY_NOTED,
    "claim.*": types.DELIVERY_NOTED,
    "claims.*": types.DELIVERY_NOTED,
    "insurance.*": types.DELIVERY_NOTED,
    "payment.*": types.DELIVERY_NOTED,
    "refund.*": types.DELIVERY_NOTED,
    "report.*": types.DELIVERY_NOTED,
    "scan_form.*": types.DELIVERY_NOTED,
    "shipment.*": types.DELIVERY_NOTED,
}

# https://docs.easypost.com/docs/trackers, status
STATUSES: Final = {
    "pre_transit": tracking.PRE_TRANSIT,
    "in_transit": tracking.IN_TRANSIT,
    "out_for_delivery": tracking.OUT_FOR_DELIVERY,
    "available_for_pickup": tracking.AVAILABLE_FOR_PICKUP,
    "delivered": tracking.DELIVERED,
    "return_to_sender": tracking.EXCEPTION,
    "failure": tracking.EXCEPTION,
}

_PREFIX: Final = "hmac-sha256-hex="
_HEX: Final = re.compile(f"{_PREFIX}([0-9a-f]{{64}})")


def _secret_bytes(text: str) -> bytes:
    """Return the key of a secret: EasyPost takes composed letters apart before it signs."""
    return unicodedata.normalize("NFKD", text).encode()


def _verify(raw: bytes, headers: Headers, secrets: Sequence[bytes], now: float) -> int:
    given = _HEX.fullmatch(headers.get(SIGNATURE) or "")
    if given is None or not raw:
        raise SealBroken
    return matching_secret([bytes.fromhex(given[1])], secrets, raw)


def _type(topic: str, tracker: Payload) -> str:
    """Return the type of a topic; a parcel on its way back says nothing of a shipment."""
    if tracker.get("is_return") is True:
        return types.DELIVERY_NOTED
    return topic_type(TOPICS, topic)


def _content(identity: str, result: Payload) -> str:
    """Return what all attempts of a delivery share: all but the event's own progress."""
    told = json.dumps(result, sort_keys=True, default=str)
    return f"{identity}|{body_hash(told.encode())}"


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    body = json_object(raw)
    topic = fields.required(fields.text(body, "description"), "description")
    identity, tracker = fields.key(body, "id"), fields.part(body, "result")
    event_type = _type(topic, tracker)
    acts = event_type == types.TRACKING_UPDATED
    time = fields.moment(tracker, "updated_at") if acts else None
    return Envelope(
        identity=identity,
        topic=topic,
        type=event_type,
        refs=references(("tracking", fields.text(tracker, "tracking_code"))) if acts else (),
        version=time,
        time=time,
        marks=(_content(identity, tracker),),
        tenant=fields.ident(body, "user_id"),
        test=body.get("mode") == "test",
    )


def _scanned_at(tracker: Payload) -> str | None:
    """Return the time of the newest scan; each delivery repeats the whole history."""
    scans = fields.parts(tracker, "tracking_details")
    times = [fields.moment(scan, "datetime") for scan in scans]
    return max((time for time in times if time), default=None)


def _tracked(body: Payload, envelope: Envelope) -> Payload:
    tracker = fields.part(body, "result")
    word = fields.text(tracker, "status")
    return {
        "tracking_number": fields.text(tracker, "tracking_code"),
        "carrier": fields.text(tracker, "carrier"),
        "url": fields.text(tracker, "public_url"),
        "status": tracking.status(STATUSES, word),
        "raw_status": word,
        "occurred_at": _scanned_at(tracker),
    }


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return the headers of a delivery of one's own; topic and identity stand in the body."""
    signature = hmac_sha256(secret, raw).hex()
    return {"Content-Type": "application/json", SIGNATURE: f"{_PREFIX}{signature}"}


_ABOUT: Final = About(
    signature="`X-Hmac-Signature`",
    signed="raw body; in hex, after `hmac-sha256-hex=`",
    identity="`id` of the body",
    mark="`id` and `result`: what else the body tells differs from attempt to attempt",
    lane="never: tracking number",
    oracle="the vendor's library easypost, both ways",
)


DIALECT = Dialect(
    name="easypost",
    topics=TOPICS,
    about=_ABOUT,
    verify=_verify,
    envelope=_envelope,
    headers=(SIGNATURE,),
    translate=translator({types.TRACKING_UPDATED: _tracked}),
    seal=_seal,
    secret_bytes=_secret_bytes,
)
