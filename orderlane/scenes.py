"""The tour's orders: what is sent for each, and the effects it must lead to."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from orderlane.demo import BUS, EVENTS, SHOP, WAREHOUSE
from orderlane.shop import Body, ShopOrder


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of the tour. wait: let everything sent before settle first. queue: instead of HTTP."""

    source: str
    topic: str
    body: Body
    times: int = 1
    wait: bool = False
    queue: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """One order's story. effects: the OMS commits it must lead to, each so many times.

    fault: what the sandbox is told to do to it.
    """

    label: str
    title: str
    order: ShopOrder
    deliveries: list[Delivery]
    effects: dict[str, int]
    fault: Body | None = None


def _story_of_holds(order: ShopOrder) -> Scene:
    deliveries = [
        Delivery(SHOP, "orders/create", order.whole()),
        Delivery(SHOP, "fulfillment_orders/order_routing_complete", order.routed(), wait=True),
        Delivery(SHOP, "fulfillment_orders/placed_on_hold", order.held()),
        Delivery(SHOP, "fulfillment_orders/hold_released", order.released()),
        Delivery(SHOP, "orders/updated", order.moved("3 Chemin Neuf"), wait=True),
    ]
    effects = (
        "create_order",
        "create_all_shipments",
        "hold_order",
        "resume_order",
        "update_shipping_address",
    )
    title = "created, routed, held, released, its address changed"
    return Scene("A", title, order, deliveries, dict.fromkeys(effects, 1))


def _early_cancel(order: ShopOrder) -> Scene:
    deliveries = [
        Delivery(SHOP, "orders/cancelled", order.cancelled()),
        Delivery(SHOP, "orders/create", order.whole(), wait=True),
    ]
    effects = {"create_order": 1, "cancel_order": 1}
    return Scene("B", "cancelled before its create arrives", order, deliveries, effects)


def _two_parcels(order: ShopOrder) -> Scene:
    first, second = f"1Z{order.id}01", f"1Z{order.id}02"
    deliveries = [
        Delivery(SHOP, "orders/create", order.whole()),
        Delivery(SHOP, "fulfillment_orders/order_routing_complete", order.routed()),
        Delivery(SHOP, "fulfillments/create", order.parcel(1, {"MUG-BLU": 2}, first)),
        Delivery(SHOP, "fulfillments/create", order.parcel(2, {"TEA-EARL": 1}, second)),
        Delivery(SHOP, "order_transactions/create", order.captured()),
        Delivery(EVENTS, "tracking.updated", order.delivered(first), wait=True),
    ]
    effects = {
        "create_order": 1,
        "create_all_shipments": 1,
        "split_shipment_by_sku": 1,
        "update_shipment_tracking_numbers": 2,
        "update_shipment_status": 3,
        "auto_invoice": 1,
    }
    return Scene("C", "shipped in two parcels, tracked, invoiced", order, deliveries, effects)


def _only_created(
    label: str,
    title: str,
    order: ShopOrder,
    *,
    times: int = 1,
    created: int = 1,
    fault: Body | None = None,
) -> Scene:
    deliveries = [Delivery(SHOP, "orders/create", order.whole(), times=times)]
    effects = {"create_order": created} if created else {}
    return Scene(label, title, order, deliveries, effects, fault)


HANGS_UP: Final = {"Kind": "reset_after_commit", "Operation": "create_order"}
REFUSES: Final = {"Kind": "refuse", "Operation": "create_order", "Times": 1000}


def _over_a_queue(order: ShopOrder) -> Scene:
    sent = order.sent_by_warehouse(f"1Z{order.id}01")
    deliveries = [
        Delivery(SHOP, "orders/create", order.whole()),
        Delivery(SHOP, "fulfillment_orders/order_routing_complete", order.routed()),
        Delivery(WAREHOUSE, "Shipment Update", sent, times=2, wait=True, queue=BUS),
    ]
    effects = ("create_order", "create_all_shipments", "update_shipment_tracking_numbers")
    once = dict.fromkeys((*effects, "update_shipment_status"), 1)
    return Scene("G", "shipped: the warehouse says so twice, by a queue", order, deliveries, once)


def scenes(first_id: int, *, queues: bool = False) -> list[Scene]:
    """Return the tour's orders; ids count up from `first_id`, so that no two tours share one.

    queues: also one whose warehouse speaks by a queue.
    """
    orders = [ShopOrder(first_id + nth, first_id % 100_000_000 + nth) for nth in range(7)]
    a, b, c, d, e, f, g = orders
    found = [
        _story_of_holds(a),
        _early_cancel(b),
        _two_parcels(c),
        _only_created("D", "one delivery comes three times", d, times=3),
        _only_created("E", "the OMS commits and hangs up", e, fault=HANGS_UP),
        _only_created("F", "refused for good, so it is parked", f, created=0, fault=REFUSES),
    ]
    return [*found, _over_a_queue(g)] if queues else found


def differences(cast: list[Scene], journal: list[Body]) -> list[str]:
    """Return a line for every effect that is not in the journal exactly as often as meant.

    Claim tags (custom-field PUTs) are no effects.
    """
    found: dict[str, Counter[str]] = {str(scene.order.id): Counter() for scene in cast}
    for commit in journal:
        if "custom_fields" not in commit["Operation"] and commit["ExternalOrderId"] in found:
            found[commit["ExternalOrderId"]][commit["Operation"]] += 1
    return [
        f"{scene.label}: {name} {counted[name]} times in the OMS's journal, "
        f"meant {scene.effects.get(name, 0)}"
        for scene in cast
        for counted in [found[str(scene.order.id)]]
        for name in sorted({*counted, *scene.effects})
        if counted[name] != scene.effects.get(name, 0)
    ]
