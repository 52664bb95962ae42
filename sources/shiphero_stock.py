"""Reads ShipHero's counts of stock: some SKUs a delivery, each at the warehouse where it moved.

https://developer.shiphero.com/webhooks/inventory-update-webhook. Quantities are texts, and no body
has a date. `inventory` is what may be sold, and what stands beside the warehouse is of all of them.
"""

from functools import partial
from typing import Final

from events.envelope import Envelope
from sources import fields, stock
from sources.dialect import Payload, Row, json_object

TOPIC: Final = "Inventory Update"


def _count(item: Payload) -> stock.Count:
    warehouse = fields.part(item, "updated_warehouse")
    return stock.Count(
        fields.required(fields.text(item, "sku"), "inventory.sku"),
        fields.key(warehouse, "warehouse_id"),
        fields.whole(warehouse, "on_hand"),
    )


def counts(body: Payload) -> list[stock.Count]:
    """Return what lies where; a virtual SKU (a kit) lies nowhere."""
    return [_count(item) for item in fields.parts(body, "inventory") if not item.get("virtual")]


def outside(told: Envelope, raw: bytes) -> Envelope:
    """Return the outside of a delivery where counts are set; without a count it stays noted."""
    counted = told.topic == TOPIC and counts(json_object(raw))
    return stock.listed(told) if counted else told


def rows(locations: stock.Locations, envelope: Envelope, raw: bytes) -> tuple[Row, ...]:
    """Return each count of a delivery."""
    if envelope.topic != TOPIC:
        return ()
    found = counts(json_object(raw))
    return tuple(map(partial(stock.row, locations, envelope), found))
