"""The processes of a simulation: production's own parts, put together on simulated ports."""

import base64
import os
from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from unittest.mock import patch

import redis

import tasks.deliveries
import tasks.orders
import tasks.payments
import tasks.returns
import tasks.shipments
import tasks.tracking
from config.secret import SecretRef
from config.settings import Settings, Source, Timing
from ledger.gate import Gate
from ledger.ledger import Ledger
from ledger.records import Bell, Leases
from ledger.tally import Tally
from oms_client import Endpoint, Exchange, Hooks, OmsClient
from orderlane.demo import EVENTS, SHOP, STORE
from sources.registry import DIALECTS
from tests.simulation.http_port import Wire
from tests.simulation.oms_server import KEY
from tests.simulation.redis_port import Client, Rewrite, Server
from tests.simulation.scheduler import Actor, Process, Scheduler
from webhooks.door import Door
from webhooks.reception import Reception
from webhooks.seals import Seals
from webhooks.senders import senders
from worker.app import app
from worker.bell import RedisRinger
from worker.gatekeeper import Gatekeeper
from worker.hold import HeldLane, LeaseKeeper
from worker.leases import leases_of
from worker.pulse import Pulse
from worker.runtime import Runtime
from worker.sweep import Sweeper
from worker.telling import tell_exchange

TASKS = (
    tasks.deliveries,
    tasks.orders,
    tasks.payments,
    tasks.returns,
    tasks.shipments,
    tasks.tracking,
)
NOWHERE = "redis://127.0.0.1:1/0"
TIMING = Timing(stuck=1e12)
ENVIRON = {
    "SHOP_SECRET": "d4c1f0b97e3a58266b0f1c9e7ad34f58",
    "EVENTS_SECRET": "whsec_"
    + base64.b64encode(b"k\x01Zp\x9e\x7f3q\xd2vE8\x10sL0\xaaW4n\xcfR6t").decode(),
}
SOURCES = {
    SHOP: Source(SHOP, "shopify", STORE, (SecretRef("env:SHOP_SECRET", ENVIRON),)),
    EVENTS: Source(EVENTS, "standard_webhooks", STORE, (SecretRef("env:EVENTS_SECRET", ENVIRON),)),
}
SETTINGS = Settings(
    redis_url=NOWHERE,
    broker_url=NOWHERE,
    oms_url="http://127.0.0.1:9",
    oms_key=SecretRef("env:SHOP_SECRET", ENVIRON),
    sources=SOURCES,
    external_ids={STORE: "{id}"},
    timing=TIMING,
)
_SENDERS = senders(SETTINGS, DIALECTS)


class Ticks:
    """Stands where a thread's Event stands: waiting gives way, and is never set."""

    def __init__(self, wait: Callable[[float], None]) -> None:
        self._wait = wait

    def wait(self, seconds: float) -> bool:
        """Wait in simulated time."""
        self._wait(seconds)
        return False


class Keeper(LeaseKeeper):
    """The lease keeper, which sleeps while nothing is held."""

    def __init__(self, scheduler: Scheduler, lease_s: float, wire: Wire) -> None:
        super().__init__(lease_s)
        self._wire = wire
        self._over = Ticks(self._idle)  # type: ignore[assignment]  # as much as run() uses
        self._scheduler = scheduler
        self._sleeper: Actor | None = None

    def keep(self, held: HeldLane) -> None:
        """Wake up for it, and tell the wire whose calls these are."""
        self._wire.lane = held.claim.lane
        super().keep(held)
        if self._sleeper:
            self._scheduler.wake(self._sleeper)

    def held(self) -> Set[HeldLane]:
        """Return what this process holds, or held when it died."""
        return self._held

    def _idle(self, seconds: float) -> None:
        while not self._held:
            self._sleeper = self._scheduler.running()
            self._scheduler.sleep_until_woken()
        self._scheduler.port("keeper", seconds)


class Quiet(Tally):
    """A tally that nobody reads."""

    def flush(self) -> None:
        """Make no call."""


class Mute(Pulse):
    """A pulse that nobody feels: no health check runs here."""

    def beat(self) -> None:
        """Say nothing."""


def ringing(client: Client) -> Callable[[Bell], None]:
    """Return the receiver's way to ring: a failure loses nothing."""
    ringer = RedisRinger(client)  # type: ignore[arg-type]  # as much as it uses

    def ring(bell: Bell) -> None:
        try:
            ringer.ring(bell)
        except redis.RedisError:
            return

    return ring


@dataclass(frozen=True)
class Build:
    """Which build of the project is run: the shipped one, unless a mutant says otherwise.

    everysec: Redis syncs once a second, so that a power cut takes the rest.
    """

    rewrite: Rewrite = lambda name, text: text
    timing: Timing = TIMING
    retention_s: int = Leases().retention_s
    book: type[Ledger] = Ledger
    runtime: type[Runtime] = Runtime
    everysec: bool = False

    @property
    def leases(self) -> Leases:
        """Return the ledger's times."""
        return replace(leases_of(self.timing), retention_s=self.retention_s)


def door_of(scheduler: Scheduler, server: Server, build: Build) -> Door:
    """Return a receiver."""
    client: Any = Client(server)
    book = build.book(client, build.leases, clock=scheduler.clock)
    reception = Reception(book, RedisRinger(client).message, ringing(client))
    return Door(Seals(_SENDERS), reception, scheduler.wall)


def runtime_of(
    scheduler: Scheduler, server: Server, name: str, wire: Wire, build: Build
) -> Runtime:
    """Return what a worker process holds."""
    client: Any = Client(server)
    ledger = Ledger(client, build.leases, clock=scheduler.clock)
    gatekeeper = Gatekeeper(
        Gate(ledger.scripts),
        Quiet(client),
        patience_s=2.0,
        sleep=lambda seconds: scheduler.port("gate", seconds),
        clock=scheduler.clock,
    )

    def before(endpoint: Endpoint) -> None:
        wire.begin(endpoint.operation)
        if server.options.gated:
            gatekeeper.before(endpoint)

    def after(endpoint: Endpoint, exchange: Exchange) -> None:
        tell_exchange(endpoint, exchange)
        if server.options.gated:
            gatekeeper.after(endpoint, exchange)

    oms = OmsClient(SETTINGS.oms_url, lambda: KEY, hooks=Hooks(before, after))
    oms._wire = wire  # type: ignore[assignment]  # the one thing below the client that is faked
    pulse = Mute(client, TIMING.stuck, clock=scheduler.clock)
    keeper = Keeper(scheduler, ledger.leases.lease_ms / 1000, wire)
    told = replace(SETTINGS, timing=build.timing)
    return build.runtime(
        name,
        told,
        ledger,
        oms,
        RedisRinger(client),
        keeper,
        pulse,
        Quiet(client),
        clock=scheduler.clock,
    )


@cache
def deed_of(task: str) -> Any:
    """Return the function of a task; Celery asks for a broker's address, which nobody calls."""
    with patch.dict(os.environ, {"ORDERLANE_REDIS_URL": NOWHERE}):
        return app.tasks[task].run


def sweeper_of(runtime: Runtime, wait: Callable[[float], None]) -> Sweeper:
    """Return a worker's sweeper, on simulated time."""
    sweeper = Sweeper(runtime)
    sweeper._over = Ticks(wait)  # type: ignore[assignment]  # as much as run() uses
    return sweeper


def headers_of(source: str, topic: str, raw: bytes, identity: str, now: float) -> dict[str, str]:
    """Return the headers a sender puts on a delivery, sealed with its secret."""
    told = SOURCES[source]
    dialect = DIALECTS[told.dialect]
    secret = dialect.secret_bytes(told.secrets[0].value())
    return dialect.seal(raw, secret, topic=topic, identity=identity, now=now)


def process(name: str) -> Process:
    """Return a process that can be killed."""
    return Process(name, mortal=True)
