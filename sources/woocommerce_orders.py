"""Reads WooCommerce's orders."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from events.envelope import Envelope
from sources import fields
from sources.dialect import Payload
from sources.order_states import CANCELLED, HELD, OPEN, PENDING, REFUNDED, SHIPPED, meaning_of

# A shop's plugins may add more: told nothing of them, they lead to nothing.
STATUSES: Final = {
    "pending": PENDING,
    "checkout-draft": PENDING,
    "on-hold": HELD,
    "processing": OPEN,
    "completed": SHIPPED,
    "cancelled": CANCELLED,
    "failed": CANCELLED,
    "trash": CANCELLED,
    "refunded": REFUNDED,
}

_ADDRESS: Final = {
    "company": "company",
    "line1": "address_1",
    "line2": "address_2",
    "city": "city",
    "region": "state",
    "postcode": "postcode",
    "country": "country",
    "email": "email",
    "phone": "phone",
}
_SURELY_FILLED: Final = ("line1", "city", "postcode")
_PRICE_STEP: Final = Decimal("0.000001")


def word(body: Payload) -> str:
    """Return the shop's word for the order's state."""
    return fields.required(fields.text(body, "status"), "status")


def currency(body: Payload) -> str:
    """Return the currency of all amounts of the order."""
    return fields.required(fields.text(body, "currency"), "currency")


def is_creation_alone(body: Payload, statuses: Mapping[str, str]) -> bool:
    """Return whether an order's first state tells nothing but that it may be worked on."""
    more = fields.text(body, "date_paid_gmt") or fields.parts(body, "refunds")
    return meaning_of(statuses, word(body)) in (OPEN, SHIPPED) and not more


def order(body: Payload) -> Payload:
    """Return what names the order."""
    return {"id": fields.key(body, "id"), "number": fields.ident(body, "number")}


def _address(body: Payload, name: str) -> Payload:
    person = fields.part(body, name)
    names = (fields.text(person, "first_name"), fields.text(person, "last_name"))
    return {"name": " ".join(filter(None, names)) or None, **fields.picked(person, _ADDRESS)}


def ship_to(body: Payload) -> Payload:
    """Return the shipping address; a blank one means the billing address."""
    address = _address(body, "shipping")
    filled = any(address[name] for name in _SURELY_FILLED)
    return address if filled else _address(body, "billing")


def _line(line: Payload, unit: str) -> Payload:
    """Read a line: `subtotal` is before discount, `price` is rounded and after it."""
    quantity, paid = fields.whole(line, "quantity"), fields.total([line], "total")
    before = max(fields.total([line], "subtotal"), paid)
    price = before / max(quantity, 1)
    rounded = price.quantize(_PRICE_STEP)
    return {
        "id": fields.ident(line, "id"),
        "sku": fields.text(line, "sku"),
        "quantity": quantity,
        "unit_price": fields.money(price if price == rounded else rounded, unit),
        "discount": fields.money(before - paid, unit),
        "tax": fields.money(fields.amount(line, "total_tax"), unit),
    }


def _payments(body: Payload, unit: str) -> list[Payload]:
    method = fields.text(body, "payment_method")
    amount = fields.money(fields.amount(body, "total"), unit)
    if method is None or amount is None:
        return []
    authorization = fields.text(body, "transaction_id")
    return [{"method": method, "authorization": authorization, "amount": amount}]


def created(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `order.created`."""
    unit = currency(body)
    customer, bill_to = fields.ident(body, "customer_id"), _address(body, "billing")
    method = next(iter(fields.parts(body, "shipping_lines")), {})
    return {
        "order": order(body),
        "placed_at": fields.moment(body, "date_created_gmt", naive_is_utc=True),
        "customer": {"id": None if customer == "0" else customer, "email": bill_to["email"]},
        "ship_to": ship_to(body),
        "bill_to": bill_to,
        "lines": [_line(line, unit) for line in fields.parts(body, "line_items")],
        "currency": unit,
        "shipping_method": fields.text(method, "method_title"),
        "payments": _payments(body, unit),
    }
