"""Reads Shopify's fulfillment orders and fulfillments.

A fulfillment order is what is to be sent from one place: the holds and splits are of it. A
fulfillment is what was sent.
"""

from typing import Final

from events.envelope import Envelope
from sources import fields, tracking
from sources.dialect import Payload
from sources.shopify_orders import order_of

FULFILLMENT_ORDERS: Final = (
    "fulfillment_order",
    "remaining_fulfillment_order",
    "replacement_fulfillment_order",
    "original_fulfillment_order",
    "moved_fulfillment_order",
    "submitted_fulfillment_order",
)
"""Where the bodies of the fulfillment_orders topics name one."""


def order_id(body: Payload) -> str | None:
    """Return the order's id where one of the fulfillment orders names it; most bodies do not."""
    for name in FULFILLMENT_ORDERS:
        found = fields.part(body, name)
        named = fields.ident(found, "order_id") or fields.ident(fields.part(found, "order"), "id")
        if named:
            return named
    return None


def _order(body: Payload) -> Payload | None:
    named = order_id(body)
    return {"id": named, "number": None} if named else None


def _shipment(fulfillment_order: Payload) -> Payload:
    return {
        "id": fields.key(fulfillment_order, "id"),
        "location": fields.ident(fulfillment_order, "assigned_location_id"),
    }


def _whole(body: Payload) -> Payload:
    found = fields.part(body, "fulfillment_order")
    return {"order": _order(body), "shipment": _shipment(found)}


def held(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `order.held` and `shipment.held`: the same, of a whole and of a part."""
    hold = fields.part(body, "created_fulfillment_hold") or fields.part(body, "fulfillment_hold")
    reason = fields.required(fields.text(hold, "reason"), "fulfillment_hold.reason")
    return {**_whole(body), "hold_id": fields.ident(hold, "id"), "reason": reason}


def whole(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of what happens to a fulfillment order and needs no more words."""
    return _whole(body)


def cancellation_wished(body: Payload) -> Payload:
    """Return the data of `shipment.exception`: the merchant asks, and the answer is a person's."""
    wish = fields.part(body, "fulfillment_order_merchant_request")
    return {
        **_whole(body),
        "code": "CANCELLATION_REQUESTED",
        "message": fields.text(wish, "message") or "the merchant asks to cancel the fulfilment",
    }


def _order_line(split_line: Payload, body: Payload) -> str | None:
    """Return the order's line of a fulfillment order's, where the body lists both."""
    wanted = fields.key(split_line, "id")
    for name in FULFILLMENT_ORDERS:
        for line in fields.parts(fields.part(body, name), "line_items"):
            if fields.ident(line, "id") == wanted:
                return fields.ident(line, "line_item_id")
    return fields.ident(split_line, "line_item_id")


def split(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `shipment.split`: the lines named went to the remaining order."""
    part = fields.part(body, "remaining_fulfillment_order")
    lines = [
        {
            "id": _order_line(line, body),
            "shipment_line": fields.key(line, "id"),
            "sku": fields.text(line, "sku"),
            "quantity": fields.whole(line, "quantity"),
        }
        for line in fields.parts(body, "split_line_items")
    ]
    origin = _shipment(fields.part(body, "fulfillment_order"))
    return {
        "order": _order(body),
        "from": origin,
        "into": [{"shipment": _shipment(part), "lines": lines}],
    }


def numbers(body: Payload) -> list[str]:
    """Return the tracking numbers of a fulfillment, each once, in their order."""
    found = [*fields.texts(body, "tracking_numbers"), fields.text(body, "tracking_number")]
    return list(dict.fromkeys(number for number in found if number))


def _url(body: Payload, number: str) -> str | None:
    listed = fields.texts(body, "tracking_numbers")
    urls = fields.texts(body, "tracking_urls")
    pairs = dict(zip(listed, urls, strict=False))
    return pairs.get(number) or fields.text(body, "tracking_url")


def fulfillment(body: Payload) -> Payload:
    """Return what names a fulfillment."""
    return {"id": fields.key(body, "id"), "location": fields.ident(body, "location_id")}


def shipped(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `shipment.created`."""
    lines = fields.some(fields.parts(body, "line_items"), "line_items")
    carrier = fields.text(body, "tracking_company")
    return {
        "order": order_of(body),
        "shipment": fulfillment(body),
        "lines": [
            {
                "id": fields.key(line, "id"),
                "sku": fields.text(line, "sku"),
                "quantity": fields.whole(line, "quantity"),
            }
            for line in lines
        ],
        "packages": [
            {"tracking_number": number, "carrier": carrier, "url": _url(body, number)}
            for number in numbers(body)
        ],
        "shipped": body.get("status") == "success",
    }


def tracked(body: Payload, number: str, time: str | None) -> Payload:
    """Return the data of `tracking.updated` for one number of a fulfillment."""
    word = fields.text(body, "shipment_status")
    return {
        "order": order_of(body),
        "tracking_number": number,
        "carrier": fields.text(body, "tracking_company"),
        "url": _url(body, number),
        "status": tracking.status(tracking.SHOPIFY, word),
        "raw_status": word,
        "occurred_at": time,
        "shipment": fulfillment(body),
    }


def milestone(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `tracking.updated` for a fulfillment event."""
    word = fields.text(body, "status")
    return {
        "order": order_of(body),
        "tracking_number": fields.text(body, "tracking_number"),
        "status": tracking.status(tracking.SHOPIFY, word),
        "raw_status": word,
        "occurred_at": envelope.time,
        "shipment": {"id": fields.key(body, "fulfillment_id")},
    }
