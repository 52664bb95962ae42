"""Reads the envelope of a sealed delivery and says where it goes: nothing sealed is refused."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from events import types
from events.envelope import Envelope, Unreadable, instant
from ledger.records import QUARANTINED, Delivery
from sources.dialect import Dialect, Headers, body_hash
from webhooks.senders import Sender
from worker import intake


def looked_at(dialect: Dialect, headers: Headers) -> str:
    """Return the headers that a dialect looks at, as JSON: what it needs to read a delivery again."""
    named = {name: headers.get(name) for name in dialect.headers}
    return json.dumps({name: value for name, value in named.items() if value is not None})


def _dated(dialect: Dialect, envelope: Envelope, came_at: float | None) -> Envelope:
    """Let the last received count where a topic tells no time, also after a while in quarantine."""
    if came_at is None or envelope.version or envelope.topic not in dialect.undated:
        return envelope
    return replace(envelope, version=instant(datetime.fromtimestamp(came_at, UTC).isoformat()))


def delivery_of(
    sender: Sender,
    raw: bytes,
    headers: Headers,
    now: float | None = None,
    *,
    came_at: float | None = None,
) -> Delivery:
    """Return what the ledger takes in. now: when it came, for one that is soon forgotten (unix s).

    came_at: when it came, for one whose topic tells no time.
    """
    try:
        envelope = sender.dialect.envelope(raw, headers)
        if now is not None and sender.dialect.forgotten_after_s:
            era = int(now // sender.dialect.forgotten_after_s)
            envelope = replace(envelope, identity=f"{envelope.identity}|{era}")
        envelope = _dated(sender.dialect, envelope, came_at)
    except Unreadable:
        return set_aside(sender, raw, headers, intake.UNREADABLE)
    delivery = intake.delivery_of(sender.source, sender.dialect, envelope, raw)
    if delivery.state != QUARANTINED:
        return delivery
    return replace(delivery, headers=looked_at(sender.dialect, headers))


def set_aside(
    sender: Sender, raw: bytes, headers: Headers, reason: str, identity: str = ""
) -> Delivery:
    """Return what nobody could read, for quarantine, known by its bytes unless it has an identity."""
    nameless = Envelope(identity or body_hash(raw), topic="", type=types.UNMAPPED)
    kept = intake.delivery_of(sender.source, sender.dialect, nameless, raw)
    return replace(kept, reason=reason, headers=looked_at(sender.dialect, headers))
