"""The seal of Adobe I/O Events: RSA by one of Adobe's own keys, for a body that names us.

https://developer.adobe.com/events/docs/guides/sdk/sdk-signature-verification/. Anybody's events are
sealed by the same keys: without the addressee a seal tells nothing.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import Final

from events.envelope import Unreadable
from sources import fields, rsa_seal
from sources.dialect import Headers, Payload, SealBroken, json_object

SIGNATURES: Final = (
    "x-adobe-digital-signature-1",
    "x-adobe-digital-signature-2",
    "x-adobe-digital-signature1",
    "x-adobe-digital-signature2",
)
PATHS: Final = ("x-adobe-public-key1-path", "x-adobe-public-key2-path")
KEYS: Final = "https://static.adobeioevents.com"

_KEY_PATH: Final = re.compile(r"/[A-Za-z]+/keys/pub-key-[0-9a-f-]+\.pem")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/\s]+={0,2}\s*")
_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TO_VISIT: Final = re.compile(r"https://csm[a-z0-9-]*\.adobe\.io/[!-~]{1,1000}")


def plain(raw: bytes) -> bytes:
    """Return what was signed: a body that is base64 as a whole is decoded first."""
    if not _BASE64.fullmatch(raw):
        return raw
    try:
        return base64.b64decode(raw)
    except binascii.Error:
        return raw


def _addressee(body: Payload) -> str | None:
    return fields.ident(body, "recipientclientid") or fields.ident(body, "recipient_client_id")


def _is_for(client_id: str, signed: bytes) -> bool:
    try:
        return _addressee(json_object(signed)) == client_id
    except Unreadable:
        return False


def verify(
    client_id: str, raw: bytes, headers: Headers, secrets: Sequence[bytes], now: float
) -> int:
    """Return the index of a key that one of the signatures fits, for a body that names us."""
    signed, given = plain(raw), [headers.get(name) for name in SIGNATURES]
    for signature in filter(None, given):
        try:
            index = rsa_seal.check(signature, signed, secrets)
        except SealBroken:
            continue
        if raw and (not client_id or _is_for(client_id, signed)):
            return index
    raise SealBroken


def named_keys(client_id: str, raw: bytes, headers: Headers) -> tuple[str, ...]:
    """Return the paths of the keys, of a body that speaks of us; raise SealBroken."""
    paths = [path for name in PATHS if (path := headers.get(name))]
    strict = all(_KEY_PATH.fullmatch(path) for path in paths)
    if not strict or client_id.encode() not in plain(raw):
        raise SealBroken
    return tuple(paths)


def challenge(query: Mapping[str, str]) -> str | None:
    """Return what a new registration wants to read back."""
    found = query.get("challenge", "")
    return found if _GUID.fullmatch(found) else None


def to_visit(raw: bytes) -> str:
    """Return the address that a registration asks a person to visit, '' where the body is none."""
    try:
        body = json_object(raw)
        found = fields.text(body, "validationUrl") if body.keys() == {"validationUrl"} else None
    except Unreadable:
        return ""
    return found if found and _TO_VISIT.fullmatch(found) else ""


def is_handshake(method: str, raw: bytes, headers: Headers) -> bool:
    """Return whether a person is asked to visit an address, which is never fetched from here."""
    return method == "POST" and len(raw) < 2_000 and to_visit(raw) != ""
