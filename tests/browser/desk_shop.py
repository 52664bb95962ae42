"""Orders for the browser tests: some are refused by the OMS, so that they are parked."""

import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import requests

from ledger.connection import connect
from ledger.views import Views
from orderlane.demo import SHOP, STORE
from orderlane.processes import wait_until
from orderlane.send import Sender
from orderlane.shop import ShopOrder
from orderlane.stack import Stack
from orderlane.tour import reference_of

_numbers = count(time.time_ns() // 1_000_000)


@dataclass
class Shop:
    """Sends orders into a running house and knows what became of them."""

    stack: Stack
    views: Views = field(init=False)
    sender: Sender = field(init=False)

    def __post_init__(self) -> None:
        settings = self.stack.settings
        self.views = Views(connect(settings.redis_url))
        self.sender = Sender(settings, self.stack.receiver_url)

    def order(self) -> ShopOrder:
        """Return an order that no other test knows."""
        number = next(_numbers)
        return ShopOrder(number, number % 100_000_000)

    def send(self, order: ShopOrder, topic: str, body: dict[str, Any]) -> None:
        """Send a delivery of an order."""
        assert self.sender.send(SHOP, topic, body).status == 200

    def parked(self, times: int = 1) -> ShopOrder:
        """Return an order that the OMS has refused, and will refuse `times` in all."""
        order = self.order()
        fault = {"Kind": "refuse", "Operation": "create_order", "Times": times}
        url = f"{self.stack.oms_url}/_sandbox/faults"
        told = {**fault, "ExternalOrderId": str(order.id)}
        requests.post(url, json=told, timeout=5).raise_for_status()
        self.send(order, "orders/create", order.whole())
        self.wait(order, "parked")
        return order

    def wait(self, order: ShopOrder, state: str) -> None:
        """Wait until an order's lane is in a state."""
        wait_until(lambda: self.state(order) == state, 30, f"{order.id} {state}")

    def state(self, order: ShopOrder) -> str:
        """Return the state of an order's lane, '' when there is none."""
        lane = self.views.lane_of(STORE, reference_of(order))
        return self.views.lane(lane).get("state", "") if lane else ""

    def lane(self, order: ShopOrder) -> str:
        """Return an order's lane."""
        return self.views.lane_of(STORE, reference_of(order)) or ""

    def creates(self, order: ShopOrder) -> int:
        """Return how often the OMS has created an order."""
        url = f"{self.stack.oms_url}/_sandbox/journal"
        commits = requests.get(url, timeout=10).json()["Commits"]
        return [c["Operation"] for c in commits if c["ExternalOrderId"] == str(order.id)].count(
            "create_order"
        )

    def close(self) -> None:
        """Close the connections."""
        self.sender.close()
