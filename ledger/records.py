"""What goes into the ledger's scripts and what comes out."""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from events.envelope import Envelope
from ledger.errors import Fenced as Fenced
from ledger.errors import IntakeClosed as IntakeClosed
from ledger.errors import LedgerError as LedgerError
from ledger.errors import LedgerUnavailable as LedgerUnavailable

QUEUED: Final = "queued"
PARKED: Final = "parked"
DONE: Final = "done"
STALE: Final = "stale"
SUPERSEDED: Final = "superseded"
SKIPPED: Final = "skipped"
QUARANTINED: Final = "quarantined"
CONFLICT: Final = "conflict"
DUPLICATE: Final = "duplicate"

OTHER: Final = "other"
"""The topic under which is counted what no dialect declares."""


@dataclass(frozen=True, slots=True)
class Bell:
    """A hint that an event may be due: what a Celery message needs."""

    event_id: str
    task: str
    queue: str
    task_id: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A sealed delivery on its way into the ledger.

    state: `queued`, or `skipped` / `quarantined` for what takes no lane, with the `reason`.
    counted: the topic if its dialect declares it, else OTHER: whoever sends names no figure.
    headers: those that the dialect looks at, as JSON, for what may have to be read again.
    """

    source: str
    dialect: str
    store: str
    envelope: Envelope
    body: bytes
    body_hash: str
    task: str = ""
    queue: str = ""
    state: str = QUEUED
    reason: str = ""
    trace: str = ""
    counted: str = OTHER

    @property
    def label(self) -> str:
        """Return what the delivery is counted under: a source and one of a bounded set of topics."""
        return f"{self.source}|{self.counted}"

    headers: str = ""

    def fields(self) -> list[str | bytes]:
        """Return the fields of the event's record, name after name, value after value."""
        envelope = self.envelope
        record: dict[str, str | bytes] = {
            "source": self.source,
            "dialect": self.dialect,
            "store": self.store,
            "type": envelope.type,
            "topic": envelope.topic,
            "task": self.task,
            "queue": self.queue,
            "version": envelope.version or "",
            "reason": self.reason,
            "trace": self.trace,
            "envelope": json.dumps(
                {name: getattr(envelope, name) for name in envelope.__slots__},
                separators=(",", ":"),
            ),
            "body": self.body,
        }
        if self.headers:
            record["headers"] = self.headers
        return [part for pair in record.items() for part in pair]


@dataclass(frozen=True, slots=True)
class Refused:
    """A delivery whose seal did not hold. at: when it came, in unix seconds; headers: as of Delivery."""

    source: str
    dialect: str
    store: str
    body: bytes
    body_hash: str
    headers: str
    at: float

    def fields(self) -> list[str | bytes]:
        """Return the fields of its record but for the source, name after name, value after value."""
        record: dict[str, str | bytes] = {
            "dialect": self.dialect,
            "store": self.store,
            "hash": self.body_hash,
            "headers": self.headers,
            "at": repr(self.at),
            "body": self.body,
        }
        return [part for pair in record.items() for part in pair]


@dataclass(frozen=True, slots=True)
class Intake:
    """What INGEST answered. bell: somebody else's turn that is due now."""

    status: str
    event_id: str
    lane: str
    bell: Bell | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What CLAIM answered; the rest is empty unless status is OK.

    record, lane_record: the event's and the lane's fields. effects: effect id -> its JSON.
    """

    status: str
    detail: str = ""
    bell: Bell | None = None
    token: str = ""
    lane: str = ""
    record: dict[str, Any] = field(default_factory=dict)
    effects: dict[str, str] = field(default_factory=dict)
    lane_record: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Derived:
    """An event that a delivery turned out to mean: its place is that of the delivery."""

    type: str
    task: str
    queue: str
    source: str
    store: str
    version: str
    data: str
    label: str = ""
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a claimed event ends. known: the lane's memory as JSON, '' to leave it.

    tombstone: the order is over without ever having been made; no create makes it from now on.
    """

    state: str
    reason: str = ""
    known: str = ""
    group: str = ""
    version: str = ""
    derived: tuple[Derived, ...] = ()
    tombstone: bool = False


@dataclass(frozen=True, slots=True)
class Leases:
    """Times of the ledger, in milliseconds unless the name says seconds."""

    lease_ms: int = 5_000
    waiting_room_ms: int = 3_600_000
    ring_again_ms: int = 5_000
    quiet_ms: int = 330_000
    retention_s: int = 30 * 86_400
    lane_life_s: int = 180 * 86_400
    deaths: int = 5
    rings: int = 3
    sweep_batch: int = 100
    sweep_ms: int = 0
