"""The herald watches the commits for whoever subscribed, and says nothing when nobody did."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Callable, Iterable
from typing import Final

from oms_sandbox.answers import as_json
from oms_sandbox.entities import Order
from oms_sandbox.events.meaning import (
    BULK_JOB,
    ENTITY_TYPES,
    ORDER,
    Change,
    Entity,
    changes,
    statuses,
)
from oms_sandbox.events.sender import Sender, Subscription
from oms_sandbox.journal import Commit
from oms_sandbox.state import Oms
from oms_sandbox.stock.bulk_jobs import TAKES, job_status, stock_now
from oms_sandbox.stock.entities import IN_PROGRESS, QUEUED

VERSION: Final = 1
MOST_OF_A_COMMIT: Final = 1000
"""So many events no commit has: an order known before goes on counting above all it had."""


class Herald:
    """Hold the OMS's lock while calling anything here.

    `seed` makes the same EventIds in every run, None others. `commits` counts the journal.
    """

    def __init__(self, oms: Oms, seed: int | None, commits: Callable[[], int]) -> None:
        self._oms = oms
        self._commits = commits
        self._beginning = f"{seed}" if seed is not None else uuid.uuid4().hex
        self._times_cleared = 0
        self._job_timers: list[threading.Timer] = []
        self.sender: Sender | None = None

    def subscribe(self, subscription: Subscription) -> None:
        """Tell this subscriber, and no other any more, of every commit from now on."""
        self.unsubscribe()
        counted = MOST_OF_A_COMMIT * self._commits()
        self._sequences: dict[int, int] = {}
        self._known: dict[int, dict[Entity, str]] = {}
        for order in self._oms.orders:
            self._sequences[order["InternalOrderId"]] = counted
            self._known[order["InternalOrderId"]] = statuses(self._oms, order)
        self.sender = Sender(subscription)

    def unsubscribe(self) -> None:
        """Say nothing any more; what was not taken yet is not sent."""
        for timer in self._job_timers:
            timer.cancel()
        self._job_timers.clear()
        if self.sender is not None:
            self.sender.close()
            self.sender = None

    def clear(self, first: Subscription | None) -> None:
        """Forget every event; go on with the subscriber of the start, if there was one."""
        self.unsubscribe()
        self._times_cleared += 1
        if first is not None:
            self.subscribe(first)

    def committed(self, commit: Commit, order: Order | None) -> None:
        """Send what a commit means; costs next to nothing when nobody listens."""
        if self.sender is None:
            return
        if order is None:
            self._await_jobs(commit["EntityIds"].get("JobId", ()))
            return
        number = order["InternalOrderId"]
        before, now = self._known.get(number, {}), statuses(self._oms, order)
        self._known[number] = now
        for at, change in enumerate(changes(commit, before, now)):
            self._sequences[number] = self._sequences.get(number, 0) + 1
            self._post(self.sender, f"{commit['Index']}.{at}", change, order)

    def _await_jobs(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            timer = threading.Timer(TAKES.total_seconds(), self._job_is_due, (number,))
            timer.daemon = True
            self._job_timers.append(timer)
            timer.start()

    def _job_is_due(self, number: int) -> None:
        with self._oms.lock:
            job = stock_now(self._oms).jobs.get(number)
            status = job_status(self._oms, job) if job else IN_PROGRESS
            if self.sender is not None and status not in (QUEUED, IN_PROGRESS):
                done = Change("BulkJobCompleted", Entity(BULK_JOB, number), IN_PROGRESS, status)
                self._post(self.sender, f"job {number}", done)

    def _post(self, sender: Sender, place: str, change: Change, order: Order | None = None) -> None:
        kind, number = change.entity
        name = order["ExternalOrderId"] if order else ""
        event = {
            "EventId": self._event_id(place),
            "EventType": change.event_type,
            "EventVersion": VERSION,
            "OccurredDateTimeUtc": self._oms.now(),
            "EntityType": ENTITY_TYPES.get(kind, kind),
            "InternalId": number,
            "ExternalId": name if kind == ORDER else "",
            "InternalOrderId": order["InternalOrderId"] if order else None,
            "ExternalOrderId": name,
            "Sequence": self._sequences[order["InternalOrderId"]] if order else 0,
            "Data": {"OldStatus": change.old, "NewStatus": change.new},
        }
        sender.post(event, as_json(event))

    def _event_id(self, place: str) -> str:
        name = f"{self._beginning}|{self._times_cleared}|{place}"
        digest = hashlib.sha256(name.encode()).digest()
        return str(uuid.UUID(bytes=digest[:16], version=4))
