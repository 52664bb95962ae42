"""Reads what Adobe Commerce (Magento) sends of orders, invoices, shipments, credit memos and RMAs.

https://developer.adobe.com/commerce/extensibility/events/events-reference/. Numbers come as numbers or
as text, times are UTC without a mark, and only the fields that were asked for are there.
"""

from collections.abc import Mapping
from typing import Any, Final

from events.envelope import Envelope, Unreadable
from sources import fields, tracking
from sources.dialect import Payload
from sources.order_states import CANCELLED, HELD, OPEN, PENDING, REFUNDED, SHIPPED

STATUSES: Final = {
    "new": PENDING,
    "pending_payment": PENDING,
    "processing": OPEN,
    "holded": HELD,
    "payment_review": HELD,
    "complete": SHIPPED,
    "canceled": CANCELLED,
    "closed": REFUNDED,
}
"""By state. A shop makes statuses of its own within a state: told one of them, it wins."""

_PAID: Final = 2
_ADDRESS: Final = {
    "company": "company",
    "city": "city",
    "region": "region",
    "postcode": "postcode",
    "country": "country_id",
    "phone": "telephone",
    "email": "email",
}


def word(body: Payload, statuses: Mapping[str, str]) -> str:
    """Return the shop's status where the table knows it, else the state that it stands in."""
    status = fields.text(body, "status")
    if status in statuses:
        return str(status)
    return fields.required(fields.text(body, "state"), "state")


def order(body: Payload) -> Payload:
    """Return what names the order of an order's body."""
    return {"id": fields.key(body, "entity_id"), "number": fields.ident(body, "increment_id")}


def order_of(body: Payload) -> Payload:
    """Return what names the order of any other body, whose increment_id is its own."""
    number = fields.ident(body, "order_increment_id")
    return {"id": fields.key(body, "order_id"), "number": number}


def updated(body: Payload) -> str | None:
    """Return when it was changed last."""
    found = fields.moment(body, "updated_at", naive_is_utc=True)
    return found or fields.moment(body, "created_at", naive_is_utc=True)


def _currency(body: Payload) -> str:
    return fields.required(fields.text(body, "order_currency_code"), "order_currency_code")


def _street(place: Payload) -> list[str | None]:
    """Return the lines of a street, sent as a list or as one text with breaks."""
    value: Any = place.get("street")
    lines = value.split("\n") if isinstance(value, str) else value or []
    found = [line for line in fields.texts({"street": lines}, "street") if line]
    return [found[0] if found else None, ", ".join(map(str, found[1:])) or None]


def _address(body: Payload, kind: str) -> Payload | None:
    places = [place for place in fields.parts(body, "addresses") if _is(place, kind)]
    if not places:
        return None
    place = places[0]
    names = (fields.text(place, "firstname"), fields.text(place, "lastname"))
    first, second = _street(place)
    return {
        **fields.picked(place, _ADDRESS),
        "name": " ".join(filter(None, names)) or None,
        "line1": first,
        "line2": second,
    }


def _is(place: Payload, kind: str) -> bool:
    return fields.text(place, "address_type") == kind


def ship_to(body: Payload) -> Payload | None:
    """Return where an order goes, None when it is digital or addresses were not asked for."""
    return _address(body, "shipping")


def _sold(body: Payload) -> list[Payload]:
    """Return the items that were sold: one of a configurable product comes with its variant below it."""
    items = fields.parts(body, "items")
    if any(fields.text(item, "product_type") == "bundle" for item in items):
        raise Unreadable("items: a bundle, whose parts are not told apart")
    return fields.some([item for item in items if not item.get("parent_item_id")], "items")


def _line(item: Payload, unit: str) -> Payload:
    return {
        "id": fields.ident(item, "item_id"),
        "sku": fields.text(item, "sku"),
        "quantity": fields.whole(item, "qty_ordered"),
        "unit_price": fields.money(fields.amount(item, "price"), unit),
        "discount": fields.money(fields.amount(item, "discount_amount"), unit),
        "tax": fields.money(fields.amount(item, "tax_amount"), unit),
    }


def _payments(body: Payload, unit: str) -> list[Payload]:
    payment = fields.part(body, "payment")
    method = fields.text(payment, "method")
    amount = fields.amount(payment, "amount_ordered") or fields.amount(body, "grand_total")
    if method is None or amount is None:
        return []
    paid = fields.money(amount, unit)
    return [
        {
            "method": method,
            "authorization": fields.text(payment, "last_trans_id"),
            "amount": paid,
        }
    ]


def created(body: Payload) -> Payload:
    """Return the data of `order.created`."""
    unit = _currency(body)
    return {
        "order": order(body),
        "placed_at": fields.moment(body, "created_at", naive_is_utc=True),
        "customer": {
            "id": fields.ident(body, "customer_id"),
            "email": fields.text(body, "customer_email"),
        },
        "ship_to": ship_to(body),
        "bill_to": _address(body, "billing"),
        "lines": [_line(item, unit) for item in _sold(body)],
        "currency": unit,
        "shipping_method": fields.text(body, "shipping_description"),
        "payments": _payments(body, unit),
    }


def is_paid(body: Payload) -> bool:
    """Return whether an invoice is paid."""
    return fields.whole(body, "state") == _PAID


def captured(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `payment.captured`: of the lines invoiced, where they are told."""
    total = fields.required(fields.amount(body, "grand_total"), "grand_total")
    return {
        "order": order_of(body),
        "transaction_id": fields.text(body, "transaction_id") or fields.key(body, "entity_id"),
        "amount": fields.money(total, _currency(body)),
        "lines": [_of_order_item(item) for item in fields.parts(body, "items") if _counts(item)],
    }


def refunded(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `payment.refunded`."""
    total = fields.required(fields.amount(body, "grand_total"), "grand_total")
    return {
        "order": order_of(body),
        "refund_id": fields.ident(body, "entity_id") or fields.key(body, "increment_id"),
        "amount": fields.money(total, _currency(body)),
        "reason": fields.text(body, "customer_note"),
    }


def _counts(item: Payload) -> bool:
    """Return whether an item of an invoice or a shipment is one: the others of the order stand at 0."""
    return bool(fields.amount(item, "qty"))


def _of_order_item(item: Payload) -> Payload:
    return {
        "id": fields.ident(item, "order_item_id"),
        "sku": fields.text(item, "sku"),
        "quantity": fields.whole(item, "qty"),
    }


def shipped(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `shipment.created`."""
    items = [item for item in fields.parts(body, "items") if _counts(item)]
    return {
        "order": order_of(body),
        "shipment": {"id": fields.ident(body, "entity_id") or fields.key(body, "increment_id")},
        "lines": [_of_order_item(item) for item in fields.some(items, "items")],
        "packages": [
            {
                "tracking_number": fields.text(track, "track_number"),
                "carrier": fields.text(track, "carrier_code"),
            }
            for track in fields.parts(body, "tracks")
        ],
        "shipped": True,
    }


def tracked(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `tracking.updated`: a number was given, no more."""
    return {
        "order": order_of(body),
        "tracking_number": fields.text(body, "track_number"),
        "carrier": fields.text(body, "carrier_code"),
        "status": tracking.UNKNOWN,
        "occurred_at": envelope.time,
        "shipment": {"id": fields.key(body, "parent_id")},
    }


def _returned(item: Payload, quantity: str) -> Payload:
    return {
        "id": fields.ident(item, "order_item_id"),
        "sku": fields.text(item, "product_sku"),
        "quantity": fields.whole(item, quantity),
        "reason": fields.ident(item, "reason"),
    }


def _return(body: Payload, quantity: str) -> Payload:
    items = [item for item in fields.parts(body, "items") if fields.amount(item, quantity)]
    named = {"id": fields.key(body, "entity_id"), "number": fields.ident(body, "increment_id")}
    lines = [_returned(item, quantity) for item in fields.some(items, "items")]
    return {"order": order_of(body), "return": named, "lines": lines}


def requested(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `return.requested`, of what was authorized."""
    return _return(body, "qty_authorized")


def received(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `return.received`, of what came back."""
    return _return(body, "qty_returned")
