"""Reads what BigCommerce answers when it is asked: orders, refunds, transactions, shipments.

https://developer.bigcommerce.com/docs/rest-management/orders. Amounts have four decimals, dates are
those of mail (RFC 2822).
"""

from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Final

from events.envelope import Unreadable, instant
from sources import fields
from sources.dialect import Payload
from sources.order_states import CANCELLED, HELD, OPEN, PENDING, REFUNDED, SHIPPED

STATUSES: Final = {
    "0": PENDING,
    "1": PENDING,
    "2": SHIPPED,
    "3": SHIPPED,
    "4": REFUNDED,
    "5": CANCELLED,
    "6": CANCELLED,
    "7": PENDING,
    "8": OPEN,
    "9": OPEN,
    "10": SHIPPED,
    "11": OPEN,
    "12": HELD,
    "13": HELD,
    "14": REFUNDED,
}
NAMES: Final = {
    "5": "cancelled",
    "6": "declined",
    "12": "manual verification required",
    "13": "disputed",
}
"""What a status is called where an event gives it as its reason; a number is not enough there."""

_ADDRESS: Final = {
    "company": "company",
    "line1": "street_1",
    "line2": "street_2",
    "city": "city",
    "region": "state",
    "postcode": "zip",
    "country": "country_iso2",
    "phone": "phone",
    "email": "email",
}
_TAKEN: Final = ("purchase", "capture")
"""The transactions by which money was taken; an authorization only reserves it."""


def status(body: Payload, name: str) -> str:
    """Return the number of a status as a word; raise Unreadable for one that BigCommerce has not."""
    found = str(fields.whole(body, name))
    if found not in STATUSES:
        raise Unreadable(f"{name}: not a status of BigCommerce")
    return found


def order(body: Payload) -> Payload:
    """Return what names an order: it has no other number than its id."""
    return {"id": fields.key(body, "id"), "number": None}


def modified(body: Payload) -> str:
    """Return when an order was changed last."""
    text = fields.required(fields.text(body, "date_modified"), "date_modified")
    try:
        return instant(parsedate_to_datetime(text).isoformat())
    except ValueError as err:  # Unreadable is one
        raise Unreadable("date_modified: not a date of RFC 2822") from err


def _placed(body: Payload) -> str | None:
    text = fields.text(body, "date_created")
    try:
        return instant(parsedate_to_datetime(text).isoformat()) if text else None
    except ValueError as err:
        raise Unreadable("date_created: not a date of RFC 2822") from err


def _currency(body: Payload) -> str:
    return fields.required(fields.text(body, "currency_code"), "currency_code")


def _address(person: Payload) -> Payload:
    names = (fields.text(person, "first_name"), fields.text(person, "last_name"))
    return {"name": " ".join(filter(None, names)) or None, **fields.picked(person, _ADDRESS)}


def ship_to(document: Payload) -> Payload | None:
    """Return where an order goes, None for a digital one; raise Unreadable for several places."""
    found = fields.parts(document, "shipping_addresses")
    if len(found) > 1:
        raise Unreadable("shipping_addresses: more than one")
    return _address(found[0]) if found else None


def _line(line: Payload, unit: str) -> Payload:
    discounts = fields.parts(line, "applied_discounts")
    return {
        "id": fields.key(line, "id"),
        "sku": fields.text(line, "sku"),
        "quantity": fields.whole(line, "quantity"),
        "unit_price": fields.money(fields.amount(line, "price_ex_tax"), unit),
        "discount": fields.money(fields.total(discounts, "amount"), unit),
        "tax": fields.money(fields.amount(line, "total_tax"), unit),
    }


def _payments(body: Payload, unit: str) -> list[Payload]:
    method = fields.text(body, "payment_method")
    amount = fields.money(fields.amount(body, "total_inc_tax"), unit)
    if method is None or amount is None:
        return []
    authorization = fields.text(body, "payment_provider_id")
    return [{"method": method, "authorization": authorization, "amount": amount}]


def created(document: Payload) -> Payload:
    """Return the data of `order.created`."""
    body = fields.part(document, "order")
    unit, bill_to = _currency(body), _address(fields.part(body, "billing_address"))
    customer = fields.ident(body, "customer_id")
    place = next(iter(fields.parts(document, "shipping_addresses")), {})
    return {
        "order": order(body),
        "placed_at": _placed(body),
        "customer": {"id": None if customer == "0" else customer, "email": bill_to["email"]},
        "ship_to": ship_to(document),
        "bill_to": bill_to,
        "lines": [_line(line, unit) for line in fields.parts(document, "products")],
        "currency": unit,
        "shipping_method": fields.text(place, "shipping_method"),
        "payments": _payments(body, unit),
    }


def captures(document: Payload) -> dict[str, Payload]:
    """Return the payments that were taken, by the transaction's id."""
    taken = [
        item
        for item in fields.parts(document, "transactions")
        if item.get("event") in _TAKEN and item.get("status") == "ok"
    ]
    return {
        fields.key(item, "id"): {
            "transaction_id": fields.key(item, "id"),
            "amount": fields.money(
                fields.required(fields.amount(item, "amount"), "amount"),
                fields.required(fields.text(item, "currency"), "currency"),
            ),
        }
        for item in taken
    }


def refunds(document: Payload) -> dict[str, Payload]:
    """Return the refunds that were not declined, by their ids."""
    unit = _currency(fields.part(document, "order"))
    given = [item for item in fields.parts(document, "refunds") if not _is_declined(item)]
    return {
        fields.key(item, "id"): {
            "refund_id": fields.key(item, "id"),
            "amount": fields.money(fields.total([item], "total_amount"), unit),
            "reason": fields.text(item, "reason"),
        }
        for item in given
        if fields.total([item], "total_amount") > Decimal(0)
    }


def _is_declined(refund: Payload) -> bool:
    return any(payment.get("is_declined") is True for payment in fields.parts(refund, "payments"))


def shipped(body: Payload) -> Payload:
    """Return the data of `shipment.created`."""
    lines = fields.some(fields.parts(body, "items"), "items")
    number = fields.text(body, "tracking_number")
    package = {"tracking_number": number, "carrier": carrier(body), "url": link(body)}
    return {
        "shipment": {"id": fields.key(body, "id")},
        "lines": [
            {
                "id": fields.key(line, "order_product_id"),
                "quantity": fields.whole(line, "quantity"),
            }
            for line in lines
        ],
        "packages": [package] if number else [],
        "shipped": True,
    }


def carrier(body: Payload) -> str | None:
    """Return who carries a shipment."""
    return fields.text(body, "tracking_carrier") or fields.text(body, "shipping_provider")


def link(body: Payload) -> str | None:
    """Return where a shipment can be followed."""
    return fields.text(body, "tracking_link")
