"""What a newer state of a WooCommerce order means: its topic says only that something changed.

What cannot be told, or leads to nothing yet: changed lines, a refund that was deleted again, a
cancelled order that was opened again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from events import payloads, types
from events.envelope import Envelope
from sources import fields
from sources.dialect import Derived, Payload, Snapshot, fingerprint, json_object
from sources.woocommerce_orders import (
    CANCELLED,
    HELD,
    OPEN,
    PENDING,
    SHIPPED,
    created,
    currency,
    order,
    ship_to,
    status,
)

_HOLD: Final = "on-hold"
"""The one hold an order can have: its status. Hold and release are told by the same id."""

_WHOLE_STATES: Final = ("order.created", "order.updated")


@dataclass(frozen=True, slots=True)
class _Change:
    body: Payload
    envelope: Envelope
    before: Payload
    after: Payload


def _exists(now: str | None, before: bool | None) -> bool | None:
    """Return whether the order was created for us; None while nobody knows."""
    if now in (OPEN, HELD, SHIPPED):
        return True
    return bool(before) if now == PENDING else before


def _state(body: Payload, envelope: Envelope, before: Payload) -> Payload:
    now = status(body)
    exists = _exists(now, before.get("exists"))
    paid = fields.text(body, "date_paid_gmt") is not None
    refunds = {fields.key(refund, "id") for refund in fields.parts(body, "refunds")}
    # Money of an order that is not there yet is news again on the day it is.
    return {
        "version": envelope.version,
        "status": now or before.get("status"),
        "exists": exists,
        "paid": before.get("paid", False) or (paid and exists is not False),
        "refunds": sorted(refunds.union(before.get("refunds", ()))) if exists is not False else [],
        "ship_to": fingerprint(ship_to(body)),
    }


def _creation(change: _Change) -> list[Derived]:
    if change.before.get("exists") or not change.after["exists"]:
        return []
    return [(types.ORDER_CREATED, created(change.body, change.envelope))]


def _hold(change: _Change) -> list[Derived]:
    was, now = change.before.get("status"), change.after["status"]
    if now == HELD and was != HELD:
        return [(types.ORDER_HELD, {"hold_id": _HOLD, "reason": _HOLD})]
    if was == HELD and now in (OPEN, SHIPPED):
        return [(types.ORDER_RELEASED, {"hold_id": _HOLD})]
    return []


def _address(change: _Change) -> list[Derived]:
    # Nobody knows the address of a creation that was not seen here: the present one is news.
    unseen = not change.before and change.envelope.topic == "order.updated"
    same = change.after["ship_to"] == change.before.get("ship_to")
    if same or not (unseen or change.before.get("exists")):
        return []
    return [(types.ORDER_ADDRESS_CHANGED, {"ship_to": ship_to(change.body)})]


def _capture(change: _Change) -> list[Derived]:
    if change.before.get("paid") or not change.after["paid"]:
        return []
    total = fields.required(fields.amount(change.body, "total"), "total")
    made_up = f"{fields.key(change.body, 'id')}:{total}"
    transaction = fields.text(change.body, "transaction_id") or made_up
    amount = fields.money(total, currency(change.body))
    return [(types.PAYMENT_CAPTURED, {"transaction_id": transaction, "amount": amount})]


def _refunds(change: _Change) -> list[Derived]:
    known = change.before.get("refunds", ())
    return [
        (
            types.PAYMENT_REFUNDED,
            {
                "refund_id": fields.key(refund, "id"),
                "amount": fields.money(abs(fields.total([refund], "total")), currency(change.body)),
                "reason": fields.text(refund, "reason"),
            },
        )
        for refund in fields.parts(change.body, "refunds")
        if fields.key(refund, "id") not in known
    ]


def _cancellation(change: _Change) -> list[Derived]:
    if change.after["status"] != CANCELLED or change.before.get("status") == CANCELLED:
        return []
    return [(types.ORDER_CANCELLED, {"reason": fields.text(change.body, "status")})]


_FACTS: Final[tuple[Callable[[_Change], list[Derived]], ...]] = (
    _creation,
    _hold,
    _address,
    _capture,
    _refunds,
    _cancellation,
)


def _events(change: _Change) -> tuple[Derived, ...]:
    """Return what happened, in the order it is to be done; nothing to an order never created."""
    if change.envelope.type != types.DELIVERY_RECEIVED or change.after["exists"] is False:
        return ()
    common = {"order": order(change.body), "version": change.envelope.version}
    return tuple(
        (event_type, payloads.load(event_type, {**common, **data}))
        for fact in _FACTS
        for event_type, data in fact(change)
    )


def derive(envelope: Envelope, raw: bytes, known: Payload) -> Snapshot:
    """Return the order's new state and what lies between; an older state changes nothing.

    Times are whole seconds: of two states of one second the later received counts.
    """
    if envelope.topic not in _WHOLE_STATES:
        return Snapshot(known, ())
    body, before = json_object(raw), known.get("order", {})
    if (envelope.version or "") < (before.get("version") or ""):
        return Snapshot(known, ())
    after = _state(body, envelope, before)
    events = _events(_Change(body, envelope, before, after))
    return Snapshot({**known, "order": after}, events)
