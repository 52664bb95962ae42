"""Seals by RSA with SHA-256 over the raw body, for senders that give out a public key.

RFC 8017, 8.2.2 (PKCS#1 v1.5): what the signature opens to is compared, as a whole, with the only
form that the body's hash can have; nothing of it is parsed. Keys are read as in RFC 5280, 4.1
(PUBLIC KEY) and RFC 5958 (PRIVATE KEY), which only deliveries of one's own need.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sources.dialect import Headers, SealBroken, Verify

LEAST_BITS: Final = 2048
MOST_BITS: Final = 8192

_PEM: Final = re.compile(
    r"-----BEGIN (PUBLIC|PRIVATE) KEY-----\s*([A-Za-z0-9+/=\s]+?)\s*-----END \1 KEY-----"
)
_NOT_A_KEY: Final = "not an RSA key in PEM: PUBLIC KEY, or PRIVATE KEY of one's own"

_INTEGER, _BITS, _OCTETS, _SEQUENCE = 0x02, 0x03, 0x04, 0x30
_RSA: Final = bytes.fromhex("06092a864886f70d0101010500")
_SHA256_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")


@dataclass(frozen=True, slots=True)
class _Key:
    modulus: int
    exponent: int
    private: list[int] | None

    @property
    def size(self) -> int:
        return (self.modulus.bit_length() + 7) // 8


_NO_KEY: Final = _Key(2**LEAST_BITS - 1, 65537, None)
"""Opens nothing; it stands in for a key that is none, so that both take as long."""


def secret_bytes(text: str) -> bytes:
    """Return the DER of a key in PEM; raise ValueError for any but RSA of at least 2048 bits."""
    found = _PEM.fullmatch(text.strip())
    try:
        der = base64.b64decode(found[2]) if found else b""
    except binascii.Error as err:
        raise ValueError(_NOT_A_KEY) from err
    _key(der)
    return der


def _element(data: bytes, at: int, tag: int) -> tuple[bytes, int]:
    """Return what a DER element holds, and where the next one begins."""
    if data[at] != tag:
        raise ValueError("another element was expected")
    length, start = data[at + 1], at + 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[at + 2 : start])
    if start + length > len(data):
        raise ValueError("an element is cut short")
    return data[start : start + length], start + length


def _integers(sequence: bytes, count: int) -> list[int]:
    found, at = [], 0
    for _ in range(count):
        number, at = _element(sequence, at, _INTEGER)
        found.append(int.from_bytes(number))
    return found


def _numbers(der: bytes) -> tuple[int, int, list[int] | None]:
    """Return modulus, exponent and, of a private key, its numbers from the first prime on."""
    outer, _ = _element(der, 0, _SEQUENCE)
    is_private = outer[0] == _INTEGER
    at = _element(outer, 0, _INTEGER)[1] if is_private else 0
    algorithm, at = _element(outer, at, _SEQUENCE)
    if algorithm != _RSA:
        raise ValueError("not an RSA key")
    inner, _ = _element(outer, at, _OCTETS if is_private else _BITS)
    numbers, _ = _element(inner, 0 if is_private else 1, _SEQUENCE)
    if not is_private:
        modulus, exponent = _integers(numbers, 2)
        return modulus, exponent, None
    _, modulus, exponent, _, *private = _integers(numbers, 9)
    return modulus, exponent, private


def _key(der: bytes) -> _Key:
    try:
        key = _Key(*_numbers(der))
    except (IndexError, ValueError) as err:
        raise ValueError(_NOT_A_KEY) from err
    sound = key.modulus % 2 and key.exponent % 2 and 3 <= key.exponent < 2**32
    if not (sound and LEAST_BITS <= key.modulus.bit_length() <= MOST_BITS):
        raise ValueError(f"not an RSA key of {LEAST_BITS} to {MOST_BITS} bits")
    return key


def _key_or_none(der: bytes) -> _Key:
    try:
        return _key(der)
    except ValueError:
        return _NO_KEY


def _sealed_form(raw: bytes, size: int) -> bytes:
    """Return what a signature of the body opens to (RFC 8017, 9.2)."""
    info = _SHA256_INFO + hashlib.sha256(raw).digest()
    return b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info


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
    key, number = _key_or_none(der), int.from_bytes(signature)
    if len(signature) != key.size or number >= key.modulus:
        return False
    opened = pow(number, key.exponent, key.modulus).to_bytes(key.size)
    return hmac.compare_digest(opened, _sealed_form(raw, key.size)) and key is not _NO_KEY


def verifier(header: str) -> Verify:
    """Return a verify function for base64 RSA-SHA256 over the raw body; an empty one is refused."""

    def verify(raw: bytes, headers: Headers, secrets: Sequence[bytes], now: float) -> int:
        signature = _signature(headers.get(header))
        hits = [at for at, der in enumerate(secrets) if _fits(signature, der, raw)]
        if not (raw and hits):
            raise SealBroken
        return hits[0]

    return verify


def sign(raw: bytes, der: bytes) -> str:
    """Return the base64 signature of the raw body (RFC 8017, 5.2.1); raise ValueError for a public key."""
    key = _key(der)
    if key.private is None:
        raise ValueError("a public key signs nothing: take a PRIVATE KEY of one's own")
    form = int.from_bytes(_sealed_form(raw, key.size))
    first, second, of_first, of_second, inverse = key.private
    low = pow(form, of_second, second)
    number = low + second * ((pow(form, of_first, first) - low) * inverse % first)
    return base64.b64encode(number.to_bytes(key.size)).decode()
