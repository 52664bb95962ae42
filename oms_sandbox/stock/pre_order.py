"""Pre-order inventory: how much of a SKU is still to come."""

from __future__ import annotations

from oms_sandbox.endpoint import Answer, Call, Endpoint, required, unchanged
from oms_sandbox.openapi.goods_answers import PreOrderStock
from oms_sandbox.pre_order.waves import units_in_waves, waves_of
from oms_sandbox.state import Oms


def get_pre_order_inventory_by_sku(oms: Oms, call: Call) -> Answer:
    """Add up what the waves of a SKU plan and what releases drew; without waves all is nought."""
    sku = call.query["Sku"]
    planned = sum(wave["Quantity"] for wave in waves_of(oms, sku))
    unreleased = units_in_waves(oms, sku)
    return unchanged({
        "Sku": sku,
        "QuantityPlanned": planned,
        "QuantityReleased": planned - unreleased,
        "QuantityUnreleased": unreleased,
    })  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "get_pre_order_inventory_by_sku",
        "GET",
        "/v1/preorderinventory/",
        get_pre_order_inventory_by_sku,
        answers=PreOrderStock,
        query=required("Sku"),
    ),
)
