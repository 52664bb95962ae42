"""Reads WooCommerce's counts of stock: a product's or a variation's own, of the one place of a shop.

https://woocommerce.github.io/woocommerce-rest-api-docs/#product-properties. The shop takes an order's
pieces off when it is paid: what it counts is what it may still sell.
"""

from typing import Final

from events.envelope import Envelope
from sources import fields, stock
from sources.dialect import Payload, json_object

TOPIC: Final = "product.updated"


def count(body: Payload) -> stock.Count | None:
    """Return what lies there, None where the shop does not count it, or counts it elsewhere."""
    sku = fields.text(body, "sku")
    if body.get("manage_stock") is not True or body.get("stock_quantity") is None or not sku:
        return None
    owed = fields.required(fields.amount(body, "stock_quantity"), "stock_quantity") < 0
    on_hand = 0 if owed else fields.whole(body, "stock_quantity")
    return stock.Count(sku, stock.ONLY_PLACE, on_hand)


def outside(locations: stock.Locations, told: Envelope, raw: bytes) -> Envelope:
    """Return the outside of a delivery where counts are set; one without a count stays noted."""
    found = count(json_object(raw)) if told.topic == TOPIC else None
    return stock.placed(locations, told, found) if found else told


def level_set(locations: stock.Locations, body: Payload) -> Payload:
    """Return the data of `inventory.level_set`."""
    return stock.level(locations, fields.required(count(body), "stock_quantity"))
