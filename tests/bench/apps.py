"""What the door is measured against: a bare Flask route, and the receiver that tutorials show."""

import os

from celery import Celery
from flask import Flask, request
from marshmallow import EXCLUDE, Schema, fields


def bare() -> Flask:
    """Return an app that looks at nothing and keeps nothing."""
    app = Flask("bare")

    @app.post("/webhooks/<source>")
    def receive(source: str) -> tuple[str, int]:
        return "", 202

    return app


class _Lenient(Schema):
    class Meta:
        unknown = EXCLUDE


class Address(_Lenient):
    first_name = fields.String(allow_none=True)
    last_name = fields.String(allow_none=True)
    address1 = fields.String(allow_none=True)
    address2 = fields.String(allow_none=True)
    city = fields.String(allow_none=True)
    province_code = fields.String(allow_none=True)
    zip = fields.String(allow_none=True)
    country_code = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)


class Line(_Lenient):
    id = fields.Integer(required=True)
    sku = fields.String(allow_none=True)
    title = fields.String()
    quantity = fields.Integer(required=True)
    price = fields.String(required=True)
    total_discount = fields.String()
    variant_id = fields.Integer(allow_none=True)
    product_id = fields.Integer(allow_none=True)


class Shipping(_Lenient):
    id = fields.Integer()
    title = fields.String()
    code = fields.String(allow_none=True)
    price = fields.String()


class Order(_Lenient):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    email = fields.String(allow_none=True)
    created_at = fields.String()
    updated_at = fields.String()
    currency = fields.String(required=True)
    financial_status = fields.String()
    total_price = fields.String()
    total_tax = fields.String()
    billing_address = fields.Nested(Address, allow_none=True)
    shipping_address = fields.Nested(Address, allow_none=True)
    line_items = fields.List(fields.Nested(Line), required=True)
    shipping_lines = fields.List(fields.Nested(Shipping))


def tutorial() -> Flask:
    """Return the usual receiver: load the whole order, send it to Celery; no check, no record."""
    app = Flask("tutorial")
    celery = Celery("tutorial", broker=os.environ["ORDERLANE_REDIS_URL"])
    schema = Order()

    @celery.task(name="tutorial.create_order", ignore_result=True)
    def create_order(order: dict[str, object]) -> None:
        raise NotImplementedError

    @app.post("/webhooks/<source>")
    def receive(source: str) -> tuple[str, int]:
        create_order.delay(schema.load(request.get_json()))
        return "", 202

    return app
