"""Telling settled events again: past the door's dedupe, never past the effects."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from ledger import keys
from ledger.intake import intake_of, told_of
from ledger.ledger import Ledger
from ledger.operator import Order
from ledger.records import DONE, QUEUED, SKIPPED, STALE, SUPERSEDED, Delivery, Intake
from ledger.replies import text

SETTLED: Final = (DONE, STALE, SUPERSEDED, SKIPPED)
_FACTS: Final = ("source", "type", "lane", "state", "reason", "received", "store", "envelope")


@dataclass(frozen=True, slots=True)
class Told:
    """A settled event that can be told again. received: unix milliseconds, ledger time."""

    id: str
    source: str
    type: str
    lane: str
    state: str
    reason: str
    received: int


class Replay:
    """Lists settled events with their bodies, and tells one again. Raises LedgerUnavailable."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def settled(self, store: str, source: str) -> Iterator[Told]:
        """Yield the settled events of a source, in no order; what was derived comes with its cause."""
        prefix = f"{keys.prefix_of_store(store)}:ev:"
        for key in self._ledger.client.scan_iter(f"{prefix}*", count=1000):
            found = self._ledger.client.hmget(key, *_FACTS)
            fact = {name: text(value or b"") for name, value in zip(_FACTS, found, strict=True)}
            ours = (fact["source"], fact["store"]) == (source, store)
            if ours and fact["state"] in SETTLED and fact["envelope"] and fact["lane"]:
                yield Told(
                    id=text(key).removeprefix(prefix),
                    source=source,
                    type=fact["type"],
                    lane=fact["lane"],
                    state=fact["state"],
                    reason=fact["reason"],
                    received=int(fact["received"]),
                )

    def tell_again(
        self, eid: str, delivery: Delivery, bell: tuple[str, bytes], order: Order
    ) -> Intake:
        """Take an event in once more, under the delivery's own identity.

        Its status: INGEST's, or SAME (this request was carried out before), GONE (forgotten),
        NOT_SETTLED (it waits still).
        """
        told = told_of(delivery, bell, self._ledger.leases)
        request = (eid, order.request_id, order.who, order.why)
        prefix = keys.prefix_of_event(eid)
        return intake_of(told, self._ledger.scripts.run("replay", prefix, *request, *told))


def again(record: dict[str, Any], delivery: Delivery, run: str, eid: str) -> Delivery:
    """Return a delivery under the identity of its replay: the same in one run, another in the next."""
    outside = replace(delivery.envelope, identity=f"replay:{run}:{eid}", marks=())
    task, queue = str(record["task"]), str(record["queue"])
    return replace(delivery, envelope=outside, state=QUEUED, reason="", task=task, queue=queue)
