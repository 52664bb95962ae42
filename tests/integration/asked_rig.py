"""One store whose storefront can be asked: real ledger, turns, tasks and sandbox, a shop on the loopback."""

import json
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import redis
import requests

from config.api import SourceApi
from config.secret import SecretRef
from config.settings import Settings, Timing
from config.source import Source
from desk.book import Book
from ledger import keys
from ledger.ledger import Ledger
from ledger.records import Bell, Delivery
from ledger.tally import Tally
from ledger.views import Views
from oms_client import OmsClient
from sources.registry import DIALECTS, speaking
from tests.integration.lane_rig import KEY
from tests.integration.race_rig import Bells
from tests.integration.sweeping import due_bells
from webhooks.senders import Sender
from webhooks.sorting import delivery_of
from worker.app import app
from worker.effects.table import TABLE
from worker.hold import LeaseKeeper
from worker.leases import leases_of
from worker.ports import open_ports
from worker.pulse import Pulse
from worker.recon import Recon
from worker.runtime import Runtime
from worker.turn import Ending, take_turn

KEYS = {"KEY": "the-key", "SECRET": "the-secret"}
CALM = Timing(wait_look=60.0)
HURRIED = Timing(create_wait=0.4, wait_look=60.0, waiting_room=0.6)
"""Waits so short that half of them is over when a test looks again."""


@dataclass
class House:
    """A worker of one store. shop: the source whose dialect is under test."""

    runtime: Runtime
    bells: Bells
    views: Views
    store: str
    oms_url: str
    book: Book
    endings: dict[str, Ending] = field(default_factory=dict)
    told: int = 0

    @property
    def recon(self) -> Recon:
        return Recon(self.runtime)

    def lane(self, order: str) -> str:
        return f"{self.store}/order:{order}"

    @property
    def shop(self) -> str:
        """Return the shop's name as a source: its gate is its own, too."""
        return f"shop-of-{self.store}"

    def deliver(self, topic: str, body: Any, *, source: str = "") -> str:
        """Take a delivery in at the door; return its event id."""
        self.told += 1
        told = self.runtime.settings.sources[source or self.shop]
        sender = Sender(told, self.runtime.spoken_by(told), b"")
        raw = json.dumps(body).encode()
        headers = sender.dialect.seal(
            raw, b"k", topic=topic, identity=f"told-{self.told}", now=time.time()
        )
        return self.take(delivery_of(sender, raw, headers, came_at=time.time()))

    def take(self, delivery: Delivery) -> str:
        eid = self.runtime.ledger.ingest(delivery).event_id
        if delivery.task:
            self.bells.ring(Bell(eid, delivery.task, delivery.queue, eid))
        return eid

    def turns(self) -> None:
        """Answer every bell, and sweep for more, until nothing is due."""
        while due := self.bells.rung:
            self.bells.rung = []
            for bell in due:
                deed = app.tasks[bell.task].run
                self.endings[bell.event_id] = take_turn(self.runtime, bell.event_id, deed)
            if not self.bells.rung:
                self.bells.rung = due_bells(self.runtime.ledger, self.store)

    def turns_all(self) -> None:
        """Sweep, and take turns until nothing is due."""
        self.bells.rung += due_bells(self.runtime.ledger, self.store)
        self.turns()

    def ring_for(self, order: str) -> None:
        """Answer the bell that a command has rung for an order in another process."""
        for eid in self.views.queue(self.lane(order)):
            record = self.views.event(eid)
            self.bells.ring(Bell(eid, record["task"], record["queue"], eid))
        self.turns()

    def park_next(self, eid: str) -> None:
        """Park an event before its task is carried out, as its worker would."""
        self.bells.rung = []
        claim = self.runtime.ledger.claim(eid, "test")
        self.runtime.ledger.park(claim.lane, claim.token, eid, "OUR_FAULT", "")

    @property
    def prefix(self) -> str:
        return keys.prefix_of_store(self.store)

    def turns_until(self, eid: str, *states: str) -> tuple[str, str]:
        """Take turns until an event has one of these states; return state and reason."""
        over, pause = time.monotonic() + 20.0, threading.Event()
        while time.monotonic() < over:
            self.bells.rung += due_bells(self.runtime.ledger, self.store)
            self.turns()
            record = self.views.event(eid)
            if record["state"] in states:
                return record["state"], record["reason"]
            pause.wait(0.05)
        raise AssertionError(f"{eid} is {record['state']} {record['reason']}")

    def due_ms(self, lane: str) -> float:
        """Return when a waiting lane is due, in ledger time."""
        key = f"{keys.prefix_of_store(self.store)}:READY"
        return float(self.runtime.ledger.client.zscore(key, lane) or 0)

    def state(self, eid: str) -> tuple[str, str]:
        record = self.views.event(eid)
        return record["state"], record["reason"]

    def commits(self, order: str) -> list[str]:
        """Return what the OMS has committed for an order, in its order."""
        with requests.get(f"{self.oms_url}/_sandbox/journal", timeout=10) as answer:
            entries = answer.json()["Commits"]
        wanted = f"{self.store}-{order}"
        ours = [one for one in entries if one["ExternalOrderId"] == wanted]
        return [one["Operation"] for one in ours if one["Operation"] in TABLE]


def api(url: str, **more: Any) -> SourceApi:
    """Return an api on the loopback."""
    refs = {"key": SecretRef("env:KEY", KEYS), "secret": SecretRef("env:SECRET", KEYS)}
    return SourceApi(url, **{**refs, "calls": 1000, "window_s": 1.0, "loopback": True, **more})


@contextmanager
def house_of(
    client: "redis.Redis",
    oms_url: str,
    store: str,
    dialect: str,
    asked: SourceApi | None,
    timing: Timing = CALM,
    url: str = "",
    options: Mapping[str, Any] | None = None,
) -> Iterator[House]:
    """Open a worker whose store has one shop, and a bus that tells canonical events."""
    with patch.dict(os.environ, {"ORDERLANE_REDIS_URL": "redis://127.0.0.1:1/0"}):
        app.loader.import_default_modules()
        assert app.conf.broker_url  # read lazily, once
    sources = {
        f"shop-of-{store}": Source(
            f"shop-of-{store}", dialect, store, (), api=asked, options=options or {}
        ),
        "bus": Source("bus", "standard_webhooks", store, ()),
    }
    settings = Settings(
        url,
        url,
        oms_url,
        SecretRef("env:OMS", {"OMS": KEY}),
        sources,
        {store: "{store}-{id}"},
        timing=timing,
    )
    ledger, bells, tally = Ledger(client, leases_of(timing)), Bells(), Tally(client)
    oms = OmsClient(oms_url, lambda: KEY, deadline_s=30.0)
    runtime = Runtime(
        "test",
        settings,
        ledger,
        oms,
        bells,
        LeaseKeeper(60.0),
        Pulse(client, stuck_s=60.0),
        tally,
        spoken={
            name: speaking(one.dialect, one.options, DIALECTS) for name, one in sources.items()
        },
        ports=open_ports(settings, ledger.scripts, tally),
    )
    try:
        yield House(runtime, bells, Views(client), store, oms_url, Book(settings, ledger))
    finally:
        oms.close()
