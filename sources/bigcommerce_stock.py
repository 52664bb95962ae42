"""Reads BigCommerce's counts of stock: a hook says that there is another one, the store says which.

https://developer.bigcommerce.com/docs/rest-management/inventory/items. The `value` of a hook is a
difference, or said to be the level and the difference both: it is never read.
"""

import re
from functools import partial
from typing import Final

from events.envelope import Envelope, Unreadable
from sources import fields, stock
from sources.dialect import Fetch, Payload, Row, json_object

TOPICS: Final = (
    "store/product/inventory/updated",
    "store/product/inventory/order/updated",
    "store/sku/inventory/updated",
    "store/sku/inventory/order/updated",
    "store/channel/*/inventory/product/stock_changed",
)
RESOURCE: Final = "stock"

_ID: Final = re.compile(r"[0-9]{1,12}")
_CHANNEL: Final = re.compile(r"^store/channel/[0-9]{1,12}/")


def family(topic: str) -> str:
    """Return a topic as it is listed: without the number of the channel."""
    return _CHANNEL.sub("store/channel/*/", topic)


def asked(raw: bytes) -> Fetch:
    """Return what must be asked: the variant, or all of a product; raise Unreadable."""
    data = fields.part(json_object(raw), "data")
    named = fields.part(data, "inventory") or data
    variant, product = fields.ident(named, "variant_id"), fields.ident(named, "product_id")
    by, ident = ("variant_id:in", variant) if variant else ("product_id:in", product or "")
    if not _ID.fullmatch(ident):
        raise Unreadable("data: names no variant and no product by its number")
    return Fetch(RESOURCE, {by: ident})


def _of_item(item: Payload) -> list[stock.Count]:
    sku = fields.text(fields.part(item, "identity"), "sku")
    places = fields.parts(item, "locations") if sku else []
    return [
        stock.Count(
            sku or "",
            fields.key(place, "location_id"),
            fields.whole(place, "total_inventory_onhand"),
        )
        for place in places
    ]


def rows(locations: stock.Locations, envelope: Envelope, fetched: bytes) -> tuple[Row, ...]:
    """Return each count of a fetched list, a SKU at a location; what has no SKU cannot be named."""
    if family(envelope.topic) not in TOPICS:
        return ()
    items = fields.parts(json_object(fetched), "items")
    found = [count for item in items for count in _of_item(item)]
    return tuple(map(partial(stock.row, locations, envelope), found))
