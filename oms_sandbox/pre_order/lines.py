"""Order lines on pre-order: whether one is, its state and dates, a person's delivery date.

Our definition, docs/sandbox.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, required, unchanged
from oms_sandbox.entities import Order, OrderLine
from oms_sandbox.errors import not_found, wrong_state
from oms_sandbox.forms import line_with
from oms_sandbox.goods.entities import Item
from oms_sandbox.goods.items import find_item
from oms_sandbox.openapi.goods_answers import ReleaseDates
from oms_sandbox.orders.rules import live
from oms_sandbox.people.customers import OPEN_ORDERS
from oms_sandbox.pre_order.entities import (
    NOT_PRE_ORDER,
    RELEASED,
    WAITING,
    Dates,
    PreOrderPart,
    ReleaseSchedule,
)
from oms_sandbox.pre_order.waves import next_date, waves_of
from oms_sandbox.state import Oms, numbered


@dataclass(frozen=True)
class PreOrderLine:
    """A line, its order, and what governs its dates now, where there is any of it."""

    order: Order
    line: OrderLine
    item: Item | None
    schedule: ReleaseSchedule | None
    has_waves: bool

    @property
    def units(self) -> int:
        """Count what is neither cancelled nor shipped."""
        return live(self.line) - self.line["QuantityShipped"]

    @property
    def part(self) -> PreOrderPart:
        """Tell what was decided about the line so far; the line keeps it once it is changed."""
        undecided = PreOrderPart(
            ReleaseState=WAITING,
            ReleasedDateTimeUtc=None,
            DeliveryDateOverride=None,
            KeptDates=None,
        )
        return self.line.get("PreOrder", undecided)

    @property
    def state(self) -> str:
        if self.part["ReleaseState"] == RELEASED:
            return RELEASED
        governed = self.schedule is not None or self.has_waves or self.part["KeptDates"] is not None
        in_work = self.order["OrderStatus"] in OPEN_ORDERS and self.units > 0
        return WAITING if governed and in_work else NOT_PRE_ORDER

    def dates(self, oms: Oms) -> Dates:
        """Tell the line's dates: those it keeps, else its schedule's, else that of the next wave."""
        kept = self.part["KeptDates"]
        if kept is not None:
            return kept
        if self.schedule is not None:
            return Dates(
                ReleaseScheduleId=self.schedule["ReleaseScheduleId"],
                ReleaseDate=self.schedule["ReleaseDate"],
                DeliveryDate=self.schedule["DeliveryDate"],
            )
        date = next_date(oms, self.line["Sku"])
        return Dates(ReleaseScheduleId=None, ReleaseDate=date, DeliveryDate=None)

    def decide(self, **decided: Any) -> None:
        """Write what was decided about the line into its order."""
        self.line["PreOrder"] = {**self.part, **decided}  # type: ignore[typeddict-item]  # the callers name fields of PreOrderPart


def pre_order_line(oms: Oms, order: Order, line: OrderLine) -> PreOrderLine:
    """Look up what governs a line; its SKU may have no item."""
    item, country = find_item(oms, line["Sku"]), order["ShippingAddress"]["CountryCode"]
    schedules = oms.release_schedules.of(item["ItemId"]) if item is not None else []
    schedule = next((one for one in schedules if one["CountryId"] == country), None)
    has_waves = bool(waves_of(oms, line["Sku"]))
    return PreOrderLine(order, line, item, schedule, has_waves)


def waiting_lines(oms: Oms, item: Item) -> Iterator[PreOrderLine]:
    """List the lines of an item that wait for their release, oldest order first."""
    for order in oms.orders:
        for line in order["LineItems"]:
            if line["Sku"] == item["Sku"]:
                one = pre_order_line(oms, order, line)
                if one.state == WAITING:
                    yield one


def shown(oms: Oms, one: PreOrderLine) -> dict[str, Any]:
    """Give a line as the pre-order calls answer it; a line that is not on pre-order has no dates."""
    state, part = one.state, one.part
    none = Dates(ReleaseScheduleId=None, ReleaseDate=None, DeliveryDate=None)
    return {
        "OrderDetailId": one.line["OrderDetailId"],
        "InternalOrderId": one.order["InternalOrderId"],
        "ExternalOrderId": one.order["ExternalOrderId"],
        "ItemId": one.item["ItemId"] if one.item is not None else None,
        "Sku": one.line["Sku"],
        "ReleaseState": state,
        "ReleasedDateTimeUtc": part["ReleasedDateTimeUtc"],
        **(none if state == NOT_PRE_ORDER else one.dates(oms)),
        "DeliveryDateOverride": part["DeliveryDateOverride"],
    }


def get_release_dates_by_order_detail_id(oms: Oms, call: Call) -> Answer:
    return unchanged(shown(oms, _named(oms, call)))


def update_delivery_override_date(oms: Oms, call: Call) -> Answer:
    """Set the delivery date a person promises for a line, or remove it when none is given."""
    one, date = _named(oms, call), call.query["DeliveryDateOverride"]
    if one.state == NOT_PRE_ORDER:
        raise wrong_state("The line is not on pre-order.")
    if one.part["DeliveryDateOverride"] == date:
        return unchanged(shown(oms, one))
    one.decide(DeliveryDateOverride=date)
    return changed(shown(oms, one), one.order, OrderDetailId=[one.line["OrderDetailId"]])


def _named(oms: Oms, call: Call) -> PreOrderLine:
    number = call.query["OrderDetailId"]
    owner = numbered(oms.order_by_detail, number, "OrderDetailId")
    # A bent view has other orders than those that the lines were filed under.
    order = oms.orders.get(owner["InternalOrderId"])
    if order is None:
        raise not_found("OrderDetailId", number)
    return pre_order_line(oms, order, line_with(order["LineItems"], number))


ENDPOINTS = (
    Endpoint(
        "get_release_dates_by_order_detail_id",
        "GET",
        "/preorder/releasedates/v1/{orderDetailId}",
        get_release_dates_by_order_detail_id,
        answers=ReleaseDates,
    ),
    Endpoint(
        "update_delivery_override_date",
        "PUT",
        "/preorder/sequences/updatedeliverydateoverride/v1/",
        update_delivery_override_date,
        answers=ReleaseDates,
        query=required("orderDetailId") + optional("deliveryDateOverride"),
    ),
)
