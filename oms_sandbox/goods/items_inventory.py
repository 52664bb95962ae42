"""How many units of a SKU there are, as an item's Inventory tells it."""

from __future__ import annotations

from oms_sandbox.state import Oms
from oms_sandbox.stock.bulk_jobs import stock_now


def inventory(oms: Oms, sku: str) -> dict[str, int]:
    """Count the units of a SKU in all inventory locations; none where none were ever told."""
    stock = stock_now(oms)
    rows = stock.rows(stock.locations, [sku])
    return {
        "OnHand": sum(row["OnHand"] for row in rows),
        "Available": sum(row["Available"] for row in rows),
    }
