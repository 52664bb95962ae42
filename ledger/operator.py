"""What a person may do: put a parked event right, pause and resume. Fenced, noted, idempotent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledger import keys
from ledger.bells import bell_of
from ledger.ledger import Ledger
from ledger.records import DONE, SKIPPED, Bell, LedgerError
from ledger.replies import text
from ledger.views import Views

EFFECT_STATES: Final = {DONE: "APPLIED", SKIPPED: "SKIPPED"}
"""What a person's word makes of an effect in doubt."""

VERBS: Final = {DONE: "mark-done", SKIPPED: "skip"}
"""How an event gets there by a person's word."""

Seen = Mapping[str, Mapping[str, Any]]
"""Effect id -> the ids of what it made, as a read of the OMS shows them."""


class Refusal(LedgerError):
    """A verb that was not carried out, and why."""


class NotParked(Refusal):
    """The event (or lane) is not what a lane is parked at, so there is nothing to put right."""


class RequestReused(Refusal):
    """The request id belongs to a verb for something else."""


class Repeated(LedgerError):
    """The request was carried out before; nothing was done now."""


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks for a verb, why, and the id under which a repeat is recognised."""

    request_id: str
    who: str
    why: str


class Operator:
    """The verbs: retry, skip, mark done, drop, pause, resume.

    Each raises NotParked where its subject is not in the state for it, RequestReused, and, where
    it was told to (strict), Repeated; else a repeat answers None.
    """

    def __init__(self, ledger: Ledger, *, strict: bool = False) -> None:
        self._ledger = ledger
        self._strict = strict

    def retry(self, eid: str, order: Order) -> Bell | None:
        """Let a parked lane go on with this event, after a fresh read; return its bell."""
        room_ms = self._ledger.leases.waiting_room_ms
        return self._verb("retry", "retry", keys.prefix_of_event(eid), eid, order, room_ms)

    def skip(self, eid: str, order: Order) -> Bell | None:
        """Settle a parked event without doing it; return the bell of the next one."""
        return self._resolve(eid, order, SKIPPED)

    def mark_done(
        self, eid: str, order: Order, known: str = "", seen: Seen | None = None
    ) -> Bell | None:
        """Settle a parked event as done by other means. known: how that is known."""
        return self._resolve(eid, order, DONE, known, seen)

    def drop(self, lane: str, order: Order) -> None:
        """Skip everything that waits in a parked lane and bar a later create of its order."""
        times = self._ledger.leases
        limits = (times.retention_s, times.lane_life_s, times.quiet_ms)
        self._verb("drop", "drop", _prefix_of_lane(lane), lane, order, *limits)

    def pause(self, prefix: str, subject: str, order: Order) -> None:
        """Stop what needs `oms`, `source:NAME`, or the order of a lane, in one shard."""
        self._verb("pause", "pause", prefix, subject, order, "pause")

    def resume(self, prefix: str, subject: str, order: Order) -> Bell | None:
        """Let what was paused go on, in one shard; return the bell of a resumed order."""
        return self._verb("resume", "pause", prefix, subject, order, "resume")

    def _resolve(
        self,
        eid: str,
        order: Order,
        state: str,
        known: str = "",
        seen: Seen | None = None,
    ) -> Bell | None:
        times = self._ledger.leases
        return self._verb(
            VERBS[state],
            "resolve",
            keys.prefix_of_event(eid),
            eid,
            order,
            state,
            times.retention_s,
            times.lane_life_s,
            times.quiet_ms,
            *self._settled_effect(eid, state, seen or {}),
            known,
        )

    def _settled_effect(self, eid: str, state: str, seen: Seen) -> tuple[str, str]:
        """Return the parked event's open effect with the person's word as its outcome."""
        views = Views(self._ledger.client)
        lane = views.event(eid).get("lane", "")
        opened = views.lane(lane).get("open", "") if lane else ""
        if not opened:
            return "", ""
        record = views.effects(lane)[opened]
        kept = {name: record["ask"][name] for name in ("order", "tag") if name in record["ask"]}
        word = {"state": EFFECT_STATES[state], "doubt": False, "why": "by a person"}
        made = {"ids": dict(seen[opened])} if opened in seen else {}
        return opened, json.dumps({**record, "ask": kept, "before": {}, **made, **word})

    def _verb(
        self, verb: str, script: str, prefix: str, subject: str, order: Order, *args: str | int
    ) -> Bell | None:
        reply: list[Any] = self._ledger.scripts.run(
            script, prefix, subject, order.request_id, order.who, order.why, *args
        )
        status = text(reply[0])
        if status == "NOT_PARKED":
            raise NotParked(f"{subject} cannot be put right so: it is {text(reply[1])}")
        if status == "SAME" and text(reply[1]) != f"{verb} {subject}":
            raise RequestReused(f"request {order.request_id} was: {text(reply[1])}")
        if status == "SAME" and self._strict:
            raise Repeated(f"request {order.request_id} was carried out before")
        return bell_of(reply[1:]) if status == "OK" and script != "drop" else None


def _prefix_of_lane(lane: str) -> str:
    return keys.prefix_of_store(keys.store_of_lane(lane))
