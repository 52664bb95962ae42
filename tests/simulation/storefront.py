"""What a made-up shop tells of each of its orders: a random, legal-ish story."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any, Final

from orderlane.demo import EVENTS, SHOP
from orderlane.shop import Body, ShopOrder
from tests.simulation.scheduler import EPOCH

_DATES: Final = ("created_at", "updated_at", "processed_at", "timestamp", "version", "occurred_at")
_ADDRESS: Final = {
    "name": "Rita Osei",
    "line1": "12 Rue du Lac",
    "city": "Quebec",
    "region": "QC",
    "postcode": "G1R 2B5",
    "country": "CA",
}
METHODS: Final = ("card", "TEST_DECLINE_ONCE", "")


@dataclass(slots=True)
class Message:
    """One delivery of a sender. at: seconds after the beginning; wall: unix, when it happened."""

    source: str
    topic: str
    raw: bytes
    identity: str
    order: str
    at: float
    wall: float


@dataclass(slots=True)
class Story:
    """Writes the messages of one order."""

    shop: ShopOrder
    random: Random
    span_s: float
    method: str
    at: float = 0.0
    messages: list[Message] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)

    def tell(self, source: str, topic: str, body: Body) -> None:
        """Add a message."""
        self.at += self.random.uniform(0.1, 1.0) * self.span_s / 8
        order = str(self.shop.id)
        dated = json.dumps(_dated(body, self._stamp()), ensure_ascii=False).encode()
        identity = f"{order}-{len(self.messages)}"
        self.messages.append(Message(source, topic, dated, identity, order, self.at, self._wall()))

    def event(self, kind: str, data: Body) -> None:
        """Add a canonical message."""
        order = {"id": str(self.shop.id), "number": str(self.shop.number)}
        stamped = {"order": order, "version": "", **data}
        self.tell(EVENTS, kind, {"type": kind, "timestamp": "", "data": stamped})

    def _wall(self) -> float:
        return EPOCH + 1_000.0 + self.at

    def _stamp(self) -> str:
        return datetime.fromtimestamp(self._wall(), UTC).isoformat(timespec="microseconds")


def stories(seed: int, orders: int, span_s: float) -> list[Message]:
    """Return every message of a seed's orders, as they happen."""
    random = Random(f"stories {seed}")
    told: list[Message] = []
    for nth in range(orders):
        shop = ShopOrder(5_000_001 + nth, 1_001 + nth, {"MUG": 2, "TEA": 3})
        story = Story(shop, random, span_s, random.choice(METHODS), left=dict(shop.lines))
        story.at = random.uniform(0.0, span_s / 4)
        _write(story)
        told += story.messages
    return sorted(told, key=lambda message: message.at)


def _write(story: Story) -> None:
    if story.random.random() < 0.1:
        story.tell(SHOP, "orders/cancelled", story.shop.cancelled())
        _create(story)
        return
    _create(story)
    for scene in story.random.sample(SCENES, story.random.randint(1, 4)):
        scene(story)
    if story.random.random() < 0.15:
        story.tell(SHOP, "orders/cancelled", story.shop.cancelled())


def _create(story: Story) -> None:
    if story.method == "card":
        story.tell(SHOP, "orders/create", story.shop.whole())
        return
    price, first = _money(22), story.shop.id * 10
    lines = [
        {"id": str(first + at), "sku": sku, "quantity": number, "unit_price": price}
        for at, (sku, number) in enumerate(story.shop.lines.items(), start=1)
    ]
    paid = [{"method": story.method, "amount": _money(110)}] if story.method else []
    told = {"lines": lines, "currency": "CAD", "payments": paid, "ship_to": _ADDRESS}
    story.event("order.created", told)


def _routed_and_held(story: Story) -> None:
    if story.random.random() < 0.7:
        story.tell(SHOP, "fulfillment_orders/order_routing_complete", story.shop.routed())
        story.tell(SHOP, "fulfillment_orders/placed_on_hold", story.shop.held())
        story.tell(SHOP, "fulfillment_orders/hold_released", story.shop.released())
    else:
        story.tell(SHOP, "fulfillment_orders/placed_on_hold", story.shop.held())
        story.tell(SHOP, "fulfillment_orders/order_routing_complete", story.shop.routed())
        story.tell(SHOP, "fulfillment_orders/hold_released", story.shop.released())


def _held(story: Story) -> None:
    for nth in range(story.random.randint(1, 2)):
        story.event("order.held", {"hold_id": f"h{nth}", "reason": "fraud"})
        story.event("order.released", {"hold_id": f"h{nth}"})


def _moved(story: Story) -> None:
    for _ in range(story.random.randint(1, 2)):
        street = f"{story.random.randint(1, 99)} Rue du Port"
        story.tell(SHOP, "orders/updated", story.shop.moved(street))


def _requested(story: Story) -> None:
    story.event("shipment.requested", {"shipment": {"id": f"fo{story.shop.id}"}})


def _split(story: Story) -> None:
    by_line = story.random.random() < 0.5
    line = {"id": str(story.shop.id * 10 + 1)} if by_line else {"sku": "TEA"}
    part = {"shipment": {"id": f"part{story.shop.id}"}, "lines": [{**line, "quantity": 1}]}
    _requested(story)
    story.event("shipment.split", {"into": [part]})


def _parcels(story: Story) -> None:
    for _ in range(story.random.randint(1, 2)):
        sku = story.random.choice([name for name, number in story.left.items() if number] or [""])
        if sku:
            story.left[sku] -= 1
            story.sent.append(sku)
            number = f"1Z{story.shop.id}{len(story.sent)}"
            body = story.shop.parcel(len(story.sent), {sku: 1}, number)
            story.tell(SHOP, "fulfillments/create", body)
    if story.sent and story.random.random() < 0.6:
        number = f"1Z{story.shop.id}{len(story.sent)}"
        told = {"tracking_number": number, "carrier": "UPS", "status": "delivered"}
        story.event("tracking.updated", told)


def _returned(story: Story) -> None:
    if not story.sent:
        _parcels(story)
    name = {"id": f"rma{story.shop.id}"}
    lines = [{"sku": story.sent[-1], "quantity": 1, "reason": "broken"}]
    story.event("return.requested", {"return": name, "lines": lines})
    if story.random.random() < 0.8:
        paid = {"transaction_id": f"v{story.shop.id}", "amount": _money(22), "lines": []}
        story.event("payment.captured", paid)
        story.event("return.received", {"return": name})
    else:
        story.event("return.cancelled", {"return": name})


def _picked(story: Story) -> None:
    _requested(story)
    for state in ("acknowledged", "picked"):
        told = {"shipment": {"id": f"fo{story.shop.id}"}, "state": state}
        story.event("shipment.updated", told)


def _shipment_cancelled(story: Story) -> None:
    _requested(story)
    story.event("shipment.cancelled", {"shipment": {"id": f"fo{story.shop.id}"}})


def _paid(story: Story) -> None:
    lines = [{"sku": "MUG", "quantity": 1}] if story.random.random() < 0.4 else []
    told = {"transaction_id": f"t{story.shop.id}", "amount": _money(22), "lines": lines}
    story.event("payment.captured", told)
    if lines and story.random.random() < 0.6:
        story.event("payment.captured", {"transaction_id": f"u{story.shop.id}", "lines": lines})
    if story.method == "TEST_DECLINE_ONCE":
        story.event("payment.retry_requested", {"request_id": f"r{story.shop.id}"})
    if not story.method:
        told = {"reference": f"wire{story.shop.id}", "amount": _money(22)}
        story.event("payment.received", told)
    for nth in range(story.random.randint(0, 2)):
        refund = {"refund_id": f"ref{story.shop.id}-{nth}", "amount": _money(5)}
        story.event("payment.refunded", refund)


SCENES: Final[tuple[Callable[[Story], None], ...]] = (
    _routed_and_held,
    _held,
    _moved,
    _split,
    _parcels,
    _returned,
    _picked,
    _shipment_cancelled,
    _paid,
)


def _money(amount: int) -> Body:
    return {"amount": str(amount), "currency": "CAD"}


def _dated(value: Any, stamp: str) -> Any:
    if isinstance(value, list):
        return [_dated(item, stamp) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: stamp if name in _DATES or (name == "cancelled_at" and item) else _dated(item, stamp)
        for name, item in value.items()
    }
