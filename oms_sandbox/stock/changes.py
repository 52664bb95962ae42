"""Stock is told: what lies where, what is reserved, and custom fields of a SKU at a location."""

from __future__ import annotations

from typing import Any

from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, required, unchanged
from oms_sandbox.errors import INSUFFICIENT_QUANTITY, BackendError, not_found
from oms_sandbox.forms import CUSTOM_FIELDS
from oms_sandbox.openapi.goods_answers import ItemLocation, OnHandResults, ReservedItems
from oms_sandbox.places.places import NAME
from oms_sandbox.state import Oms
from oms_sandbox.stock.bulk_jobs import set_on_hand, stock_now
from oms_sandbox.stock.entities import FAILED, SUCCEEDED
from oms_sandbox.stock.stock import Count, Stock
from oms_sandbox.stock.words import items


def update_onhand_inventory(oms: Oms, call: Call) -> Answer:
    """Set what lies where, each item by itself; the answer tells of each whether it went well."""
    stock, results = stock_now(oms), []
    for item in call.body["Items"]:
        code, message = set_on_hand(stock, item)
        status = FAILED if code else SUCCEEDED
        results.append({**item, "Status": status, "ErrorCode": code, "Message": message})
    done = [result for result in results if result["Status"] == SUCCEEDED]
    return _changed(stock, done, {"Results": results}) if done else unchanged({"Results": results})


def update_reserved_inventory(oms: Oms, call: Call) -> Answer:
    """Set what is reserved, all items or none; more than is on hand and unallocated is refused."""
    stock, wanted = stock_now(oms), call.body["Items"]
    counts = _counts(stock, wanted)
    for at, (item, count) in enumerate(zip(wanted, counts, strict=True)):
        allocated = stock.allocated(item["LocationInternalName"], item["Sku"])
        if item["Quantity"] > max(count.reserved, count.on_hand - allocated):
            raise _too_many(at, "is more than is on hand and not allocated")
    for item, count in zip(wanted, counts, strict=True):
        count.reserved = item["Quantity"]
    return _shown(stock, wanted)


def delete_reserved_inventory(oms: Oms, call: Call) -> Answer:
    """Reserve so much less, all items or none."""
    stock, wanted = stock_now(oms), call.body["Items"]
    counts = _counts(stock, wanted)
    for at, (item, count) in enumerate(zip(wanted, counts, strict=True)):
        if item["Quantity"] > count.reserved:
            raise _too_many(at, "is more than is reserved")
    for item, count in zip(wanted, counts, strict=True):
        count.reserved -= item["Quantity"]
    return _shown(stock, wanted)


def _too_many(at: int, message: str) -> BackendError:
    field = f"Items[{at}].Quantity"
    return BackendError(INSUFFICIENT_QUANTITY, f"{field} {message}.", [(field, message)])


def _counts(stock: Stock, wanted: list[Any]) -> list[Count]:
    return [
        _count(stock, item["LocationInternalName"], item["Sku"], f"Items[{at}].")
        for at, item in enumerate(wanted)
    ]


def _count(stock: Stock, place: str, sku: str, prefix: str = "") -> Count:
    """Find what was told of a SKU at a location; raises NOT_FOUND."""
    if place not in stock.locations:
        raise not_found(f"{prefix}LocationInternalName", place)
    count = stock.count(place, sku)
    if count is None:
        raise not_found(f"{prefix}Sku", sku)
    return count


def _shown(stock: Stock, wanted: list[Any]) -> Answer:
    rows = [stock.counted(item["LocationInternalName"], item["Sku"]) for item in wanted]
    return _changed(stock, wanted, {"Items": rows})


def _changed(stock: Stock, touched: list[Any], content: dict[str, Any]) -> Answer:
    names = dict.fromkeys(item["LocationInternalName"] for item in touched)
    numbers = [stock.locations[name]["InventoryLocationId"] for name in names]
    return changed(content, InventoryLocationId=numbers)


def get_item_location_custom_fields(oms: Oms, call: Call) -> Answer:
    place, sku = call.query["LocationInternalName"], call.query["Sku"]
    fields = _count(stock_now(oms), place, sku).custom_fields
    return unchanged({"LocationInternalName": place, "Sku": sku, "CustomFields": fields})


def update_item_location_custom_fields(oms: Oms, call: Call) -> Answer:
    stock, body = stock_now(oms), call.body
    count = _count(stock, body["LocationInternalName"], body["Sku"])
    count.custom_fields = body["CustomFields"]
    return _changed(stock, [body], dict(body))


RESERVED_PATH = "/v1/inventory/reserved"
CUSTOM_FIELDS_PATH = "/v1/inventory/customfields"

ENDPOINTS = (
    Endpoint(
        "update_onhand_inventory",
        "PUT",
        "/v1/inventory/onhand",
        update_onhand_inventory,
        answers=OnHandResults,
        body={"Items": must_have(items(0))},
    ),
    Endpoint(
        "update_reserved_inventory",
        "PUT",
        RESERVED_PATH,
        update_reserved_inventory,
        answers=ReservedItems,
        body={"Items": must_have(items(0))},
    ),
    Endpoint(
        "delete_reserved_inventory",
        "DELETE",
        RESERVED_PATH,
        delete_reserved_inventory,
        answers=ReservedItems,
        body={"Items": must_have(items(1))},
    ),
    Endpoint(
        "get_item_location_custom_fields",
        "GET",
        CUSTOM_FIELDS_PATH,
        get_item_location_custom_fields,
        answers=ItemLocation,
        query=required("sku", "locationInternalName"),
    ),
    Endpoint(
        "update_item_location_custom_fields",
        "PUT",
        CUSTOM_FIELDS_PATH,
        update_item_location_custom_fields,
        answers=ItemLocation,
        body={"LocationInternalName": NAME, "Sku": NAME, **CUSTOM_FIELDS},
    ),
)
