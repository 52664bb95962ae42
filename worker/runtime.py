"""What a worker process holds: made once when it starts, handed to every turn."""

import os
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from celery import Celery

from config.settings import ConfigError, Settings, Timing
from config.source import Source
from config.tracing import OFF, Tracing, tracing_of
from ledger import keys
from ledger.connection import connect
from ledger.durability import durability_problems
from ledger.gate import Gate
from ledger.ledger import Ledger
from ledger.records import QUEUED, Bell, Claim, Delivery, Intake
from ledger.tally import Tally
from oms_client import OmsClient
from oms_client.kibo import KiboClient
from sources.dialect import Dialect
from sources.registry import DIALECTS, known, speaking
from worker.bell import NO_MESSAGE, Ringer, try_to_ring
from worker.clients import budget_of, kibo_client, oms_client
from worker.effects.machine import Machine
from worker.effects.table import TABLE
from worker.gatekeeper import Gatekeeper
from worker.hold import HeldLane, LeaseKeeper
from worker.leases import leases_of
from worker.oms import Oms
from worker.ports import Ports, open_ports
from worker.pulse import Pulse
from worker.ringers import ringer_for


@dataclass(frozen=True, slots=True)
class Runtime:
    """The parts of a running worker.

    spoken: the dialect of each source, as it is told. clock: this process's own, in seconds, never
    going back.
    """

    name: str
    settings: Settings
    ledger: Ledger
    client: OmsClient
    ringer: Ringer
    keeper: LeaseKeeper
    pulse: Pulse
    tally: Tally
    kibo: KiboClient | None = None
    spoken: Mapping[str, Dialect] = field(default_factory=dict)
    tracing: Tracing = OFF
    clock: Callable[[], float] = time.monotonic
    ports: Ports = field(default_factory=Ports)

    @property
    def timing(self) -> Timing:
        """Return the scaled times."""
        return self.settings.timing

    def dialect_of(self, claim: Claim) -> Dialect | None:
        """Return what the sender of a claimed event speaks, None for an event that was derived."""
        name = claim.record.get("dialect", "")
        spoken = self.spoken.get(claim.record.get("source", ""))
        return spoken if spoken and spoken.name == name else DIALECTS.get(name)

    def spoken_by(self, source: Source) -> Dialect:
        """Return what a source speaks, as it is told."""
        return self.spoken.get(source.name) or DIALECTS[source.dialect]

    def oms(self, held: HeldLane, order: str) -> Oms:
        """Return the OMS as one claimed event sees it."""
        return Oms(Machine(self.client, held, TABLE, order, self.kibo))

    def take_in(self, delivery: Delivery) -> Intake:
        """Take in what a source said when it was asked, like a delivery at a door."""
        eid = keys.event_id(delivery.store, delivery.source, delivery.envelope.identity)
        bell = Bell(eid, delivery.task, delivery.queue, eid)
        message = self.ringer.message(bell) if delivery.state == QUEUED else NO_MESSAGE
        intake = self.ledger.ingest(delivery, message)
        if intake.bell:
            try_to_ring(self.ringer, intake.bell)
        return intake


def build(settings: Settings, app: Celery) -> Runtime:
    """Return the runtime of this process; threads are started by the worker's steps."""
    timing = settings.timing
    ledger = Ledger(connect(settings.redis_url), leases_of(timing))
    patience_s = min(2.0, timing.s("call_deadline") / 3)  # the call's deadline runs meanwhile
    tally, tracing = Tally(ledger.client), tracing_of(settings, "worker", os.environ)
    gate = Gate(ledger.scripts, budget_of(settings))
    gatekeeper = Gatekeeper(gate, tally, tracing, patience_s=patience_s)
    return Runtime(
        name=f"{socket.gethostname()}:{os.getpid()}",
        settings=settings,
        ledger=ledger,
        client=oms_client(settings, gatekeeper),
        ringer=ringer_for(settings, ledger.client, app),
        keeper=LeaseKeeper(timing.s("lease")),
        pulse=Pulse(ledger.client, timing.stuck),
        tally=tally,
        tracing=tracing,
        kibo=kibo_client(settings, gatekeeper),
        spoken=_spoken(settings),
        ports=open_ports(settings, ledger.scripts, tally),
    )


def _spoken(settings: Settings) -> dict[str, Dialect]:
    """Return the dialect of each source; raise ConfigError naming one that does not hold."""
    found = {}
    try:
        dialects = known()
        for source in settings.sources.values():
            found[source.name] = speaking(source.dialect, source.options, dialects)
    except ValueError as err:
        raise ConfigError(f"the sources do not hold: {err}") from err
    return found


def refuse_volatile(runtime: Runtime) -> None:
    """Raise ConfigError when the state Redis may lose what it acknowledged, unless told to bear it."""
    problems = durability_problems(runtime.ledger.client)
    if problems and not runtime.settings.allow_volatile_redis:
        remedy = "or set ORDERLANE_ALLOW_VOLATILE_REDIS=1 to run without the promise"
        raise ConfigError("\n- ".join([*problems, remedy]))
