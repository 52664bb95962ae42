"""What a task is given: one event of one order, its payload checked."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from events import payloads, types
from events.envelope import Envelope
from ledger.records import Claim
from sources.dialect import Derived, Dialect, Payload, Row
from storefronts.port import Fetched
from worker.ports import Ports


@dataclass(slots=True)
class Event:
    """One event whose turn it is.

    order: the OMS's ExternalOrderId. data: the canonical payload. known: what the lane
    remembers, changed in place and kept when the event is done. derived: events this one turned
    out to mean. rows: facts of other orders that it stands for. gone: its source has no more what it
    tells of.
    """

    id: str
    type: str
    source: str
    store: str
    lane: str
    order: str
    version: str
    data: Payload
    known: dict[str, Any]
    envelope: Envelope | None
    body: bytes
    trace: str
    dialect: Dialect | None
    derived: list[Derived] = field(default_factory=list)
    rows: tuple[Row, ...] = ()
    gone: bool = False

    def derive(self) -> None:
        """Find out what a delivery means against the sender's last known state.

        Raises Unreadable.
        """
        if self.envelope is None or self.dialect is None:
            return
        states = self.known.setdefault("states", {})
        snapshot = self.dialect.derive(self.envelope, self.body, states.get(self.source, {}))
        states[self.source] = snapshot.state
        self.derived.extend(snapshot.events)


def order_id_of(lane: str) -> str:
    """Return the source's own order id of a lane (`store/order:id`)."""
    return unquote(lane.partition("/")[2].partition(":")[2])


def read_event(claim: Claim, eid: str, order: str, dialect: Dialect | None, ports: Ports) -> Event:
    """Return the claimed event with its payload translated, the body of a thin one fetched.

    dialect: what its source speaks, None for an event that was derived. Raises Unreadable, and
    what `Ports.fetch` raises.
    """
    record = claim.record
    envelope = envelope_of(record.get("envelope", ""))
    body = record.get("body", b"")
    fetched = _fetched(record, envelope, body, dialect, ports)
    body = fetched.body if fetched else body
    event = Event(
        id=eid,
        type=record["type"],
        source=record["source"],
        store=record["store"],
        lane=claim.lane,
        order=order,
        version=record.get("version", ""),
        data=_payload(record, envelope, body, dialect),
        known=json.loads(claim.lane_record.get("known") or "{}"),
        envelope=envelope,
        body=body,
        trace=record.get("trace", ""),
        dialect=dialect,
        gone=bool(fetched and fetched.is_gone),
    )
    if event.type == types.DELIVERY_RECEIVED and not event.gone and envelope and dialect:
        event.rows = dialect.rows(envelope, body)
    return event


def _fetched(
    record: dict[str, Any],
    envelope: Envelope | None,
    body: bytes,
    dialect: Dialect | None,
    ports: Ports,
) -> Fetched | None:
    if envelope is None or dialect is None or record["type"] != types.DELIVERY_RECEIVED:
        return None
    wanted = dialect.fetch(envelope, body)
    return ports.fetch(record["source"], wanted) if wanted else None


def envelope_of(text: str) -> Envelope | None:
    """Return the envelope that an event's record keeps, None for one that was derived."""
    if not text:
        return None
    fields = json.loads(text)
    return Envelope(**{**fields, "refs": tuple(fields["refs"]), "marks": tuple(fields["marks"])})


def _payload(
    record: dict[str, Any], envelope: Envelope | None, body: bytes, dialect: Dialect | None
) -> Payload:
    if envelope is None or dialect is None:
        return payloads.load(record["type"], json.loads(record["data"]))
    if record["type"] == types.DELIVERY_RECEIVED:
        return {}
    return dialect.translate(envelope, body)
