"""What INGEST is told of a delivery, and what it answers."""

from typing import Any

from events import types
from ledger import keys
from ledger.bells import bell_of
from ledger.records import Delivery, Intake, Leases
from ledger.replies import text

Told = list[str | bytes | int]


def told_of(delivery: Delivery, bell: tuple[str, bytes], leases: Leases) -> Told:
    """Return INGEST's arguments, the event id first; bell is the list and the message to ring with."""
    envelope, store = delivery.envelope, delivery.store
    refs = [f"{store}/{ref}" for ref in envelope.refs]
    marks = [keys.mark(delivery.source, content) for content in envelope.marks]
    return [
        keys.event_id(store, delivery.source, envelope.identity),
        delivery.body_hash,
        delivery.state,
        "1" if envelope.opens_lane else "0",
        "1" if envelope.type in (types.ORDER_CREATED, types.ORDER_IMPORTED) else "0",
        leases.waiting_room_ms,
        leases.retention_s,
        *bell,
        delivery.label,
        len(refs),
        *refs,
        len(marks),
        *marks,
        *delivery.fields(),
    ]


def intake_of(told: Told, reply: list[Any]) -> Intake:
    """Return what a reply of INGEST's says of the event it was told of."""
    lane = text(reply[1]) if len(reply) > 1 else ""
    return Intake(text(reply[0]), text(told[0]), lane, bell_of(reply[2:]))
