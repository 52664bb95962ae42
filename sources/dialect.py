"""The shape that every dialect has, and the checks they share."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from events import payloads, types
from events.envelope import Envelope, Unreadable, reference
from sources import strict_json
from sources.about import About

Headers = Mapping[str, str]
"""Header fields by name, looked up without regard to case (Werkzeug's, or any such mapping)."""

Payload = dict[str, Any]
Derived = tuple[str, Payload]
"""An event type and its canonical payload."""

Options = Mapping[str, Any]
"""What a source is told of its dialect beside its secrets, by name (docs/sources.md)."""

URL_TOKEN: Final = "x-orderlane-url-token"  # noqa: S105 a header's name, no secret
"""The header under which a dialect finds the `token` of the URL's query, where it signs nothing."""

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


@dataclass(frozen=True, slots=True)
class Fetch:
    """What a thin delivery leaves to be asked of its source: never an address.

    resource: a name that the source's port knows. params: ids and words that were checked one by
    one against a strict pattern; the port puts them into paths and queries of its own.
    needed: False where the delivery tells enough to go by when the source cannot be asked.
    """

    resource: str
    params: Mapping[str, str]
    needed: bool = True


@dataclass(frozen=True, slots=True)
class KeyHost:
    """Where a sender publishes the keys of its seals: one host, and paths that its headers name.

    named(raw, headers): return the paths, each of one strict form; raise SealBroken for a delivery
        that is not ours or names none.
    """

    url: str
    named: Callable[[bytes, Headers], tuple[str, ...]]


Row = tuple[Envelope, bytes]
"""One fact of a fetched list, as if it had been delivered alone: its outside and its body."""


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


def _nothing_fetched(envelope: Envelope, raw: bytes) -> Fetch | None:
    return None


def _no_rows(envelope: Envelope, raw: bytes) -> tuple[Row, ...]:
    return ()


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
    fetch(envelope, raw): return what a `delivery.received` leaves to be asked of its source, None
        when it tells all by itself; raise Unreadable. Of one that is fetched, the body that derive
        and rows are given is the fetched document: a JSON object with a member for each part of the
        resource (docs/sources.md), an empty one when the source has no such thing (any more).
    rows(envelope, body): return the facts of a `delivery.received`, of the fetched document if there
        is one, that have lanes of their own, each to be taken in like a delivery of its own; raise
        Unreadable.
    about: what docs/sources.md says of it.
    statuses: the sender's words for the state of an order, and what each means (order_states).
    configured(options): return this dialect as one source speaks it; None where nothing can be
        told. Raise ValueError naming the option. Known: `statuses`, words laid over that table;
        `client_id`, the addressee that the sender must name; `keys_url`, another host of its keys;
        `locations`, the OMS's places by the sender's own (stock), and beside them `asked_back`,
        whether the source has an api.
    signs: False for a sender that signs nothing: a token of the URL, or the queue, must do.
    undated: the topics whose bodies tell no time: when one came is its version.
    forgotten_after_s: how long a delivery that comes again is the same one, None for always.
    needs: the options without which a source cannot be opened.
    keys: where the keys of its seals are published, None where they are told as secrets alone.
    challenge(query): return what a question by GET wants to read back, None when it is none.
    to_visit(raw): return the address that a handshake asks a person to visit, '' for none.
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
    fetch: Callable[[Envelope, bytes], Fetch | None] = _nothing_fetched
    rows: Callable[[Envelope, bytes], tuple[Row, ...]] = _no_rows
    about: About = field(default_factory=About)
    statuses: Mapping[str, str] = field(default_factory=dict)
    configured: Callable[[Options], "Dialect"] | None = None
    signs: bool = True
    undated: tuple[str, ...] = ()
    forgotten_after_s: int | None = None
    needs: tuple[str, ...] = ()
    keys: KeyHost | None = None
    challenge: Callable[[Mapping[str, str]], str | None] = lambda query: None
    to_visit: Callable[[bytes], str] = lambda raw: ""
    is_handshake: Callable[[str, bytes, Headers], bool] = _no_handshake
    accepted_body: Mapping[str, str] = field(default_factory=lambda: {"status": "accepted"})
    secret_bytes: Callable[[str], bytes] = lambda text: text.encode()


def body_hash(raw: bytes) -> str:
    """Return the SHA-256 of the body in hex."""
    return hashlib.sha256(raw).hexdigest()


def fingerprint(value: Payload | None) -> str | None:
    """Return a hash that is equal for equal values, so that a state can hold it namelessly."""
    return body_hash(json.dumps(value, sort_keys=True).encode()) if value else None


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
    """Return whether the surest reference may open a lane: the order's own id, or a place of stock."""
    return bool(refs) and refs[0].startswith(("order:", "stock:"))


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
