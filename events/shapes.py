"""The parts that canonical payloads are made of."""

from decimal import Decimal
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, validate


class Payload(Schema):
    class Meta:
        unknown = EXCLUDE


def text(*, required: bool = False) -> fields.String:
    """Return a text field: required and not empty, or absent as None."""
    if required:
        return fields.String(required=True, validate=validate.Length(min=1, max=500))
    return fields.String(load_default=None, allow_none=True, validate=validate.Length(max=500))


def many(schema: type[Schema], *, least: int = 0) -> fields.List[Any]:
    """Return a list field of at least so many entries."""
    if least:
        return fields.List(
            fields.Nested(schema), required=True, validate=validate.Length(min=least, max=1000)
        )
    return fields.List(fields.Nested(schema), load_default=list, validate=validate.Length(max=1000))


def currency_code() -> fields.String:
    """Return a field of an ISO 4217 code."""
    return fields.String(required=True, validate=validate.Regexp(r"[A-Z]{3}\Z"))


class Money(Payload):
    amount = fields.Decimal(required=True, validate=validate.Range(Decimal(0), Decimal(10) ** 12))
    currency = currency_code()


class Address(Payload):
    name = text()
    company = text()
    line1 = text()
    line2 = text()
    city = text()
    region = text()
    postcode = text()
    country = text()
    phone = text()
    email = text()


class Line(Payload):
    """Of an order, by `id` or SKU; `shipment_line` is the sender's own id of its part of it."""

    id = text()
    shipment_line = text()
    sku = text()
    quantity = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    unit_price = fields.Nested(Money, load_default=None, allow_none=True)
    discount = fields.Nested(Money, load_default=None, allow_none=True)
    tax = fields.Nested(Money, load_default=None, allow_none=True)


class LineChange(Payload):
    """How many pieces of a line more, or with a minus fewer, are wanted than before."""

    id = text()
    sku = text()
    delta = fields.Integer(required=True, strict=True)


class OrderRef(Payload):
    id = text()
    number = text()


class Package(Payload):
    id = text()
    tracking_number = text()
    carrier = text()
    url = text()


class ShipmentRef(Payload):
    id = text(required=True)
    location = text()


class Customer(Payload):
    id = text()
    email = text()


class Payment(Payload):
    method = text(required=True)
    authorization = text()
    amount = fields.Nested(Money, required=True)


class ReturnRef(Payload):
    id = text(required=True)
    number = text()


class ReturnedLine(Line):
    reason = text()


class ShipmentPart(Payload):
    """The new part of a split: by `id` of the order's lines when given, else by SKU."""

    shipment = fields.Nested(ShipmentRef, required=True)
    lines = many(Line, least=1)
