"""The ledger's verbs, one script each."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import fields

import redis

from ledger import keys
from ledger.bells import bell_of
from ledger.clock import running_s
from ledger.intake import intake_of, told_of
from ledger.memory import Memory
from ledger.records import (
    Bell,
    Claim,
    Delivery,
    Derived,
    Fenced,
    Intake,
    Leases,
    LedgerError,
    Verdict,
)
from ledger.replies import pairs, text
from ledger.scripts import Scripts

_DERIVED_FIELDS = tuple(field.name for field in fields(Derived))


class Ledger:
    """What was accepted, whose turn it is, what became of it.

    Every method raises LedgerUnavailable when Redis does not carry it out. Those that take a
    token raise Fenced when the lane has another holder. clock, story: see Scripts.
    """

    def __init__(
        self,
        client: "redis.Redis",
        leases: Leases | None = None,
        *,
        clock: Callable[[], float] = running_s,
    ) -> None:
        self.client = client
        self.leases = leases or Leases()
        self.scripts = Scripts(client, clock)
        self.memory = Memory(client, clock)

    def ingest(self, delivery: Delivery, bell: tuple[str, bytes] = ("", b"")) -> Intake:
        """Take a delivery in, once; `bell` is the list and the ready-made message to ring with.

        Raises IntakeClosed at 80 % of Redis's memory.
        """
        self.memory.rest_when_full()
        told = told_of(delivery, bell, self.leases)
        reply = self.scripts.run("ingest", keys.prefix_of_store(delivery.store), *told)
        self.memory.is_full()
        return intake_of(told, reply)

    def now_ms(self, store: str) -> int:
        """Return ledger time as a store's shard has it."""
        return self.scripts.now_ms(keys.prefix_of_store(store))

    def claim(self, eid: str, worker: str) -> Claim:
        """Take the lane of an event under a lease, if it is this event's turn."""
        reply = self.scripts.run(
            "claim",
            keys.prefix_of_event(eid),
            eid,
            secrets.token_hex(8),
            self.leases.lease_ms,
            self.leases.deaths,
            worker,
        )
        status = text(reply[0])
        if status == "OTHER":
            return Claim(status, bell=bell_of(reply[1:]))
        if status != "OK":
            return Claim(status, detail=text(reply[1]) if len(reply) > 1 else "")
        return Claim(
            status,
            token=text(reply[1]),
            lane=text(reply[2]),
            record=pairs(reply[3], raw=("body",)),
            effects=pairs(reply[4]),
            lane_record=pairs(reply[5]),
        )

    def renew(self, lane: str, token: str) -> None:
        """Lengthen a lease that is still held."""
        self._fenced("renew", lane, token, self.leases.lease_ms)

    def intent(
        self,
        lane: str,
        token: str,
        eid: str,
        effect: str,
        record: str,
        call_ms: int,
        entry: str,
        story: str = "",
    ) -> None:
        """Record what is about to be asked; the lease then outlasts the call twice."""
        need = max(self.leases.lease_ms, 2 * call_ms)
        reply = self._fenced("intent", lane, token, eid, effect, record, need, entry, story=story)
        if reply == "OPEN":
            raise LedgerError(f"another effect of {lane} has no outcome yet")

    def outcome(
        self,
        lane: str,
        token: str,
        effect: str,
        record: str,
        *,
        final: bool,
        entry: str,
        names: Sequence[str] = (),
        story: str = "",
    ) -> None:
        """Record what became of an effect. names: references of what it made, to find it by."""
        store = keys.store_of_lane(lane)
        self._fenced(
            "outcome",
            lane,
            token,
            effect,
            record,
            "1" if final else "0",
            self.leases.lease_ms,
            entry,
            " ".join(f"{store}/{name}" for name in names),
            story=story,
        )

    def complete(
        self, lane: str, token: str, eid: str, verdict: Verdict, story: str = ""
    ) -> Bell | None:
        """Settle the claimed event; return the bell of the next one, if any."""
        derived: list[str | int] = [len(_DERIVED_FIELDS)]
        for nth, event in enumerate(verdict.derived, start=1):
            named = ((name, getattr(event, name)) for name in _DERIVED_FIELDS)
            derived += [f"#{nth}", *(part for pair in named for part in pair)]
        reply = self.scripts.run(
            "complete",
            keys.prefix_of_event(eid),
            lane,
            token,
            eid,
            verdict.state,
            verdict.reason,
            verdict.known,
            verdict.group,
            verdict.version,
            self.leases.retention_s,
            self.leases.lane_life_s,
            "1" if verdict.tombstone else "0",
            *derived,
            story=story,
        )
        if text(reply[0]) == "OPEN":
            raise Fenced(f"{eid} has an effect without an outcome")
        if text(reply[0]) == "CREATED":
            raise Fenced(f"{lane}: the create has come that {eid} would bar")
        if text(reply[0]) == "FENCED":
            raise Fenced(lane)
        return bell_of(reply[1:])

    def defer(
        self,
        lane: str,
        token: str,
        eid: str,
        *,
        delay_ms: int,
        reason: str,
        unblocked_by: Sequence[str] = (),
        limit_ms: int | None = None,
        counts: bool = False,
        effect: tuple[str, str] = ("", ""),
        story: str = "",
    ) -> bool:
        """Give the lane back until later; return False when the whole wait is over already.

        effect: the id and record of an effect in doubt, whose quiet time is this delay.
        """
        limit = "" if limit_ms is None else limit_ms
        return (
            self._fenced(
                "defer",
                lane,
                token,
                eid,
                delay_ms,
                reason,
                " ".join(unblocked_by),
                limit,
                "1" if counts else "0",
                *effect,
                story=story,
            )
            == "OK"
        )

    def park(
        self,
        lane: str,
        token: str,
        eid: str,
        reason: str,
        detail: str,
        effect: tuple[str, str] = ("", ""),
        story: str = "",
    ) -> None:
        """Stop the lane for a person; `effect` is an effect's id and its last record."""
        self._fenced("park", lane, token, eid, reason, detail, *effect, story=story)

    def sweep(self, store: str, *, again: bool = True) -> list[Bell]:
        """Free dead leases of a store's shard, park what waited too long; return due bells.

        again: also those of turns that were rung before, and not answered.
        """
        times = self.leases
        found = self.scripts.run(
            "sweep",
            keys.prefix_of_store(store),
            times.sweep_batch,
            times.ring_again_ms,
            times.rings,
            times.sweep_ms,
            "1" if again else "0",
        )
        return [bell for bell in map(bell_of, found) if bell]

    def _fenced(self, name: str, lane: str, token: str, *args: str | int, story: str = "") -> str:
        prefix = keys.prefix_of_store(keys.store_of_lane(lane))
        reply = text(self.scripts.run(name, prefix, lane, token, *args, story=story))
        if reply == "FENCED":
            raise Fenced(lane)
        return reply
