"""What a newer state of a WooCommerce order means: its topic says only that something changed."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from events import types
from events.envelope import Envelope
from sources import fields
from sources.dialect import Payload, Snapshot, json_object
from sources.order_states import Seen, compare, lines_of, meaning_of
from sources.woocommerce_orders import created, currency, order, ship_to, word

_HOLD: Final = "on-hold"
_WHOLE_STATES: Final = ("order.created", "order.updated")


def _captures(body: Payload) -> dict[str, Payload]:
    """Return the one payment an order can have: of all of it, once it has a date."""
    if fields.text(body, "date_paid_gmt") is None:
        return {}
    total = fields.required(fields.amount(body, "total"), "total")
    made_up = f"{fields.key(body, 'id')}:{total}"
    transaction = fields.text(body, "transaction_id") or made_up
    amount = fields.money(total, currency(body))
    return {"paid": {"transaction_id": transaction, "amount": amount}}


def _refund(body: Payload, refund: Payload) -> Payload:
    return {
        "refund_id": fields.key(refund, "id"),
        "amount": fields.money(abs(fields.total([refund], "total")), currency(body)),
        "reason": fields.text(refund, "reason"),
    }


def _seen(statuses: Mapping[str, str], envelope: Envelope, body: Payload) -> Seen:
    refunds = [_refund(body, refund) for refund in fields.parts(body, "refunds")]
    return Seen(
        order=order(body),
        version=envelope.version,
        word=word(body),
        meaning=meaning_of(statuses, word(body)),
        creation=partial(created, body, envelope),
        ship_to=ship_to(body),
        lines=lines_of(created(body, envelope)["lines"]),
        captures=_captures(body),
        refunds={refund["refund_id"]: refund for refund in refunds},
        announced=envelope.topic == "order.created",
        hold=_HOLD,
    )


def derive(statuses: Mapping[str, str], envelope: Envelope, raw: bytes, known: Payload) -> Snapshot:
    """Return the order's new state and what lies between."""
    if envelope.topic not in _WHOLE_STATES:
        return Snapshot(known, ())
    snapshot = compare(_seen(statuses, envelope, json_object(raw)), known.get("order", {}))
    told = snapshot.events if envelope.type == types.DELIVERY_RECEIVED else ()
    return Snapshot({**known, "order": snapshot.state}, told)
