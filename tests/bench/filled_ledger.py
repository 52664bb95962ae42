"""A ledger that holds a million events: copies of a few orders that were really worked off, parked, kept."""

import json
from collections.abc import Callable
from typing import Any, Final

import redis

from events import types
from events.envelope import Envelope
from ledger import keys
from ledger.ledger import Ledger
from ledger.records import QUARANTINED, Delivery, Verdict

STORE: Final = "acme"
SOURCE: Final = "acme-shop"
AN_ORDER: Final = 4
"""Events an order."""
BODY: Final = json.dumps({"line_items": [{"sku": "MUG-BLU", "quantity": 2}] * 12}).encode()
REASON: Final = "REFUSED_INSUFFICIENT_QUANTITY"
BATCH: Final = 500

# Copies what stands under an order's keys to the names of other orders; their events are named after them.
# KEYS[1] prefix. ARGV: 1 store, 2 shard, 3 first number, 4 how many, 5 lane to copy, 6 'parked' or '', then its events.
COPY: Final = """
local P, store, shard, first, many, lane, parked = KEYS[1] .. ':', unpack(ARGV)
local now = tonumber(redis.call('TIME')[1]) * 1000
local function copies(kind, name) return redis.call('DUMP', P .. kind .. ':' .. name) end
local kept, events = {}, {}
for _, kind in ipairs({'lane', 'tl', 'eff', 'refs', 'q'}) do kept[kind] = copies(kind, lane) or nil end
for nth = 7, #ARGV do events[#events + 1] = copies('ev', ARGV[nth]) end
for number = tonumber(first), tonumber(first) + tonumber(many) - 1 do
  local new = store .. '/order:' .. number
  for kind, dump in pairs(kept) do redis.call('RESTORE', P .. kind .. ':' .. new, 0, dump) end
  local eid
  for nth, dump in ipairs(events) do
    eid = string.format('%s-%020d', shard, number * 10 + nth)
    redis.call('RESTORE', P .. 'ev:' .. eid, 0, dump)
    redis.call('HSET', P .. 'ev:' .. eid, 'lane', new)
  end
  redis.call('SET', P .. 'al:' .. store .. '/order:' .. number, new)
  redis.call('SET', P .. 'al:' .. store .. '/number:' .. number, new)
  if parked ~= '' then
    redis.call('HSET', P .. 'lane:' .. new, 'parked', eid)
    redis.call('ZADD', P .. 'PARKED', now - number, new)
    redis.call('ZADD', P .. 'SHELF:' .. parked, now - number, new)
    redis.call('HINCRBY', P .. 'stopped', parked, 1)
  end
end
redis.call('HINCRBY', P .. 'cnt', 'received', #events * many)
redis.call('HINCRBY', P .. 'cnt', parked ~= '' and 'parked' or 'done', #events * many)
"""


class Filler:
    """Fills one store's shard. settled, parked, kept: how many of each were made."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client
        self._ledger = Ledger(client)
        self._copy = client.register_script(COPY)
        self._first = 1

    def settled(self, orders: int, tell: Callable[[int], Any]) -> None:
        """Make orders of AN_ORDER events each that are done."""
        events = [self._take_in("one", nth) for nth in range(AN_ORDER)]
        for eid in events:
            self._turn(eid)
        self._copies(orders, "one", events, "", tell)

    def parked(self, orders: int, tell: Callable[[int], Any]) -> None:
        """Make orders whose only event is parked."""
        eid = self._take_in("two", 0)
        claim = self._ledger.claim(eid, "bench:1")
        self._ledger.park(claim.lane, claim.token, eid, REASON, "422", ("", ""))
        self._copies(orders, "two", [eid], REASON, tell)

    def kept(self, events: int) -> None:
        """Make events that are in quarantine."""
        for nth in range(events):
            self._take_in("three", nth, state=QUARANTINED, reason="UNREADABLE")

    def _copies(
        self, orders: int, name: str, events: list[str], parked: str, tell: Callable[[int], Any]
    ) -> None:
        prefix, shard = keys.prefix_of_store(STORE), keys.shard_of_store(STORE)
        for start in range(0, orders, BATCH):
            many = min(BATCH, orders - start)
            self._copy(
                [prefix],
                [STORE, shard, self._first, many, f"{STORE}/order:{name}", parked, *events],
            )
            self._first += many
            tell(many * len(events))

    def _take_in(self, name: str, nth: int, **more: str) -> str:
        envelope = Envelope(
            identity=f"{name}-{nth}",
            topic="orders/updated",
            type=types.ORDER_HELD,
            refs=(f"order:{name}", f"number:{name}"),
            opens_lane=True,
        )
        delivery = Delivery(
            source=SOURCE,
            dialect="shopify",
            store=STORE,
            envelope=envelope,
            body=BODY,
            body_hash=f"{nth:064d}",
            task="orders.hold",
            queue="orders",
            **more,
        )
        return self._ledger.ingest(delivery).event_id

    def _turn(self, eid: str) -> None:
        """Work an event off as a worker does: a look, an intent, a call, an outcome."""
        claim = self._ledger.claim(eid, "bench:1")
        here, effect = (claim.lane, claim.token), f"hold_order|{eid}"
        told = {"operation": "hold_order", "event": eid, "attempt": 1, "trace_id": "0" * 32}
        call = {"what": "called", "method": "POST", "path": "/v1/orders/Hold", "status": 200}
        record = {
            "state": "APPLIED",
            "operation": "hold_order",
            "key": eid,
            "event": eid,
            "ids": {},
        }
        self._ledger.intent(
            *here, eid, effect, json.dumps(record), 30_000, json.dumps({"what": "intent", **told})
        )
        entry = {"what": "outcome", "state": "APPLIED", "why": "200", "ms": 21, **told}
        story = json.dumps({**call, "ms": 21, "ago": 1, "operation": "hold_order"})
        self._ledger.outcome(
            *here, effect, json.dumps(record), final=True, entry=json.dumps(entry), story=story
        )
        self._ledger.complete(*here, eid, Verdict("done"))
