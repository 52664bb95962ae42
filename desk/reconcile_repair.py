"""What is done about a difference: an event in the order's lane, or nothing, and a person looks."""

from typing import Final

from desk.reconcile import DIFFERENT, MISSING, Difference
from events import payloads, types
from events.envelope import Unreadable
from ledger.records import Delivery
from sources.dialect import Payload
from worker.reading import Reading
from worker.runtime import Runtime

NOTHING: Final = "a person must look"
_SETTLING: Final = ("waits", "parked")


def repair_of(found: Difference, run: str) -> Delivery | None:
    """Return the event that would put a difference right, None where a person must look.

    run: makes the event one of its own, the same however often this run asks for it.
    """
    if found.reading is None or found.ledger.startswith(_SETTLING):
        return None
    kind, data = _wanted(found, found.reading)
    if data is None:
        return None
    identity = f"repair:{run}:{kind}:{found.order}"
    try:
        return found.reading.canonical(kind, payloads.load(kind, data), identity)
    except Unreadable:
        return None


def repair(runtime: Runtime, found: Difference, run: str) -> str:
    """Put the event in; return what was put in, or that a person must look."""
    delivery = repair_of(found, run)
    if delivery is None:
        return NOTHING
    status = runtime.take_in(delivery).status
    return f"{delivery.envelope.type}: {status.lower()}"


def _wanted(found: Difference, reading: Reading) -> tuple[str, Payload | None]:
    """Return the event that the storefront's state asks for."""
    events, shown = reading.facts_or_none(), reading.shown
    common = {"order": {"id": shown.id, "number": None}, "version": shown.version}
    made = events.get(types.ORDER_CREATED)
    if found.what == MISSING:
        lost = found.ledger in ("made", "barred")  # the ledger would not make it again
        return types.ORDER_CREATED, None if lost or made is None else _dumped(made)
    if found.what != DIFFERENT:
        return "", None
    if found.field == "status" and shown.is_cancelled:
        return types.ORDER_CANCELLED, {**common, "reason": "cancelled at the storefront"}
    if found.field == "status" and types.ORDER_HELD in events:
        held = events[types.ORDER_HELD]
        return types.ORDER_HELD, {**common, "hold_id": held["hold_id"], "reason": held["reason"]}
    if found.field == "address" and made is not None:
        address = _dumped(made)["ship_to"] or _dumped(made)["bill_to"]
        return types.ORDER_ADDRESS_CHANGED, {**common, "ship_to": address}
    return "", None


def _dumped(made: Payload) -> Payload:
    dumped: Payload = payloads.SCHEMAS[types.ORDER_CREATED].dump(made)
    return dumped
