"""CloudEvents 1.0 over HTTP: structured, binary and batch. Types and data are our canonical ones.

https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md. The
binding has no seal of its own: it comes inside that of Standard Webhooks. Headers stand outside
the seal, so a binary event repeats its type in its data; no time is taken from a header.
"""

import base64
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from events import payloads, types
from events.envelope import Envelope, Unreadable
from sources import canonical, fields, standard_seal, strict_json
from sources.about import About
from sources.dialect import (
    Derived,
    Dialect,
    Headers,
    Payload,
    Snapshot,
    body_hash,
    json_object,
    names_order,
)

STRUCTURED: Final = "application/cloudevents+json"
BATCHED: Final = "application/cloudevents-batch+json"
BATCH: Final = "batch"
MAX_BATCH: Final = 100
MAX_SEEN: Final = 200

TOPICS: Final = {
    **{event_type: event_type for event_type in payloads.SCHEMAS},
    BATCH: types.DELIVERY_RECEIVED,
}

_REQUIRED: Final = ("specversion", "id", "source", "type")
_HEADERS: Final = (*standard_seal.HEADERS, "Content-Type", *(f"ce-{name}" for name in _REQUIRED))
_TYPE: Final = re.compile(r"[!-{}~]{1,100}")
_JSON: Final = re.compile(r"[a-z0-9.-]+/(?:[a-z0-9.-]+\+)?json")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED: Final = re.compile(r"\\(.)")


def _media_type(text: str) -> str:
    return text.partition(";")[0].strip().lower()


def _decoded(headers: Headers, name: str) -> str:
    """Return an attribute of a header: quotes undone, then percent-decoded once (3.1.3.2)."""
    sent = headers.get(name)
    if sent is None:
        raise Unreadable(f"{name}: missing")
    quoted = _QUOTED.fullmatch(sent)
    plain = _ESCAPED.sub(r"\1", quoted[1]) if quoted else sent
    if not quoted and re.search(r'[\s"]', sent):
        raise Unreadable(f"{name}: not one value")
    try:
        return unquote_to_bytes(plain.encode("latin-1")).decode()
    except UnicodeError as err:
        raise Unreadable(f"{name}: not UTF-8") from err


def _binary(raw: bytes, headers: Headers) -> Payload:
    """Return the event of a binary delivery as a structured one would show it."""
    event: Payload = {name: _decoded(headers, f"ce-{name}") for name in _REQUIRED}
    if event["type"] not in payloads.SCHEMAS:
        return event
    data = json_object(raw)
    if "specversion" in data:
        raise Unreadable("Content-Type: an event in a body is sent as " + STRUCTURED)
    if data.get("type") != event["type"]:
        raise Unreadable("type: the data of a binary event repeats it, for no header is sealed")
    return event | {"datacontenttype": headers.get("Content-Type"), "data": data}


def _unpacked(encoded: str) -> Payload:
    try:
        return json_object(base64.b64decode(encoded, validate=True))
    except ValueError as err:
        raise Unreadable("data_base64: not a JSON object in base64") from err


def _data(event: Payload) -> Payload:
    declared = fields.text(event, "datacontenttype") or "application/json"
    if not _JSON.fullmatch(_media_type(declared)):
        raise Unreadable("datacontenttype: not JSON")
    encoded = event.get("data_base64")
    if encoded is None:
        return fields.part(event, "data")
    if not isinstance(encoded, str) or "data" in event:
        raise Unreadable("data_base64: not a text, or beside data")
    return _unpacked(encoded)


def _type(event: Payload) -> str:
    """Return the type of an event that has all it must have."""
    found = {name: fields.key(event, name) for name in _REQUIRED}
    if found["specversion"] != "1.0":
        raise Unreadable("specversion: not 1.0")
    if not _TYPE.fullmatch(found["type"]):
        raise Unreadable("type: not one printable name")
    return found["type"]


def _pair(event: Payload) -> str:
    """Return what identifies an event everywhere: its source and its id."""
    source, ident = fields.key(event, "source"), fields.key(event, "id")
    return f"{quote(source, safe='/:')}|{quote(ident, safe='')}"


def _single(event: Payload, marks: tuple[str, ...] = ()) -> Envelope:
    topic, identity = _type(event), _pair(event)
    time = fields.moment(event, "time")
    if topic not in payloads.SCHEMAS:
        return Envelope(identity, topic, types.UNMAPPED, time=time, marks=marks)
    data = _data(event)
    refs = canonical.refs(data)
    return Envelope(
        identity=identity,
        topic=topic,
        type=topic,
        refs=refs,
        opens_lane=names_order(refs),
        version=canonical.version(data, time),
        time=time,
        marks=marks,
    )


def _events(raw: bytes) -> list[Payload]:
    found = strict_json.loads(raw)
    if not isinstance(found, list) or not all(isinstance(event, dict) for event in found):
        raise Unreadable("the batch is not a list of events")
    if not 1 <= len(found) <= MAX_BATCH:
        raise Unreadable(f"the batch has not 1 to {MAX_BATCH} events")
    return found


def _batch(raw: bytes, headers: Headers) -> Envelope:
    """Read a batch: one delivery has one lane, so that all its events are of one order.

    One of a type nobody knows names no order.
    """
    envelopes = [_single(event) for event in _events(raw)]
    refs = tuple(dict.fromkeys(ref for envelope in envelopes for ref in envelope.refs))
    orders = {envelope.refs[:1] for envelope in envelopes}
    if len(orders) != 1 or not names_order(refs):
        raise Unreadable("data.order.id: not one and the same in the whole batch")
    return Envelope(
        identity=standard_seal.message_id(headers),
        topic=BATCH,
        type=types.DELIVERY_RECEIVED,
        refs=refs,
        opens_lane=True,
    )


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    media_type = _media_type(headers.get("Content-Type") or "")
    if media_type == BATCHED:
        return _batch(raw, headers)
    if media_type == STRUCTURED:
        return _single(json_object(raw))
    if media_type.startswith("application/cloudevents"):
        raise Unreadable("Content-Type: of CloudEvents, only the JSON format is read")
    return _single(_binary(raw, headers), marks=(standard_seal.message_id(headers),))


def _payload(event_type: str, version: str | None, data: Payload) -> Payload:
    return payloads.load(event_type, {**data, "version": version})


def _translate(envelope: Envelope, raw: bytes) -> Payload:
    if envelope.type not in payloads.SCHEMAS:
        raise Unreadable(f"{envelope.type} has no payload in this dialect")
    body = json_object(raw)
    data = _data(body) if "specversion" in body else body
    return _payload(envelope.type, envelope.version, data)


def _news(events: list[Payload], seen: list[str]) -> Iterator[Derived]:
    for event in events:
        mark = body_hash(_pair(event).encode())
        if mark not in seen:
            seen.append(mark)
            envelope = _single(event)
            yield envelope.type, _payload(envelope.type, envelope.version, _data(event))


def _derive(envelope: Envelope, raw: bytes, known: Payload) -> Snapshot:
    """Return a batch's events that the lane has not seen, in their order."""
    seen: list[str] = list(known.get("seen", ()))
    found: tuple[Derived, ...] = ()
    if envelope.type == types.DELIVERY_RECEIVED:
        found = tuple(_news(_events(raw), seen))
    elif envelope.type in payloads.SCHEMAS:
        seen.append(body_hash(envelope.identity.encode()))
    return Snapshot({"seen": seen[-MAX_SEEN:]}, found)


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return the headers of a structured event or a batch of one's own, as its body begins."""
    headers = standard_seal.seal(raw, secret, topic=topic, identity=identity, now=now)
    mode = BATCHED if raw.lstrip().startswith(b"[") else STRUCTURED
    return headers | {"Content-Type": mode}


_ABOUT: Final = About(
    signature="`webhook-signature`",
    signed="`id.timestamp.body`, 300 s both ways",
    identity="`webhook-id`, of a batch; of one event its `source` and `id` count",
    mark="binary: `webhook-id`, for `ce-id` is not signed",
    lane="`data.order.id`",
    oracle="the libraries standardwebhooks and cloudevents",
    derived=(("`batch`", "its events that the lane has not seen, in their order"),),
)


DIALECT = Dialect(
    name="cloudevents",
    topics=TOPICS,
    about=_ABOUT,
    verify=standard_seal.verify,
    envelope=_envelope,
    headers=_HEADERS,
    translate=_translate,
    derive=_derive,
    seal=_seal,
    secret_bytes=standard_seal.secret_bytes,
)
