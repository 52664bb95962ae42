"""A ledger of one store, its figures, and a shop that delivers to it."""

import json
from collections import Counter
from typing import Any

import redis

from events import types
from events.envelope import Envelope
from ledger.counters import Counters, Figures, Told
from ledger.ledger import Ledger
from ledger.records import Delivery, Intake, Leases

NO_EFFECT = ("", "")


class House:
    """A ledger, its figures, and a shop that delivers to it."""

    def __init__(self, client: "redis.Redis", store: str) -> None:
        self.ledger = Ledger(client, Leases(lease_ms=60_000))
        self.counters, self.client, self.store = Counters(client), client, store
        self._before = self.figures.told

    @property
    def figures(self) -> Figures:
        return self.counters.figures([self.store])

    @property
    def told(self) -> Counter[Told]:
        return self.figures.told - self._before

    def give(self, identity: str, topic: str, **more: Any) -> Intake:
        envelope = Envelope(identity, topic, types.ORDER_HELD, (f"order:{identity}",), True)
        delivery = Delivery(
            source="shop",
            dialect="shopify",
            store=self.store,
            envelope=envelope,
            body=b"{}",
            body_hash="0",
            task="orders.hold",
            queue=more.pop("queue", "orders"),
            **more,
        )
        return self.ledger.ingest(delivery)

    def park(self, eid: str, reason: str, effect: tuple[str, str] = NO_EFFECT) -> None:
        claim = self.ledger.claim(eid, "w")
        self.ledger.park(claim.lane, claim.token, eid, reason, "", effect)


def shard_of(given: Intake) -> str:
    return f"ol:{{s{given.event_id[:2]}}}"


def effect_record(state: str, ask: dict[str, Any]) -> str:
    return json.dumps(
        {"state": state, "operation": "hold_order", "ask": ask}, separators=(",", ":")
    )
