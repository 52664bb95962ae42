"""A lane held by this process: the token, and how long the lease lasts on our own clock."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from ledger.ledger import Ledger
from ledger.records import Bell, Claim, Fenced, LedgerUnavailable, Verdict
from worker.telling import Telling

logger = logging.getLogger(__name__)

_UNSEEN_S: Final = 1.0
"""A jump of Redis's clock that ledger time does not see (_prelude.lua): a lease may end so much early."""


class HeldLane:
    """The ledger's verbs for one claim, and its lease.

    The lease's end is counted from before each request that moves it, and less what a jump of
    Redis's clock may take unseen, so it is never later than Redis's own. clock: this process's own,
    in seconds, the one that told `asked_at`.
    """

    def __init__(
        self,
        ledger: Ledger,
        claim: Claim,
        eid: str,
        *,
        asked_at: float,
        call_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.claim = claim
        self.eid = eid
        self.clock = clock
        self.lost = False
        self.telling = Telling(clock)
        self._ledger = ledger
        self._call_s = call_s
        self._lease_s = ledger.leases.lease_ms / 1000
        self._slack_s = min(_UNSEEN_S, self._lease_s / 5)
        self._ends = asked_at + self._lease_s
        self._moving = threading.Lock()

    def renew(self) -> None:
        """Lengthen the lease; a lane that is lost stays lost."""
        asked_at = self.clock()
        try:
            self._ledger.renew(self.claim.lane, self.claim.token)
        except Fenced:
            self.lost = True
            return
        with self._moving:
            self._ends = max(self._ends, asked_at + self._lease_s)

    def may_call(self) -> bool:
        """Return whether one whole call still ends inside the lease."""
        return not self.lost and self.clock() + self._call_s + self._slack_s < self._ends

    def over(self) -> bool:
        """Return whether somebody else may hold the lane by now."""
        return self.lost or self.clock() + self._slack_s >= self._ends

    def intent(self, effect: str, record: str, entry: str) -> None:
        """Record an intent; the lease then covers two calls."""
        asked_at = self.clock()
        call_ms = round(self._call_s * 1000)
        told = self.telling.take()
        self._ledger.intent(*self._here, self.eid, effect, record, call_ms, entry, told)
        with self._moving:
            self._ends = asked_at + max(self._lease_s, 2 * self._call_s)

    def outcome(self, effect: str, record: str, entry: str, names: tuple[str, ...] = ()) -> None:
        """Record an effect's final outcome; the lease is short again. names: references of what it made."""
        ends = self.clock() + self._lease_s
        with self._moving:
            self._ends = min(self._ends, ends)
        told = self.telling.take()
        words = (*self._here, effect, record)
        self._ledger.outcome(*words, final=True, entry=entry, names=names, story=told)
        with self._moving:
            self._ends = max(self._ends, ends)

    def complete(self, verdict: Verdict) -> Bell | None:
        """Settle the event."""
        return self._ledger.complete(*self._here, self.eid, verdict, self.telling.take())

    def defer(
        self,
        delay_ms: int,
        reason: str,
        *,
        unblocked_by: tuple[str, ...] = (),
        limit_ms: int | None = None,
        counts: bool = False,
        effect: tuple[str, str] = ("", ""),
    ) -> bool:
        """Give the lane back until later; return False when the whole wait is over."""
        return self._ledger.defer(
            *self._here,
            self.eid,
            delay_ms=delay_ms,
            reason=reason,
            unblocked_by=unblocked_by,
            limit_ms=limit_ms,
            counts=counts,
            effect=effect,
            story=self.telling.take(),
        )

    def park(self, reason: str, detail: str, effect: tuple[str, str] = ("", "")) -> None:
        """Stop the lane for a person."""
        told = self.telling.take()
        self._ledger.park(*self._here, self.eid, reason, detail, effect, told)

    @property
    def _here(self) -> tuple[str, str]:
        return self.claim.lane, self.claim.token


class LeaseKeeper(threading.Thread):
    """Renews the leases of every lane this process holds, three times a lease."""

    def __init__(self, lease_s: float) -> None:
        super().__init__(name="lease-keeper", daemon=True)
        self._every_s = lease_s / 3
        self._held: set[HeldLane] = set()
        self._lock = threading.Lock()
        self._over = threading.Event()

    def keep(self, held: HeldLane) -> None:
        """Renew this lane's lease from now on."""
        with self._lock:
            self._held.add(held)

    def release(self, held: HeldLane) -> None:
        """Stop renewing it."""
        with self._lock:
            self._held.discard(held)

    def stop(self) -> None:
        """End the thread."""
        self._over.set()

    def run(self) -> None:
        """Renew until stopped; a Redis that is away costs leases, not the thread."""
        while not self._over.wait(self._every_s):
            with self._lock:
                held = list(self._held)
            for lane in held:
                try:
                    lane.renew()
                except LedgerUnavailable:
                    logger.warning("no lease could be renewed: Redis does not answer")
