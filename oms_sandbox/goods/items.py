"""Items, what a SKU stands for: made, changed, read, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oms_sandbox.checks import Check, Table, list_of, object_of, text, words
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, unchanged
from oms_sandbox.errors import invalid, not_found, wrong_state
from oms_sandbox.goods.entities import Item
from oms_sandbox.goods.items_inventory import inventory
from oms_sandbox.goods.products import product_named
from oms_sandbox.goods.refusals import taken
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.openapi.goods_answers import ListedItem, ListedSku
from oms_sandbox.paging import keep, page
from oms_sandbox.people.customers import OPEN_ORDERS
from oms_sandbox.state import Oms

LOADED_BY = {"LoadAttributes": "Attributes", "LoadCategories": "Categories"}
"""What an item in a list has only if its parameter asks for it."""


def create_item(oms: Oms, call: Call) -> Answer:
    sku = call.body["Sku"]
    if oms.items.called(sku):
        raise taken("Sku", sku)
    product, now = product_named(oms, call.body["ProductBackendName"]), oms.now()
    item = Item(
        ItemId=oms.items.new_number(),
        Sku=sku,
        ProductId=product["ProductId"],
        ProductBackendName=product["ProductBackendName"],
        ItemName=call.body["ItemName"],
        Attributes=call.body["Attributes"],
        Categories=call.body["Categories"],
        CreateDateTimeUtc=now,
        LastUpdatedDateTimeUtc=now,
    )
    oms.items.put(item["ItemId"], item, product["ProductId"], sku)
    return _changed(item)


def update_item(oms: Oms, call: Call) -> Answer:
    """Change what is given and leave the rest; SKU and product stay."""
    item: Any = item_with(oms, call.body["Sku"])
    new = {field: value for field, value in call.body.items() if value is not None}
    if all(item[field] == value for field, value in new.items()):
        return unchanged(item)
    item.update(new)
    oms.touch(item)
    return _changed(item)


def delete_item(oms: Oms, call: Call) -> Answer:
    """Delete an item and its prices, unless an open order, a wave or a schedule needs it."""
    if call.query["Sku"] is None:
        raise invalid("Sku", "is required")
    item = item_with(oms, call.query["Sku"])
    _refuse_in_use(oms, item)
    number = item["ItemId"]
    for price in oms.site_prices.of(number):
        oms.site_prices.remove(price["SitePriceId"], number)
    return _changed(oms.items.remove(number, item["ProductId"], item["Sku"]))


def get_items(oms: Oms, call: Call) -> Answer:
    """List items, with their attributes, categories and inventory only if these are asked for."""
    criteria = {key: call.query[key] for key in ("ProductBackendName", "Sku")}
    listed = page(keep(oms.items, criteria), call.query)
    return unchanged({**listed, "Items": [_shown(oms, one, call.query) for one in listed["Items"]]})


def get_skus(oms: Oms, call: Call) -> Answer:
    listed = page(keep(oms.items, call.query), call.query)
    fields = ("Sku", "LastUpdatedDateTimeUtc")
    return unchanged({
        **listed,
        "Items": [{field: item[field] for field in fields} for item in listed["Items"]],
    })  # fmt: skip


def find_item(oms: Oms, sku: str) -> Item | None:
    """Give the item with this SKU, if there is one: orders may name a SKU without an item."""
    found = oms.items.called(sku)
    return oms.items.get(found[0]) if found else None


def item_with(oms: Oms, sku: str) -> Item:
    """Find the item with this SKU; raises NOT_FOUND."""
    item = find_item(oms, sku)
    if item is None:
        raise not_found("Sku", sku)
    return item


def _shown(oms: Oms, item: Mapping[str, Any], query: Mapping[str, Any]) -> dict[str, Any]:
    hidden = {field for parameter, field in LOADED_BY.items() if not query[parameter]}
    shown = {field: value for field, value in item.items() if field not in hidden}
    return {**shown, "Inventory": inventory(oms, item["Sku"])} if query["LoadInventory"] else shown


def _refuse_in_use(oms: Oms, item: Item) -> None:
    number, sku = item["ItemId"], item["Sku"]
    orders = (order for order in oms.orders if order["OrderStatus"] in OPEN_ORDERS)
    if any(line["Sku"] == sku for order in orders for line in order["LineItems"]):
        raise wrong_state("The item is on an open order.")
    if oms.waves.of(number) or oms.release_schedules.of(number):
        raise wrong_state("The item has waves or release schedules.")


def _changed(item: Item) -> Answer:
    return changed(item, ItemId=[item["ItemId"]])


ATTRIBUTES = list_of(
    object_of({"Name": must_have(text()), "Value": must_have(text(1000, shortest=0))}),
    distinct="Name",
)
CATEGORIES: Check = list_of(text())
NEW_ITEM: Table = {
    "Sku": must_have(text()),
    "ProductBackendName": must_have(text()),
    "ItemName": words(250),
    "Attributes": may_have(ATTRIBUTES, default=list),
    "Categories": may_have(CATEGORIES, default=list),
}
CHANGED_ITEM: Table = {
    "Sku": must_have(text()),
    "ItemName": may_have(text(250, shortest=0)),
    "Attributes": may_have(ATTRIBUTES),
    "Categories": may_have(CATEGORIES),
}

ENDPOINTS = (
    Endpoint(
        "create_item", "POST", "/v1/items/", create_item, answers=Item, body=NEW_ITEM, status=201
    ),
    Endpoint("update_item", "PUT", "/v1/items/", update_item, answers=Item, body=CHANGED_ITEM),
    Endpoint(
        "delete_item", "DELETE", "/v1/items/", delete_item, answers=Item, query=optional("Sku")
    ),
    Endpoint(
        "get_items",
        "GET",
        "/v1/items/",
        get_items,
        answers=ListOf(ListedItem),
        query=optional("ProductBackendName", *LOADED_BY, "LoadInventory", "Sku")
        + optional("pageSize", "pageNumber"),
    ),
    Endpoint(
        "get_skus",
        "GET",
        "/v1/items/Skus",
        get_skus,
        answers=ListOf(ListedSku),
        query=optional("LastUpdatedDateTimeUtcAfter", "LastUpdatedDateTimeUtcBefore")
        + optional("PageSize", "PageNumber"),
    ),
)
