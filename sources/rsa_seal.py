"""Seals by RSA with SHA-256 (PKCS#1 v1.5, RFC 8017), for senders that give out a public key."""

import base64
import binascii
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    RSAPublicNumbers,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from sources.dialect import Headers, SealBroken, Verify

LEAST_BITS: Final = 2048
MOST_BITS: Final = 8192

_PEM: Final = re.compile(
    r"-----BEGIN (PUBLIC|PRIVATE) KEY-----\s*([A-Za-z0-9+/=\s]+?)\s*-----END \1 KEY-----"
)
_NOT_A_KEY: Final = "not an RSA key in PEM: PUBLIC KEY, or PRIVATE KEY of one's own"
_RSA: Final = bytes.fromhex("06092a864886f70d0101010500")
"""The algorithm of a key (RFC 8017, A.1); the library takes others for it, as RSASSA-PSS."""


def secret_bytes(text: str) -> bytes:
    """Return the DER of a key in PEM; raise ValueError for any but RSA of at least 2048 bits."""
    found = _PEM.fullmatch(text.strip())
    try:
        der = base64.b64decode(found[2]) if found else b""
    except binascii.Error as err:
        raise ValueError(_NOT_A_KEY) from err
    _public(der)
    return der


def _loaded(der: bytes) -> RSAPublicKey | RSAPrivateKey:
    for load in (load_der_public_key, lambda told: load_der_private_key(told, None)):
        try:
            key = load(der)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
        if isinstance(key, RSAPublicKey | RSAPrivateKey) and _RSA in der:
            return key
    raise ValueError(_NOT_A_KEY)


def _public(der: bytes) -> RSAPublicKey:
    key = _loaded(der)
    public = key if isinstance(key, RSAPublicKey) else key.public_key()
    numbers = public.public_numbers()
    sound = numbers.n % 2 and numbers.e % 2 and 3 <= numbers.e < 2**32
    if not (sound and LEAST_BITS <= public.key_size <= MOST_BITS):
        raise ValueError(f"not an RSA key of {LEAST_BITS} to {MOST_BITS} bits")
    return public


@lru_cache(maxsize=64)
def _public_or_none(der: bytes) -> RSAPublicKey | None:
    try:
        return _public(der)
    except ValueError:
        return None


@cache
def _no_key() -> RSAPublicKey:
    """Return a key that opens nothing: it stands in for one that is none, so that both take as long."""
    return RSAPublicNumbers(65537, 2**LEAST_BITS - 1).public_key()


def _signature(text: str | None) -> bytes:
    """Return the bytes of a base64 signature in its one right spelling."""
    try:
        given = (text or "").encode("ascii")
        signature = base64.b64decode(given, validate=True)
    except (UnicodeEncodeError, binascii.Error) as err:
        raise SealBroken from err
    if not LEAST_BITS <= 8 * len(signature) <= MOST_BITS or base64.b64encode(signature) != given:
        raise SealBroken
    return signature


def _fits(signature: bytes, der: bytes, raw: bytes) -> bool:
    key = _public_or_none(der)
    try:
        (key or _no_key()).verify(signature, raw, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return key is not None


def check(text: str | None, raw: bytes, secrets: Sequence[bytes]) -> int:
    """Return the index of the key that a base64 signature fits; raise SealBroken."""
    signature = _signature(text)
    hits = [at for at, der in enumerate(secrets) if _fits(signature, der, raw)]
    if not hits:
        raise SealBroken
    return hits[0]


def verifier(header: str) -> Verify:
    """Return a verify function for base64 RSA-SHA256 over the raw body; an empty one is refused."""

    def verify(raw: bytes, headers: Headers, secrets: Sequence[bytes], now: float) -> int:
        if not raw:
            raise SealBroken
        return check(headers.get(header), raw, secrets)

    return verify


def sign(raw: bytes, der: bytes) -> str:
    """Return the base64 signature of the raw body; raise ValueError for a public key."""
    key = _loaded(der)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("a public key signs nothing: take a PRIVATE KEY of one's own")
    return base64.b64encode(key.sign(raw, PKCS1v15(), SHA256())).decode()
