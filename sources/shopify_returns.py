"""Reads Shopify's returns.

A return asks for goods when the merchant approved it: a request may still be declined. What came
back names neither return nor order, and its money comes as a refund.
"""

from events.envelope import Envelope, Unreadable
from sources import fields
from sources.dialect import Payload


def order_id(body: Payload) -> str | None:
    """Return the order's id, which some topics nest and `returns/update` leaves out."""
    return fields.ident(fields.part(body, "order"), "id") or fields.ident(body, "order_id")


def _line(line: Payload) -> Payload:
    sent = fields.part(line, "fulfillment_line_item")
    return {
        "id": fields.key(fields.part(sent, "line_item"), "id"),
        "quantity": fields.whole(line, "quantity"),
        "reason": fields.text(line, "return_reason"),
    }


def cancelled(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `return.cancelled`: declined, or approved and then cancelled."""
    named = order_id(body)
    return {
        "order": {"id": named, "number": None} if named else None,
        "return": {"id": fields.key(body, "id"), "number": fields.text(body, "name")},
        "reason": fields.text(body, "status"),
    }


def requested(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `return.requested`; raise Unreadable when the body leaves lines out."""
    lines = fields.some(fields.parts(body, "return_line_items"), "return_line_items")
    if fields.whole(body, "total_return_line_items") > len(lines):
        raise Unreadable("return_line_items: fewer than total_return_line_items")
    named = order_id(body)
    return {
        "order": {"id": named, "number": None} if named else None,
        "return": {"id": fields.key(body, "id"), "number": fields.text(body, "name")},
        "lines": [_line(line) for line in lines],
    }
