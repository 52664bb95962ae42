"""Reads the envelope of a sealed delivery and says where it goes: nothing sealed is refused."""

import json
from typing import Final

from config.routes import ROUTES
from events import types
from events.envelope import Envelope, Unreadable
from ledger.records import OTHER, QUARANTINED, QUEUED, SKIPPED, Delivery
from sources.dialect import Dialect, Headers, body_hash
from webhooks.senders import Sender

UNREADABLE: Final = "UNREADABLE"
UNKNOWN_TOPIC: Final = "UNKNOWN_TOPIC"
NO_ACTION: Final = "NO_ACTION"
NO_REFERENCE: Final = "NO_REFERENCE"
NOT_FETCHED: Final = "NOT_FETCHED"
TEST: Final = "TEST"


def looked_at(dialect: Dialect, headers: Headers) -> str:
    """Return the headers that a dialect looks at, as JSON: what it needs to read a delivery again."""
    named = {name: headers.get(name) for name in dialect.headers}
    return json.dumps({name: value for name, value in named.items() if value is not None})


def delivery_of(sender: Sender, raw: bytes, headers: Headers) -> Delivery:
    """Return what the ledger takes in."""
    try:
        envelope = sender.dialect.envelope(raw, headers)
        state, reason = _place(envelope, test_counts=sender.source.allow_test)
        if state == QUEUED and _is_thin(sender, envelope, raw):
            state, reason = QUARANTINED, NOT_FETCHED
    except Unreadable:
        return set_aside(sender, raw, headers, UNREADABLE)
    kept = looked_at(sender.dialect, headers) if state == QUARANTINED else ""
    return _delivery(sender, raw, envelope, state, reason, kept)


def set_aside(
    sender: Sender, raw: bytes, headers: Headers, reason: str, identity: str = ""
) -> Delivery:
    """Return what nobody could read, for quarantine, known by its bytes unless it has an identity."""
    envelope = Envelope(identity or body_hash(raw), topic="", type=types.UNMAPPED)
    kept = looked_at(sender.dialect, headers)
    return _delivery(sender, raw, envelope, QUARANTINED, reason, kept)


def _delivery(
    sender: Sender, raw: bytes, envelope: Envelope, state: str, reason: str, headers: str
) -> Delivery:
    task, queue = ROUTES[envelope.type] if state == QUEUED else ("", "")
    return Delivery(
        source=sender.source.name,
        dialect=sender.dialect.name,
        store=sender.source.store,
        envelope=envelope,
        body=raw,
        body_hash=body_hash(raw),
        task=task,
        queue=queue,
        state=state,
        reason=reason,
        counted=envelope.topic if envelope.topic in sender.dialect.topics else OTHER,
        headers=headers,
    )


def _place(envelope: Envelope, *, test_counts: bool) -> tuple[str, str]:
    if envelope.type == types.DELIVERY_NOTED:
        return SKIPPED, NO_ACTION
    if envelope.type not in ROUTES:
        return QUARANTINED, UNKNOWN_TOPIC
    if envelope.test and not test_counts:
        return SKIPPED, TEST
    if not envelope.refs:
        return QUARANTINED, NO_REFERENCE
    return QUEUED, ""


def _is_thin(sender: Sender, envelope: Envelope, raw: bytes) -> bool:
    """Return whether only the source itself could tell what the delivery means."""
    if envelope.type != types.DELIVERY_RECEIVED:
        return False
    wanted = sender.dialect.fetch(envelope, raw)
    return wanted is not None and wanted.needed
