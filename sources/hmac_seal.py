"""Seals by HMAC-SHA256: over the raw body alone, or whatever a dialect signs."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

from sources.dialect import Headers, SealBroken, Verify


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    """Return the HMAC-SHA256 of data."""
    return hmac.new(key, data, hashlib.sha256).digest()


def base64_signature(text: str | None) -> bytes:
    """Return the 32 bytes of a base64 signature; raise SealBroken for anything else.

    Only the one right spelling counts: the decoder passes over letters that are not base64, and
    bits of the last letter are unused.
    """
    try:
        given = (text or "").encode("ascii")
        signature = base64.b64decode(given)
    except (UnicodeEncodeError, binascii.Error) as err:
        raise SealBroken from err
    if len(signature) != hashlib.sha256().digest_size or base64.b64encode(signature) != given:
        raise SealBroken
    return signature


def matching_secret(signatures: Sequence[bytes], secrets: Sequence[bytes], data: bytes) -> int:
    """Return the index of the first secret that signed data, in constant time.

    An empty secret signs nothing. Raises SealBroken when no secret fits.
    """
    hits = [
        index
        for index, secret in enumerate(secrets)
        for given in signatures
        if hmac.compare_digest(given, hmac_sha256(secret, data)) and secret
    ]
    if not hits:
        raise SealBroken
    return hits[0]


def body_hmac_verifier(header: str) -> Verify:
    """Return a verify function for base64 HMAC-SHA256 over the raw body alone.

    An empty body is refused whatever its signature: nobody sends one in these dialects.
    """

    def verify(raw: bytes, headers: Headers, secrets: Sequence[bytes], now: float) -> int:
        if not raw:
            raise SealBroken
        return matching_secret([base64_signature(headers.get(header))], secrets, raw)

    return verify


def body_hmac(raw: bytes, secret: bytes) -> str:
    """Return the base64 HMAC-SHA256 of the raw body, as such senders write it."""
    return base64.b64encode(hmac_sha256(secret, raw)).decode()
