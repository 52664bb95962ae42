"""Sequences that release order lines on pre-order: of an item everywhere, or a whole pre-order.

With the inventory requirement a line is released whole, out of waves whose date has come;
without it nothing is drawn from the waves. Our definition, docs/sandbox.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from oms_sandbox.checks import Table, whole
from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, unchanged
from oms_sandbox.entities import CREATED, PARTIALLY_SHIPPED, PROCESSING, Order
from oms_sandbox.errors import INSUFFICIENT_QUANTITY, BackendError, wrong_state
from oms_sandbox.forms import ORDER_KEY
from oms_sandbox.goods.entities import Item
from oms_sandbox.openapi.goods_answers import ReleasedItem, ReleasedOrder
from oms_sandbox.orders.rules import refuse_unless
from oms_sandbox.pre_order.entities import RELEASED, WAITING
from oms_sandbox.pre_order.lines import PreOrderLine, pre_order_line, shown, waiting_lines
from oms_sandbox.pre_order.waves import draw, units_arrived
from oms_sandbox.state import Oms, numbered, order_named

CAN_BE_RELEASED = (CREATED, PROCESSING, PARTIALLY_SHIPPED)


def release_item_in_pre_orders(oms: Oms, call: Call) -> Answer:
    """Release the waiting lines of an item that arrived units cover, oldest order first."""
    item = numbered(oms.items, call.body["ItemId"], "ItemId")
    units, covered = units_arrived(oms, item["Sku"]), list[PreOrderLine]()
    for one in _releasable(oms, item):
        if one.units <= units:
            units -= one.units
            covered.append(one)
    waves = draw(oms, item["Sku"], sum(one.units for one in covered))
    return _item_released(oms, item, covered, {"WaveId": waves})


def release_item_in_pre_orders_bypass_inventory_requirement(oms: Oms, call: Call) -> Answer:
    item = numbered(oms.items, call.body["ItemId"], "ItemId")
    return _item_released(oms, item, _releasable(oms, item), {})


def release_pre_orders(oms: Oms, call: Call) -> Answer:
    """Release all waiting lines of an order, if arrived units cover all of them together."""
    order, lines = _pre_order(oms, call)
    wanted = Counter[str]()
    for one in lines:
        wanted[one.line["Sku"]] += one.units
    short = [sku for sku, units in wanted.items() if units_arrived(oms, sku) < units]
    if short:
        faults = [("Sku", f"{sku} has not arrived in waves") for sku in short]
        raise BackendError(INSUFFICIENT_QUANTITY, "Not all of the pre-order is there.", faults)
    waves = [wave for sku, units in wanted.items() for wave in draw(oms, sku, units)]
    return _order_released(oms, order, lines, {"WaveId": waves})


def release_pre_orders_bypass_inventory_requirement(oms: Oms, call: Call) -> Answer:
    order, lines = _pre_order(oms, call)
    return _order_released(oms, order, lines, {})


def _releasable(oms: Oms, item: Item) -> list[PreOrderLine]:
    lines = waiting_lines(oms, item)
    return [one for one in lines if one.order["OrderStatus"] in CAN_BE_RELEASED]


def _pre_order(oms: Oms, call: Call) -> tuple[Order, list[PreOrderLine]]:
    """Find an order and its waiting lines; raises 409 when it has no lines on pre-order at all."""
    order = order_named(oms, call.body)
    refuse_unless(order, CAN_BE_RELEASED)
    lines = [pre_order_line(oms, order, line) for line in order["LineItems"]]
    if not any(one.state in (WAITING, RELEASED) for one in lines):
        raise wrong_state("The order has no lines on pre-order.")
    return order, [one for one in lines if one.state == WAITING]


def _item_released(
    oms: Oms, item: Item, lines: list[PreOrderLine], drawn: Mapping[str, list[int]]
) -> Answer:
    _release(oms, lines)
    orders = {one.order["InternalOrderId"]: one.order for one in lines}
    for order in orders.values():
        oms.touch(order)
    answer = {
        "ItemId": item["ItemId"],
        "Sku": item["Sku"],
        "ReleasedLines": [shown(oms, one) for one in lines],
        "WaitingLines": [shown(oms, one) for one in waiting_lines(oms, item)],
    }
    return _answer(answer, None, lines, {**drawn, "InternalOrderId": list(orders)})


def _order_released(
    oms: Oms, order: Order, lines: list[PreOrderLine], drawn: Mapping[str, list[int]]
) -> Answer:
    _release(oms, lines)
    answer = {
        "InternalOrderId": order["InternalOrderId"],
        "ExternalOrderId": order["ExternalOrderId"],
        "ReleasedLines": [shown(oms, one) for one in lines],
    }
    return _answer(answer, order, lines, drawn)


def _release(oms: Oms, lines: Iterable[PreOrderLine]) -> None:
    for one in lines:
        dates = one.dates(oms)
        one.decide(ReleaseState=RELEASED, ReleasedDateTimeUtc=oms.now(), KeptDates=dates)


def _answer(
    answer: Mapping[str, Any],
    order: Order | None,
    lines: Iterable[PreOrderLine],
    ids: Mapping[str, list[int]],
) -> Answer:
    details = [one.line["OrderDetailId"] for one in lines]
    return changed(answer, order, OrderDetailId=details, **ids) if details else unchanged(answer)


ITEM: Table = {"ItemId": must_have(whole())}
BASE = "/preorder/sequences"

ENDPOINTS = (
    Endpoint(
        "release_item_in_pre_orders",
        "POST",
        f"{BASE}/releaseiteminpreorders/v1/",
        release_item_in_pre_orders,
        answers=ReleasedItem,
        body=ITEM,
    ),
    Endpoint(
        "release_item_in_pre_orders_bypass_inventory_requirement",
        "POST",
        f"{BASE}/releaseiteminpreordersbypassinventoryrequirement/v1/",
        release_item_in_pre_orders_bypass_inventory_requirement,
        answers=ReleasedItem,
        body=ITEM,
    ),
    Endpoint(
        "release_pre_orders",
        "POST",
        f"{BASE}/releasepreorders/v1/",
        release_pre_orders,
        answers=ReleasedOrder,
        body=ORDER_KEY,
    ),
    Endpoint(
        "release_pre_orders_bypass_inventory_requirement",
        "POST",
        f"{BASE}/releasepreordersbypassinventoryrequirement/v1/",
        release_pre_orders_bypass_inventory_requirement,
        answers=ReleasedOrder,
        body=ORDER_KEY,
    ),
)
