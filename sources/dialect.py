"""The shape that every dialect has, and the checks they share."""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from events import payloads, types
from events.envelope import Envelope, Unreadable, reference
from sources import strict_json

Headers = Mapping[str, str]
"""Header fields by name, looked up without regard to case (Werkzeug's, or any such mapping)."""

Payload = dict[str, Any]
Derived = tuple[str, Payload]
"""An event type and its canonical payload."""

Verify = Callable[[bytes, Headers, Sequence[bytes], float], int]

_HEADER_VALUE: Final = re.compile(r"[!-{}~]{1,256}")
"""No blank: a header that was sent twice arrives joined by one. No `|`: it parts content keys."""

_FAMILY: Final = re.compile(r"[^./]*[./]")


class SealBroken(Exception):
    """The seal is missing, wrong or out of its time: the delivery is refused."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a lane remembers of the sender's last state, and the events a newer one means.

    The state is plain JSON and names nobody: addresses stand in it as their hash.
    """

    state: Payload
    events: tuple[Derived, ...]


class Seal(Protocol):
    """Make the headers of a delivery of one's own, as the sender would.

    topic and identity go where the dialect keeps them; what its body says already is not
    repeated (docs/sources.md). now is in unix seconds. Tenant headers are the caller's to add.
    """

    def __call__(
        self, raw: bytes, secret: bytes, *, topic: str, identity: str, now: float
    ) -> dict[str, str]: ...


def _no_handshake(method: str, raw: bytes, headers: Headers) -> bool:
    return False


def _nothing_derived(envelope: Envelope, raw: bytes, known: Payload) -> Snapshot:
    return Snapshot(known, ())


def _no_seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    raise NotImplementedError("this dialect cannot be sent")


@dataclass(frozen=True, slots=True)
class Dialect:
    """One sender's way of speaking. All functions are pure.

    topics: every topic known, and the event type it leads to (where the body has a say, the
        one it leads to when it tells what its name promises). `returns/*` is a whole family.
    verify(raw, headers, secrets, now): return the index of the secret that fits (now in unix
        seconds); raise SealBroken.
    envelope(raw, headers): read the outside; raise Unreadable.
    headers: the names of all headers that verify and envelope look at; no other is ever kept.
    translate(envelope, raw): return the canonical payload of `envelope.type`; raise Unreadable.
    derive(envelope, raw, known): return the state that a delivery shows and, for
        `delivery.received` alone, the events between the last known state and it; raise
        Unreadable. `{}` is no known state: what may be news then counts as news.
    seal: see Seal.
    is_handshake(method, raw, headers): an unsigned question of the sender that is answered 200.
    secret_bytes(text): return the key of a secret as its sender shows it; raise ValueError.
    """

    name: str
    topics: Mapping[str, str]
    verify: Verify
    envelope: Callable[[bytes, Headers], Envelope]
    translate: Callable[[Envelope, bytes], Payload]
    headers: tuple[str, ...] = ()
    seal: Seal = _no_seal
    derive: Callable[[Envelope, bytes, Payload], Snapshot] = _nothing_derived
    is_handshake: Callable[[str, bytes, Headers], bool] = _no_handshake
    accepted_body: Mapping[str, str] = field(default_factory=lambda: {"status": "accepted"})
    secret_bytes: Callable[[str], bytes] = lambda text: text.encode()


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    """Return the HMAC-SHA256 of data."""
    return hmac.new(key, data, hashlib.sha256).digest()


def body_hash(raw: bytes) -> str:
    """Return the SHA-256 of the body in hex."""
    return hashlib.sha256(raw).hexdigest()


def fingerprint(value: Payload | None) -> str | None:
    """Return a hash that is equal for equal values, so that a state can hold it namelessly."""
    return body_hash(json.dumps(value, sort_keys=True).encode()) if value else None


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


def header_value(headers: Headers, name: str) -> str | None:
    """Return one printable header value, None when it is missing; raise Unreadable."""
    value = headers.get(name)
    if value is not None and not _HEADER_VALUE.fullmatch(value):
        raise Unreadable(f"{name}: not one printable value")
    return value


def required_header(headers: Headers, name: str) -> str:
    """Return one printable header value; raise Unreadable when it is missing."""
    value = header_value(headers, name)
    if value is None:
        raise Unreadable(f"{name}: missing")
    return value


def json_object(raw: bytes) -> Payload:
    """Return the JSON object of a sealed body, numbers as int or Decimal; raise Unreadable."""
    value = strict_json.loads(raw)
    if not isinstance(value, dict):
        raise Unreadable("the body is not a JSON object")
    return value


def topic_type(topics: Mapping[str, str], topic: str) -> str:
    """Return the event type of a topic, by its own name or by its family's."""
    family = _FAMILY.match(topic)
    by_family = topics.get(f"{family[0]}*") if family else None
    return topics.get(topic) or by_family or types.UNMAPPED


def references(*found: tuple[str, str | None]) -> tuple[str, ...]:
    """Return the references of what was found (kind and value), the missing left out."""
    return tuple(dict.fromkeys(reference(kind, value) for kind, value in found if value))


def names_order(refs: Sequence[str]) -> bool:
    """Return whether the surest reference is the order's own id at its storefront."""
    return bool(refs) and refs[0].startswith("order:")


Reader = Callable[[Payload, Envelope], Payload]
"""Reads the canonical data, but for its version, out of a body."""


def translator(readers: Mapping[str, Reader]) -> Callable[[Envelope, bytes], Payload]:
    """Return the translate function of a dialect that has one reader an event type."""

    def translate(envelope: Envelope, raw: bytes) -> Payload:
        reader = readers.get(envelope.type)
        if reader is None:
            raise Unreadable(f"{envelope.type} has no payload in this dialect")
        data = reader(json_object(raw), envelope)
        return payloads.load(envelope.type, {**data, "version": envelope.version})

    return translate
