"""Where what comes in goes: a delivery at a door, a row of a fetched list, an order that was read back."""

from typing import Final

from config.routes import ROUTES
from config.source import Source
from events import types
from events.envelope import Envelope
from ledger.records import OTHER, QUARANTINED, QUEUED, SKIPPED, Delivery
from sources.cards import masked
from sources.dialect import Dialect, body_hash

UNREADABLE: Final = "UNREADABLE"
UNKNOWN_TOPIC: Final = "UNKNOWN_TOPIC"
UNKNOWN_LOCATION: Final = "UNKNOWN_LOCATION"
NO_ACTION: Final = "NO_ACTION"
NO_REFERENCE: Final = "NO_REFERENCE"
TEST: Final = "TEST"
_UNROUTED: Final = {types.INVENTORY_UNPLACED: UNKNOWN_LOCATION}


def delivery_of(source: Source, dialect: Dialect, envelope: Envelope, body: bytes) -> Delivery:
    """Return what the ledger takes in of one thing that a source says.

    Quarantine keeps the bytes as they came: their seal is looked at again before a release.
    """
    state, reason = _place(envelope, test_counts=source.allow_test)
    task, queue = ROUTES[envelope.type] if state == QUEUED else ("", "")
    return Delivery(
        source=source.name,
        dialect=dialect.name,
        store=source.store,
        envelope=envelope,
        body=body if state == QUARANTINED else masked(body),
        body_hash=body_hash(body),
        task=task,
        queue=queue,
        state=state,
        reason=reason,
        counted=envelope.topic if envelope.topic in dialect.topics else OTHER,
    )


def _place(envelope: Envelope, *, test_counts: bool) -> tuple[str, str]:
    if envelope.type == types.DELIVERY_NOTED:
        return SKIPPED, NO_ACTION
    if envelope.type not in ROUTES:
        return QUARANTINED, _UNROUTED.get(envelope.type, UNKNOWN_TOPIC)
    if envelope.test and not test_counts:
        return SKIPPED, TEST
    if not envelope.refs:
        return QUARANTINED, NO_REFERENCE
    return QUEUED, ""
