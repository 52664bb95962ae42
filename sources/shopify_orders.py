"""Reads Shopify's orders, transactions and refunds."""

from decimal import Decimal
from typing import Final

from events.envelope import Envelope, Unreadable
from sources import fields
from sources.dialect import Payload
from sources.shopify_topics import refund_transactions

_ADDRESS: Final = {
    "name": "name",
    "company": "company",
    "line1": "address1",
    "line2": "address2",
    "city": "city",
    "postcode": "zip",
    "phone": "phone",
}


def _currency(body: Payload) -> str:
    return fields.required(fields.text(body, "currency"), "currency")


def order(body: Payload) -> Payload:
    """Return what names the order of an order's body."""
    number = fields.text(body, "name") or fields.ident(body, "order_number")
    return {"id": fields.key(body, "id"), "number": number}


def order_of(body: Payload) -> Payload:
    """Return what names the order of any other body."""
    return {"id": fields.key(body, "order_id"), "number": None}


def address(body: Payload, name: str) -> Payload | None:
    """Return an address; None when it is null, as for a digital order."""
    found = fields.part(body, name)
    if not found:
        return None
    read = fields.picked(found, _ADDRESS)
    names = (fields.text(found, "first_name"), fields.text(found, "last_name"))
    return {
        **read,
        "name": read["name"] or " ".join(filter(None, names)) or None,
        "region": fields.text(found, "province_code") or fields.text(found, "province"),
        "country": fields.text(found, "country_code") or fields.text(found, "country"),
    }


def _discount(line: Payload) -> Decimal | None:
    # The allocations hold what the order's own discounts took from the line; the field does not.
    allocations = fields.parts(line, "discount_allocations")
    return (
        fields.total(allocations, "amount")
        if allocations
        else fields.amount(line, "total_discount")
    )


def _line(line: Payload, currency: str) -> Payload:
    taxes = fields.parts(line, "tax_lines")
    live = "current_quantity" if line.get("current_quantity") is not None else "quantity"
    return {
        "id": fields.key(line, "id"),
        "sku": fields.text(line, "sku"),
        "quantity": fields.whole(line, live),
        "unit_price": fields.money(fields.amount(line, "price"), currency),
        "discount": fields.money(_discount(line), currency),
        "tax": fields.money(fields.total(taxes, "price") if taxes else None, currency),
    }


def _payments(body: Payload, currency: str) -> list[Payload]:
    """Return the payment when one gateway takes it all; the shares of several are not told."""
    gateways = fields.texts(body, "payment_gateway_names")
    amount = fields.money(fields.amount(body, "total_price"), currency)
    return [{"method": gateways[0], "amount": amount}] if len(gateways) == 1 and amount else []


def created(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `order.created`."""
    currency, customer = _currency(body), fields.part(body, "customer")
    method = next(iter(fields.parts(body, "shipping_lines")), {})
    lines = [_line(line, currency) for line in fields.parts(body, "line_items")]
    return {
        "order": order(body),
        "placed_at": fields.moment(body, "created_at"),
        "customer": {"id": fields.ident(customer, "id"), "email": fields.text(body, "email")},
        "ship_to": address(body, "shipping_address"),
        "bill_to": address(body, "billing_address"),
        "lines": [line for line in lines if line["quantity"]],
        "currency": currency,
        "shipping_method": fields.text(method, "title") or fields.text(method, "code"),
        "payments": _payments(body, currency),
    }


def cancelled(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `order.cancelled`."""
    return {"order": order(body), "reason": fields.text(body, "cancel_reason")}


def deleted(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `order.deleted`."""
    return {"order": order(body), "reason": "deleted"}


def edited(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `order.edited`: how many pieces more or fewer of each line."""
    edit = fields.part(body, "order_edit")
    lines = fields.part(edit, "line_items")
    more, less = fields.parts(lines, "additions"), fields.parts(lines, "removals")
    changes = [(line, 1) for line in more] + [(line, -1) for line in less]
    return {
        "order": order_of(edit),
        "changes": [
            {"id": fields.key(line, "id"), "delta": sign * fields.whole(line, "delta")}
            for line, sign in changes
        ],
    }


def captured(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `payment.captured`."""
    amount = fields.required(fields.amount(body, "amount"), "amount")
    return {
        "order": order_of(body),
        "transaction_id": fields.key(body, "id"),
        "amount": fields.money(amount, _currency(body)),
    }


def refunded(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `payment.refunded`; the transactions must share one currency."""
    transactions = refund_transactions(body)
    currencies = {_currency(item) for item in transactions}
    if len(currencies) > 1:
        raise Unreadable("transactions: more than one currency")
    return {
        "order": order_of(body),
        "refund_id": fields.key(body, "id"),
        "amount": fields.money(fields.total(transactions, "amount"), currencies.pop()),
        "reason": fields.text(body, "note"),
    }
