"""What the JSON API answers: its shapes are also those of the OpenAPI document."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

Milliseconds = Annotated[int, Meta(description="Unix milliseconds.")]
Entry = Annotated[dict[str, Any], Meta(description="One entry; `at` and `what` are always there.")]


class Pause(Struct):
    """What a person has paused."""

    subject: str
    who: str
    why: str
    at: Milliseconds


class Pauses(Struct):
    """All that is paused."""

    items: list[Pause]


class Order(Struct):
    """The black box of one order; nothing personal is in it."""

    lane: str
    store: str
    state: str
    reason: str
    sentence: Annotated[str, Meta(description="Why it waits, and what would move it.")]
    due: Milliseconds | None
    pause: dict[str, Any] | None
    references: list[str]
    waiting: list[dict[str, Any]]
    entries: list[Entry]
    effects: dict[str, dict[str, Any]]


class Orders(Struct):
    """Lanes that a name may mean."""

    items: list[str]


class Exported(Struct):
    """What `orderlane order export` writes."""

    format: int
    made: Milliseconds
    order: str
    versions: dict[str, str]
    black_box: dict[str, Any]
    asked: dict[str, Any]
    events: dict[str, Any]


class Parked(Struct):
    """An event that waits for a person."""

    event: str
    order: str
    store: str
    type: str
    source: str
    reason: str
    since: Milliseconds


class ParkedPage(Struct):
    """The longest parked first. next: the `after` of the next page."""

    items: list[Parked]
    next: str | None


class Reason(Struct):
    """How many orders are parked for a reason, what it means and what moves it."""

    reason: str
    orders: int
    why: str
    moves: str


class Reasons(Struct):
    """All reasons for which orders are parked now, the most first."""

    items: list[Reason]


class Quarantined(Struct):
    """What no order has: sealed but unreadable, unknown, or refused and kept."""

    id: str
    source: str
    store: str
    dialect: str
    topic: str
    reason: str
    state: str
    received: Milliseconds
    size: int


class QuarantinedPage(Struct):
    """In the order of receipt. next: the `after` of the next page."""

    items: list[Quarantined]
    next: str | None


class Event(Struct):
    """What is on record of an event, but for its body."""

    event: str
    order: str
    facts: dict[str, str]


class Balance(Struct):
    """received + derived against what became of them; the difference is to be 0."""

    received: int
    derived: int
    outcomes: dict[str, int]
    difference: int


class Deed(Struct):
    """One line of the audit log."""

    at: Milliseconds
    verb: str
    who: str
    why: str
    subject: str
    result: str
    request_id: str


class AuditPage(Struct):
    """The latest first. next: the `before` of the next page."""

    items: list[Deed]
    next: str | None


class ParkedFilter(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Which parked events are meant; what is left out means any."""

    reason: str = ""
    source: str = ""
    type: str = ""
    store: str = ""
    since: Annotated[int, Meta(ge=0)] | None = None
    until: Annotated[int, Meta(ge=0)] | None = None


class VerbRequest(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What is to be done to what, and why. Subjects, or a filter.

    Subjects are event ids; for drop lanes; for pause and resume `oms`, `source:NAME`, or lanes.
    """

    why: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]
    subjects: Annotated[list[Annotated[str, Meta(min_length=1)]], Meta(max_length=1000)] = []
    filter: ParkedFilter | None = None
    limit: Annotated[int, Meta(ge=1, le=1000)] = 1000
    dry_run: bool = False
    unverified: Annotated[bool, Meta(description="mark-done: do not read the OMS.")] = False


class End(Struct):
    """What became of one subject; refused says why nothing was done."""

    subject: str
    result: str = ""
    known: str = ""
    refused: str = ""


class VerbAnswer(Struct):
    """What became of every subject, or would be done."""

    verb: str
    dry_run: bool
    ends: list[End]


class Problem(Struct):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str


def as_json(answer: Struct) -> bytes:
    """Return an answer as JSON."""
    return msgspec.json.encode(answer)
