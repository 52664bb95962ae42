"""Two commands race for one order: real ledger, real turns, real tasks, real sandbox."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import redis
import requests

from config.secret import SecretRef
from config.settings import Settings, Source
from ledger.ledger import Ledger
from ledger.records import PARKED, QUEUED, Bell, Leases
from ledger.tally import Tally
from ledger.views import Views
from oms_client import OmsClient
from sources.registry import DIALECTS
from tests.integration.lane_rig import KEY
from tests.integration.race_story import Told, told
from tests.integration.sweeping import due_bells
from webhooks.senders import Sender
from webhooks.sorting import delivery_of
from worker.app import app
from worker.bell import NO_MESSAGE
from worker.effects.table import TABLE
from worker.hold import LeaseKeeper
from worker.pulse import Pulse
from worker.runtime import Runtime
from worker.turn import take_turn

SOURCE: Final = "shop"


@dataclass
class Bells:
    """A ringer that keeps whom it rings for."""

    rung: list[Bell] = field(default_factory=list)

    def message(self, bell: Bell) -> tuple[str, bytes]:
        return NO_MESSAGE

    def ring(self, bell: Bell) -> None:
        self.rung.append(bell)


@dataclass
class Track:
    """Where races are run: one store, each race an order of its own."""

    runtime: Runtime
    bells: Bells
    sender: Sender
    views: Views
    journal: requests.Session
    journal_url: str
    orders: int = 0
    commits_read: int = 0

    def race(
        self, given: Sequence[str], pair: tuple[str, str], *, late: bool, at_once: bool
    ) -> tuple[tuple[str, ...], tuple[str, str]]:
        """Return the commits that two commands lead to, and how each of them ended.

        late: the first one's events arrive after the second's. at_once: all have arrived before
        the first turn is taken, else each has had its turn when the next one arrives.
        """
        self.orders += 1
        events = told(given, pair)
        for event in events:
            if event.command == 0:
                self._deliver(event)
                self._turns()
        self._new_commits()
        racing = sorted(
            (event for event in events if event.command), key=lambda one: one.command, reverse=late
        )
        ids = []
        for event in racing:
            ids.append(self._deliver(event))
            if not at_once:
                self._turns()
        self._turns()
        ends = [(one.command, eid) for one, eid in zip(racing, ids, strict=True)]
        first, second = ([eid for command, eid in ends if command == nth] for nth in (1, 2))
        return self._new_commits(), (self._end(first), self._end(second))

    def _deliver(self, event: Told) -> str:
        data = {"order": {"id": str(self.orders)}, "version": event.version, **event.data}
        raw = json.dumps({"type": event.type, "data": data}).encode()
        name = f"{self.orders}-{event.type}-{event.version}".replace(".", "-")
        headers = self.sender.dialect.seal(raw, b"k", topic=event.type, identity=name, now=0.0)
        delivery = delivery_of(self.sender, raw, headers)
        eid = self.runtime.ledger.ingest(delivery).event_id
        self.bells.ring(Bell(eid, delivery.task, delivery.queue, eid))
        return eid

    def _turns(self) -> None:
        """Answer every bell, and sweep for more, until nothing is due."""
        while due := self.bells.rung:
            self.bells.rung = []
            for bell in due:
                take_turn(self.runtime, bell.event_id, app.tasks[bell.task].run)
            if not self.bells.rung:
                self.bells.rung = due_bells(self.runtime.ledger, self.sender.source.store)

    def _end(self, ids: list[str]) -> str:
        """Return how a command ended: as the first of its events that is not just done."""
        ends = [self._end_of(self.views.event(eid)) for eid in ids]
        return next((end for end in ends if end != "done"), "done")

    def _end_of(self, record: dict[str, Any]) -> str:
        state, reason = record["state"], record["reason"]
        if state == QUEUED:
            return f"waits {reason}" if reason else "stands behind"
        return f"{state} {reason}" if state == PARKED else str(state)

    def _new_commits(self) -> tuple[str, ...]:
        """Return the effects in the sandbox's journal since it was last read."""
        asked = {"after": self.commits_read}
        entries = self.journal.get(self.journal_url, params=asked, timeout=10).json()["Commits"]
        self.commits_read += len(entries)
        return tuple(one["Operation"] for one in entries if one["Operation"] in TABLE)


@contextmanager
def track_of(client: "redis.Redis", oms_url: str, store: str) -> Iterator[Track]:
    """Open a track of its own store, on a sandbox of its own."""
    app.loader.import_default_modules()
    source = Source(SOURCE, "standard_webhooks", store, ())
    settings = Settings("", "", oms_url, SecretRef("env:NONE"), {}, {store: "{store}-{id}"})
    ledger = Ledger(client, Leases(ring_again_ms=0))
    bells = Bells()
    oms = OmsClient(oms_url, lambda: KEY, deadline_s=settings.timing.s("call_deadline"))
    runtime = Runtime(
        "test",
        settings,
        ledger,
        oms,
        bells,
        LeaseKeeper(60.0),
        Pulse(client, stuck_s=60.0),
        Tally(client),
    )
    sender = Sender(source, DIALECTS[source.dialect], b"")
    try:
        with requests.Session() as journal:
            url = f"{oms_url}/_sandbox/journal"
            yield Track(runtime, bells, sender, Views(client), journal, url)
    finally:
        oms.close()
