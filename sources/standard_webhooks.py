"""Standard Webhooks: the generic source. Its types and its data are our canonical ones.

Body: `{"type": "order.held", "timestamp": RFC 3339, "data": {...}}` (docs/events.md).
"""

import re
from typing import Final

from events import payloads, types
from events.envelope import Envelope, Unreadable
from sources import canonical, fields, standard_seal
from sources.about import About
from sources.dialect import (
    Dialect,
    Headers,
    Payload,
    json_object,
    names_order,
    translator,
)

_TYPE = re.compile(r"[a-zA-Z0-9_.]{1,100}")
_TOPICS = {event_type: event_type for event_type in payloads.SCHEMAS}


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    body = json_object(raw)
    topic = fields.required(fields.text(body, "type"), "type")
    if not _TYPE.fullmatch(topic):
        raise Unreadable("type: not a name of letters, digits, _ and .")
    identity, time = standard_seal.message_id(headers), fields.moment(body, "timestamp")
    if topic not in _TOPICS:
        return Envelope(identity, topic, types.UNMAPPED, time=time)
    data = fields.part(body, "data")
    refs = canonical.refs(data)
    return Envelope(
        identity=identity,
        topic=topic,
        type=topic,
        refs=refs,
        opens_lane=names_order(refs),
        version=canonical.version(data, time),
        time=time,
    )


def _data(body: Payload, envelope: Envelope) -> Payload:
    return fields.part(body, "data")


_ABOUT: Final = About(
    signature="`webhook-signature`",
    signed="`id.timestamp.body`, 300 s both ways",
    identity="`webhook-id`",
    mark="none: the id is signed",
    lane="`data.order.id`",
    oracle="the specification's test; the library standardwebhooks, both ways",
)


DIALECT = Dialect(
    name="standard_webhooks",
    topics=_TOPICS,
    about=_ABOUT,
    verify=standard_seal.verify,
    envelope=_envelope,
    headers=standard_seal.HEADERS,
    translate=translator(dict.fromkeys(_TOPICS, _data)),
    seal=standard_seal.seal,
    secret_bytes=standard_seal.secret_bytes,
)
