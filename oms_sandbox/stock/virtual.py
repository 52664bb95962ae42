"""Virtual inventory: what the locations of an inventory pool group have together."""

from __future__ import annotations

from collections.abc import Collection

from oms_sandbox.endpoint import Answer, Call, Endpoint, optional, required, unchanged
from oms_sandbox.errors import not_found
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.openapi.goods_answers import PoolCount
from oms_sandbox.paging import page
from oms_sandbox.state import Oms
from oms_sandbox.stock.bulk_jobs import stock_now
from oms_sandbox.stock.counts import totals
from oms_sandbox.stock.entities import AVAILABLE
from oms_sandbox.stock.stock import Stock

ALL_LOCATIONS = "DEFAULT"
"""The pool group that is always there."""


def get_virtual_inventory(oms: Oms, call: Call) -> Answer:
    """List, pool group by pool group, what of each SKU is available in it."""
    stock = stock_now(oms)
    rows = [
        {"InventoryPoolGroupName": name, "Sku": row["Sku"], AVAILABLE: row[AVAILABLE]}
        for name in call.query["InventoryPoolGroupNames"]
        for row in totals(stock.rows(_locations(stock, name), call.query["Skus"]))
    ]
    return unchanged(page(rows, call.query))


def _locations(stock: Stock, pool: str) -> Collection[str]:
    if pool == ALL_LOCATIONS:
        return stock.locations
    if pool not in stock.pools:
        raise not_found("inventoryPoolGroupNames", pool)
    return stock.pools[pool]


ENDPOINTS = (
    Endpoint(
        "get_virtual_inventory",
        "GET",
        "/v1/virtualinventory/",
        get_virtual_inventory,
        answers=ListOf(PoolCount),
        query=required("inventoryPoolGroupNames") + optional("skus", "pageSize", "pageNumber"),
    ),
)
