"""Reads Shopify's counts of stock: a webhook tells what may be sold, the shop itself what lies there.

https://shopify.dev/docs/api/webhooks/latest. `available` is on hand less committed, and the OMS takes
off what its orders have reserved by itself: it is never set. SKU and on hand are asked of the shop.
"""

import re
from dataclasses import replace
from typing import Final

from events import types
from events.envelope import Envelope, Unreadable
from sources import fields, stock
from sources.dialect import Fetch, Payload, Row, json_object

TOPIC: Final = "inventory_levels/update"
RESOURCE: Final = "on_hand"

_ID: Final = re.compile(r"[0-9]{1,20}")


def asked(raw: bytes) -> Fetch:
    """Return what must be asked; raise Unreadable."""
    body = json_object(raw)
    item, location = fields.key(body, "inventory_item_id"), fields.key(body, "location_id")
    if not (_ID.fullmatch(item) and _ID.fullmatch(location)):
        raise Unreadable("inventory_item_id, location_id: no numbers")
    return Fetch(RESOURCE, {"item": item, "location": location})


def outside(locations: stock.Locations, told: Envelope, raw: bytes) -> Envelope:
    """Return the outside of a delivery where counts are set."""
    if told.topic != TOPIC:
        return told
    time = fields.moment(json_object(raw), "updated_at") or told.version
    dated = replace(told, version=time, time=time)
    if asked(raw).params["location"] not in locations:
        return replace(dated, type=types.INVENTORY_UNPLACED)
    return stock.listed(dated)


def _counts(item: Payload) -> list[stock.Count]:
    sku, level = fields.text(item, "sku"), fields.part(item, "inventoryLevel")
    place = fields.ident(fields.part(level, "location"), "id")
    found = [one for one in fields.parts(level, "quantities") if one.get("name") == "on_hand"]
    return [
        stock.Count(sku, place, fields.whole(one, "quantity")) for one in found if sku and place
    ]


def rows(locations: stock.Locations, envelope: Envelope, fetched: bytes) -> tuple[Row, ...]:
    """Return the count of a fetched level; an item without SKU or level there has none."""
    if envelope.topic != TOPIC:
        return ()
    found = _counts(fields.part(json_object(fetched), "item"))
    return tuple(stock.row(locations, envelope, count) for count in found)
