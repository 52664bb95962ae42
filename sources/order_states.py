"""What a newer state of an order means, for storefronts that show states and not what happened.

What cannot be told, or leads to nothing yet: a refund that was taken back, a cancelled order that
was opened again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from events import payloads, types
from sources.dialect import Derived, Options, Payload, Snapshot, fingerprint

OPEN: Final = "open"
HELD: Final = "held"
SHIPPED: Final = "shipped"
PENDING: Final = "pending_payment"
CANCELLED: Final = "cancelled"
REFUNDED: Final = "refunded"
IGNORED: Final = "ignored"
MEANINGS: Final = (OPEN, HELD, SHIPPED, PENDING, CANCELLED, REFUNDED, IGNORED)
"""What a sender's word for an order's state can mean. An unknown word means `ignored`."""

_GOING_ON: Final = (OPEN, SHIPPED)
_CREATED: Final = (OPEN, HELD, SHIPPED)
_HOLD: Final = "status"


@dataclass(frozen=True, slots=True)
class Seen:
    """What one delivery shows of an order, all of it or a part.

    word: the sender's word for the state; meaning: ours of it, None where it tells none.
    creation: makes the data of `order.created`, None where the delivery shows too little for it.
    ship_to, lines: None where they are not shown. Of a line its id, SKU and quantity. captures, refunds: the data of each, by an id that stays.
    announced: whether the delivery is the sender's word that the order is new.
    hold: the id of the one hold that an order can have: hold and release tell the same.
    """

    order: Payload
    version: str | None
    word: str
    meaning: str | None
    creation: Callable[[], Payload] | None = None
    ship_to: Payload | None = None
    lines: list[Payload] | None = None
    captures: Mapping[str, Payload] = field(default_factory=dict)
    refunds: Mapping[str, Payload] = field(default_factory=dict)
    announced: bool = False
    hold: str = _HOLD


@dataclass(frozen=True, slots=True)
class _Change:
    seen: Seen
    before: Payload
    after: Payload


def _exists(seen: Seen, before: bool | None) -> bool | None:
    """Return whether the order was created for us; None while nobody knows."""
    if seen.creation is None:
        return before
    if seen.meaning in _CREATED:
        return True
    return bool(before) if seen.meaning == PENDING else before


def _held(seen: Seen, before: bool) -> bool:
    """Return whether the order is held: until it goes on or ends, whatever lies between."""
    if seen.meaning == HELD:
        return True
    return before and seen.meaning not in (*_GOING_ON, CANCELLED)


def _money(shown: Mapping[str, Payload], known: list[str], *, counts: bool) -> list[str]:
    # Money of an order that is not there yet is news again on the day it is.
    return sorted({*shown, *known}) if counts else []


def _state(seen: Seen, before: Payload) -> Payload:
    exists = _exists(seen, before.get("exists"))
    counts = exists is not False
    return {
        "version": seen.version,
        "status": seen.meaning or before.get("status"),
        "exists": exists,
        "held": _held(seen, before.get("held", False)),
        "captures": _money(seen.captures, before.get("captures", []), counts=counts),
        "refunds": _money(seen.refunds, before.get("refunds", []), counts=counts),
        "ship_to": fingerprint(seen.ship_to) or before.get("ship_to"),
        "lines": fingerprint({"lines": seen.lines}) if seen.lines else before.get("lines"),
    }


def _creation(change: _Change) -> list[Derived]:
    seen = change.seen
    if seen.creation is None or change.before.get("exists") or not change.after["exists"]:
        return []
    return [(types.ORDER_CREATED, seen.creation())]


def _hold(change: _Change) -> list[Derived]:
    was, now = change.before.get("held", False), change.after["held"]
    if now and not was:
        return [(types.ORDER_HELD, {"hold_id": change.seen.hold, "reason": change.seen.word})]
    if was and not now and change.seen.meaning in _GOING_ON:
        return [(types.ORDER_RELEASED, {"hold_id": change.seen.hold})]
    return []


def _address(change: _Change) -> list[Derived]:
    # Nobody knows the address of a creation that was not seen here: the present one is news.
    unseen = not change.before and not change.seen.announced
    same = change.after["ship_to"] == change.before.get("ship_to")
    if same or not (unseen or change.before.get("exists")):
        return []
    return [(types.ORDER_ADDRESS_CHANGED, {"ship_to": change.seen.ship_to})]


def _captures(change: _Change) -> list[Derived]:
    known = change.before.get("captures", ())
    news = [data for name, data in change.seen.captures.items() if name not in known]
    return [(types.PAYMENT_CAPTURED, data) for data in news]


def _refunds(change: _Change) -> list[Derived]:
    known = change.before.get("refunds", ())
    news = [data for name, data in change.seen.refunds.items() if name not in known]
    return [(types.PAYMENT_REFUNDED, data) for data in news]


def _cancellation(change: _Change) -> list[Derived]:
    if change.after["status"] != CANCELLED or change.before.get("status") == CANCELLED:
        return []
    return [(types.ORDER_CANCELLED, {"reason": change.seen.word})]


def _edit(change: _Change) -> list[Derived]:
    was, now = change.before.get("lines"), change.after["lines"]
    if was in (None, now) or not change.before.get("exists") or change.after["status"] == CANCELLED:
        return []
    return [(types.ORDER_EDITED, {})]


_FACTS: Final[tuple[Callable[[_Change], list[Derived]], ...]] = (
    _creation,
    _hold,
    _address,
    _captures,
    _refunds,
    _cancellation,
    _edit,  # at the end: it stops the order for a person
)


def compare(seen: Seen, before: Payload) -> Snapshot:
    """Return the order's new state and what lies between, in the order it is to be done.

    An older state changes nothing; of two states of one moment the later received counts. Nothing
    happens to an order that was never created for us.
    """
    if (seen.version or "") < (before.get("version") or ""):
        return Snapshot(before, ())
    change = _Change(seen, before, _state(seen, before))
    if change.after["exists"] is False:
        return Snapshot(change.after, ())
    common = {"order": seen.order, "version": seen.version}
    events = tuple(
        (event_type, payloads.load(event_type, {**common, **data}))
        for fact in _FACTS
        for event_type, data in fact(change)
    )
    return Snapshot(change.after, events)


def lines_of(lines: list[Payload]) -> list[Payload]:
    """Return what counts when lines are compared."""
    return [{name: line[name] for name in ("id", "sku", "quantity")} for line in lines]


def table_of(defaults: Mapping[str, str], options: Options) -> dict[str, str]:
    """Return a sender's table of status words with the option `statuses` laid over it.

    Raises ValueError naming an option that is another, or a word whose meaning is none of MEANINGS.
    """
    told = options.get("statuses", {})
    for name in [name for name in options if name != "statuses"]:
        raise ValueError(f"{name}: this dialect can be told its statuses only")
    if not isinstance(told, Mapping):
        raise ValueError("statuses: not a table of words and their meanings")
    for word, meaning in told.items():
        if meaning not in MEANINGS:
            known = ", ".join(MEANINGS)
            raise ValueError(f"statuses: {word} means {meaning!r}; write one of {known}")
    return {**defaults, **told}


def meaning_of(table: Mapping[str, str], word: str) -> str | None:
    """Return our meaning of a sender's word, None for one that means nothing to us."""
    found = table.get(word, IGNORED)
    return None if found == IGNORED else found
