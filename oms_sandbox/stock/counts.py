"""Stock is read: per location, per store, in total."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from oms_sandbox.endpoint import Answer, Call, Endpoint, Handler, optional, required, unchanged
from oms_sandbox.errors import not_found
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.openapi.goods_answers import (
    AllocatedCount,
    AvailableCount,
    OnHandCount,
    OverallCounts,
    ReservedCount,
    StoreCount,
    TotalCounts,
)
from oms_sandbox.paging import page, whole_list
from oms_sandbox.places.places import known_locations
from oms_sandbox.state import Oms
from oms_sandbox.stock.bulk_jobs import stock_now
from oms_sandbox.stock.entities import ALLOCATED, AVAILABLE, COUNTS, ON_HAND, RESERVED, Counted

Row = Mapping[str, Any]


def counts_of(*counts: str) -> Handler:
    """Make the handler that lists these counts, or of them the one of the parameter type."""

    def read(oms: Oms, call: Call) -> Answer:
        stock = stock_now(oms)
        places = known_locations(
            stock, call.query["LocationInternalNames"], "locationInternalNames"
        )
        rows: list[Any] = stock.rows(places, call.query["Skus"])
        shown = ("LocationInternalName", "Sku", *_chosen(call, counts))
        return unchanged(page([_part(row, shown) for row in rows], call.query))

    return read


def get_available_stores_inventory(oms: Oms, call: Call) -> Answer:
    """List what a store can sell: of each SKU what its inventory locations have together."""
    stock, name = stock_now(oms), call.query["StoreInternalName"]
    store = stock.stores.get(name)
    if store is None:
        raise not_found("storeInternalName", name)
    added = totals(stock.rows(store["InventoryLocations"], call.query["Skus"]))
    rows = [{"StoreInternalName": name, **_part(row, ("Sku", AVAILABLE))} for row in added]
    return unchanged(page(rows, call.query))


def get_total_item_inventory(oms: Oms, call: Call) -> Answer:
    """List what all locations have together of each SKU asked for, in the order asked."""
    stock, skus = stock_now(oms), call.query["Skus"]
    for sku in skus:
        if sku not in stock.tracked:
            raise not_found("skus", sku)
    added = {row["Sku"]: row for row in totals(stock.rows(stock.locations, skus))}
    none = dict.fromkeys(COUNTS, 0)
    shown = ("Sku", *_chosen(call, COUNTS))
    rows = [_part(added.get(sku) or {"Sku": sku, **none}, shown) for sku in skus]
    return unchanged(whole_list(rows))


def totals(rows: Iterable[Counted]) -> list[dict[str, Any]]:
    """Add rows up by SKU."""
    added: dict[str, dict[str, Any]] = {}
    for row in rows:
        total = added.setdefault(row["Sku"], {"Sku": row["Sku"], **dict.fromkeys(COUNTS, 0)})
        for count in COUNTS:
            total[count] += row[count]  # type: ignore[literal-required]  # COUNTS are keys of a row
    return list(added.values())


def _chosen(call: Call, counts: Collection[str]) -> Collection[str]:
    chosen = call.query.get("Type")
    return (chosen,) if chosen else counts


def _part(row: Row, shown: Iterable[str]) -> dict[str, Any]:
    return {field: row[field] for field in shown}


LOCATIONS = required("locationInternalNames")
SKUS = optional("skus")
TYPE = optional("type")
PAGING = optional("pageSize", "pageNumber")

ENDPOINTS = (
    Endpoint(
        "get_allocated_inventory",
        "GET",
        "/v1/inventory/allocated",
        counts_of(ALLOCATED),
        answers=ListOf(AllocatedCount),
        query=LOCATIONS + SKUS + PAGING,
    ),
    Endpoint(
        "get_available_inventory",
        "GET",
        "/v1/inventory/available",
        counts_of(AVAILABLE),
        answers=ListOf(AvailableCount),
        query=LOCATIONS + SKUS + PAGING,
    ),
    Endpoint(
        "get_available_stores_inventory",
        "GET",
        "/v1/inventory/stores/available",
        get_available_stores_inventory,
        answers=ListOf(StoreCount),
        query=required("storeInternalName") + SKUS + PAGING,
    ),
    Endpoint(
        "get_onhand_inventory",
        "GET",
        "/v1/inventory/onhand",
        counts_of(ON_HAND),
        answers=ListOf(OnHandCount),
        query=LOCATIONS + SKUS + PAGING,
    ),
    Endpoint(
        "get_overall_inventory",
        "GET",
        "/v1/inventory/overall",
        counts_of(*COUNTS),
        answers=ListOf(OverallCounts),
        query=LOCATIONS + SKUS + TYPE + PAGING,
    ),
    Endpoint(
        "get_reserved_inventory",
        "GET",
        "/v1/inventory/reserved",
        counts_of(RESERVED),
        answers=ListOf(ReservedCount),
        query=LOCATIONS + SKUS + PAGING,
    ),
    Endpoint(
        "get_total_item_inventory",
        "GET",
        "/v1/inventory/totals",
        get_total_item_inventory,
        answers=ListOf(TotalCounts),
        query=required("skus") + TYPE,
    ),
)
