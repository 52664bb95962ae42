"""The seal of Standard Webhooks 1.0.0: HMAC-SHA256 over id, time of the attempt and raw body.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
Ed25519 signatures (v1a) are passed over like those of any other version.
"""

import base64
import re
from collections.abc import Sequence
from typing import Final

from events.envelope import Unreadable
from sources.dialect import Headers, SealBroken
from sources.hmac_seal import base64_signature, hmac_sha256, matching_secret

TOLERANCE_S: Final = 300
MAX_SIGNATURES: Final = 5
FAMILIES: Final = ("webhook", "svix")
"""Beginnings of the header names; some senders still use the older one."""
HEADERS: Final = tuple(
    f"{one}-{part}" for one in FAMILIES for part in ("id", "timestamp", "signature")
)

_PREFIX: Final = "whsec_"
_VERSION: Final = "v1,"
_ID = re.compile(r"[\x21-\x2d\x2f-\x7e]{1,256}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def secret_bytes(text: str) -> bytes:
    """Return the key of a secret, with or without `whsec_` and padding; raise ValueError."""
    encoded = text.strip().removeprefix(_PREFIX).rstrip("=")
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except ValueError as err:
        raise ValueError("a secret of Standard Webhooks is base64") from err


def _family(headers: Headers) -> str:
    for family in FAMILIES:
        if headers.get(f"{family}-signature") is not None:
            return family
    raise SealBroken


def _identity(headers: Headers, family: str) -> str:
    found = headers.get(f"{family}-id") or ""
    if not _ID.fullmatch(found):
        raise SealBroken
    return found


def message_id(headers: Headers) -> str:
    """Return the id of a message that is believed, the same over its retries; raise Unreadable."""
    sealed = any(headers.get(f"{family}-signature") is not None for family in FAMILIES)
    try:
        # Unsealed, it came over a queue that is believed by its transport: an id is all it needs.
        return _identity(headers, _family(headers) if sealed else FAMILIES[0])
    except SealBroken as err:
        raise Unreadable("webhook-id: missing or misspelt") from err


def _timestamp(headers: Headers, family: str, now: float) -> str:
    found = headers.get(f"{family}-timestamp") or ""
    if not _TIMESTAMP.fullmatch(found) or abs(now - int(found)) > TOLERANCE_S:
        raise SealBroken
    return found


def _signatures(headers: Headers, family: str) -> list[bytes]:
    entries = (headers.get(f"{family}-signature") or "").split(" ")
    ours = [entry.removeprefix(_VERSION) for entry in entries if entry.startswith(_VERSION)]
    return [base64_signature(encoded) for encoded in ours[:MAX_SIGNATURES]]


def _signed(identity: str, timestamp: str, raw: bytes) -> bytes:
    return f"{identity}.{timestamp}.".encode() + raw


def verify(raw: bytes, headers: Headers, secrets: Sequence[bytes], now: float) -> int:
    """Return the index of the secret that fits; raise SealBroken."""
    family = _family(headers)
    timestamp = _timestamp(headers, family, now)
    signed = _signed(_identity(headers, family), timestamp, raw)
    return matching_secret(_signatures(headers, family), secrets, signed)


def seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return the headers of a delivery of one's own; the topic stands in the body."""
    timestamp = str(int(now))
    signature = base64.b64encode(hmac_sha256(secret, _signed(identity, timestamp, raw)))
    return {
        "Content-Type": "application/json",
        "webhook-id": identity,
        "webhook-timestamp": timestamp,
        "webhook-signature": _VERSION + signature.decode(),
    }
