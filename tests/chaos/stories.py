"""What happens to the orders of a chaos run, and the OMS commits that each step must lead to."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from orderlane.demo import EVENTS, SHOP
from orderlane.shop import Body, ShopOrder

CREATE: Final = "create_order"
SHIP: Final = ("update_shipment_tracking_numbers", "update_shipment_status")
DISORDER: Final = 0.2


@dataclass(frozen=True, slots=True)
class Step:
    """One delivery. operations: the commits it leads to, in their order.

    first: these come before all others, whenever the delivery comes.
    """

    topic: str
    body: Body
    operations: tuple[str, ...] = ()
    source: str = SHOP
    first: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """An order's steps in the order of their sending. ends: what its OMS record shows then."""

    kind: str
    order: ShopOrder
    steps: list[Step]
    ends: Body
    disorder: int = 0

    @property
    def operations(self) -> list[str]:
        """Return the commits in the one order they may have."""
        steps = sorted(self.steps, key=lambda step: not step.first)
        return [operation for step in steps for operation in step.operations]


@dataclass(slots=True)
class Telling:
    """A story in the making."""

    order: ShopOrder
    dice: random.Random
    steps: list[Step] = field(default_factory=list)
    disorder: int = 0

    def add(self, topic: str, body: Body, *operations: str, first: bool = False) -> None:
        """Add a delivery of the shop."""
        self.steps.append(Step(topic, body, operations, first=first))

    def create(self) -> None:
        self.add("orders/create", self.order.whole(), CREATE, first=True)

    def route(self) -> None:
        topic = "fulfillment_orders/order_routing_complete"
        self.add(topic, self.order.routed(), "create_all_shipments")

    def hold(self) -> None:
        self.add("fulfillment_orders/placed_on_hold", self.order.held(), "hold_order")

    def either_way(self, topic: str, one: Body, other: Body, *operations: tuple[str, ...]) -> bool:
        """Add two deliveries that may change places; return whether they did."""
        swapped = self.dice.random() < DISORDER
        self.disorder += swapped
        for body, done in zip((other, one) if swapped else (one, other), operations, strict=True):
            self.add(topic, body, *done)
        return swapped

    def end(self, kind: str, **ends: str) -> Story:
        return Story(kind, self.order, self.steps, ends, self.disorder)


def plain(telling: Telling) -> Story:
    """Created, and no more."""
    telling.create()
    return telling.end("plain", OrderStatus="Created")


def moved(telling: Telling) -> Story:
    """Held, released, and moved twice: an older address after a newer one changes nothing."""
    order = telling.order
    telling.create()
    telling.route()
    telling.hold()
    telling.add("fulfillment_orders/hold_released", order.released(), "resume_order")
    streets = f"3 Chemin Neuf {order.number}", f"4 Chemin Vieux {order.number}"
    one, other = (order.moved(street) for street in streets)
    done = ("update_shipping_address",)
    swapped = telling.dice.random() < DISORDER
    telling.disorder += swapped
    bodies = [(other, done), (one, ())] if swapped else [(one, done), (other, done)]
    for body, operations in bodies:
        telling.add("orders/updated", body, *operations)
    return telling.end("moved", OrderStatus="Processing", AddressLine1=streets[1])


def parcels(telling: Telling) -> Story:
    """Sent in two parcels, captured, delivered."""
    order = telling.order
    number = f"1Z{order.id}01"
    one = order.parcel(1, {"MUG-BLU": 2}, number)
    other = order.parcel(2, {"TEA-EARL": 1}, f"1Z{order.id}02")
    telling.create()
    telling.route()
    split = ("split_shipment_by_sku", *SHIP)
    telling.either_way("fulfillments/create", one, other, split, SHIP)
    telling.add("order_transactions/create", order.captured(), "auto_invoice")
    done = ("update_shipment_status",)
    telling.steps.append(Step("tracking.updated", order.delivered(number), done, EVENTS))
    return telling.end("parcels", OrderStatus="Completed")


def early_cancel(telling: Telling) -> Story:
    """Cancelled before its create arrives."""
    cancel = telling.order.cancelled()
    telling.add("orders/cancelled", cancel, "cancel_order")
    telling.create()
    return telling.end("early cancel", OrderStatus="Cancelled")


def risen(telling: Telling) -> Story:
    """Cancelled, and then created again under another id: it must not rise from the dead."""
    telling.create()
    telling.add("orders/cancelled", telling.order.cancelled(), "cancel_order")
    telling.add("orders/create", telling.order.whole())
    return telling.end("risen", OrderStatus="Cancelled")


def held_cancel(telling: Telling) -> Story:
    """Cancelled while it is on hold."""
    telling.create()
    telling.route()
    telling.hold()
    telling.add("orders/cancelled", telling.order.cancelled(), "cancel_order")
    return telling.end("held cancel", OrderStatus="Cancelled")


Kinds = tuple[tuple[Callable[[Telling], Story], int], ...]
"""Stories, and how often each is told."""

KINDS: Final[Kinds] = (
    (plain, 3),
    (moved, 3),
    (parcels, 3),
    (early_cancel, 2),
    (risen, 1),
    (held_cancel, 2),
)


def tell(order: ShopOrder, dice: random.Random, kinds: Kinds = KINDS) -> Story:
    """Return the story of an order, as the dice fall."""
    stories, weights = [kind for kind, _ in kinds], [weight for _, weight in kinds]
    return dice.choices(stories, weights)[0](Telling(order, dice))
