"""A whole run of one seed: senders, receivers, workers, their faults, and a person at the end."""

import json
import random as global_random
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from random import Random
from typing import Any

from config.routes import ROUTES
from ledger.ledger import Ledger
from ledger.operator import NotParked, Operator, Order
from ledger.records import LedgerUnavailable
from orderlane.demo import STORE
from tests.simulation import parts
from tests.simulation.book import Book
from tests.simulation.http_port import Wire
from tests.simulation.leases import Leases
from tests.simulation.lua import Engine, keys_of
from tests.simulation.oms_server import OmsServer
from tests.simulation.options import Options
from tests.simulation.pausing import Pausing
from tests.simulation.redis_port import Client, Server
from tests.simulation.scheduler import Killed, Process, Scheduler
from tests.simulation.senders import Sender
from tests.simulation.storefront import Message
from worker.hold import HeldLane
from worker.turn import take_turn

QUEUES = {name: keys_of([name]) for name in sorted({route.queue for route in ROUTES.values()})}
ALL_QUEUES = keys_of(QUEUES)
CALM_S = 8 * 3600.0
_LONGEST_SWEEP_S = 60.0
_LOOK_S = 10.0
SHIPPED = parts.Build()


class World:
    """Everything that one seed needs."""

    def __init__(
        self,
        seed: int,
        options: Options,
        *,
        build: parts.Build = SHIPPED,
        tell: Callable[[str], None] | None = None,
        deaths: Collection[int] = (),
    ) -> None:
        global_random.seed(seed)
        self.options = options
        self.fired: Counter[str] = Counter()
        self.random = Random(f"world {seed}")
        self.scheduler = Scheduler(self.random, strike=self._strike, tell=tell)
        self.redis = Engine(self.scheduler.wall)
        self.server = Server(self.scheduler, self.redis, options, self.fired, rewrite=build.rewrite)
        self.server.wrote = self._wrote
        self.oms = OmsServer(self.scheduler.wall, accept_duplicates=options.accept_duplicates)
        self.book = Book(self.redis)
        self.keepers: list[parts.Keeper] = []
        self.leases = Leases(self.book.now_ms, self._held)
        self.door = parts.door_of(self.scheduler, self.server, build)
        self.senders: list[Sender] = []
        self.knocking: dict[tuple[str, str], Message] = {}
        self.taken_in: list[tuple[float, Message]] = []
        self.server.ran = self._ran
        self.build = build
        self.faulty = True
        self.ports = 0
        self._deaths = deaths
        self._kills = options.kills
        self._idle: list[Any] = []
        self._started = 0
        self._tried: Counter[str] = Counter()

    def send(self, messages: Sequence[Message]) -> None:
        """Let every message be sent, as its sender does."""
        shop = Process("shop")
        for message in messages:
            sender = Sender(self, message)
            self.senders.append(sender)
            self.scheduler.spawn(shop, sender.live, after=message.at)

    def _ran(self, name: str, args: Sequence[Any], reply: Any) -> None:
        """Note what INGEST has taken in, and when; and whose lane is whose."""
        self.leases.ran(name, args, reply)
        if name == "ingest" and reply[0] not in (b"DUPLICATE", b"JUMPED"):
            message = self.knocking[args[0], args[1]]
            self.taken_in.append((self.scheduler.now - 1_000.0, message))

    def run(self, safety_s: float) -> bool:
        """Run with faults, then without; return whether everything drained."""
        for _ in range(self.options.workers):
            self._start_worker()
        self._plan_redis_faults(safety_s)
        self.scheduler.run(1_000.0 + safety_s)
        self.faulty = self.server.faulty = False
        self.scheduler.spawn(Process("person"), self._put_right)
        drained = self._drain(self.scheduler.now + CALM_S)
        self.scheduler.close()
        return drained

    def _held(self) -> Iterator[HeldLane]:
        for keeper in self.keepers:
            yield from keeper.held()

    def _drain(self, until: float) -> bool:
        """Go on until everything has drained; looking at every step costs as much as the steps."""
        while not self._drained() and self.scheduler.now < until:
            self.scheduler.run(self.scheduler.now + _LOOK_S)
        return self._drained()

    def _drained(self) -> bool:
        return all(sender.done for sender in self.senders) and not self.book.busy()

    def _start_worker(self) -> None:
        self._started += 1
        process = parts.process(f"worker{self._started}")
        wire = Wire(
            self.scheduler,
            self.oms,
            self.options,
            self.fired,
            parts.TIMING.call_deadline,
            parts.TIMING.quiet,
            faulty=lambda: self.faulty,
        )
        runtime = parts.runtime_of(self.scheduler, self.server, process.name, wire, self.build)
        self.keepers.append(runtime.keeper)
        sweeper = parts.sweeper_of(runtime, self._sweep_pause)
        self.scheduler.spawn(process, lambda: self._work(runtime))
        self.scheduler.spawn(process, runtime.keeper.run)
        self.scheduler.spawn(process, sweeper.run, after=self.random.uniform(0.0, 2.0))

    def _sweep_pause(self, seconds: float) -> None:
        """Skip the sweeps that would find nothing, and those that another worker's sweep thins out."""
        due = self.book.next_due_ms()
        wait = _LONGEST_SWEEP_S if due is None else (due - self.book.now_ms()) / 1000
        shared = self.random.uniform(1.0, 2.0 * self.options.workers - 1.0)
        self.scheduler.port("sweeper", shared * min(max(seconds, wait), _LONGEST_SWEEP_S))

    def _work(self, runtime: Any) -> None:
        while True:
            bell = self._next_bell()
            if bell is None:
                self._idle.append(self.scheduler.running())
                self.scheduler.sleep_until_woken()
                continue
            self.scheduler.port("bell", 0.001)
            try:
                take_turn(runtime, bell[1], parts.deed_of(bell[0]))
            except LedgerUnavailable:
                self.scheduler.port("task failed", 0.5)

    def _next_bell(self) -> tuple[str, str] | None:
        """Take any bell: Celery's queue loses, doubles and reorders them."""
        queues = [name for name, key in QUEUES.items() if self.redis.any(key)]
        if not queues or self.server.down_until > self.scheduler.now:
            return None
        queue = self.random.choice(queues)
        text = self.redis.take(queue, self.random.randrange(self.redis.call("LLEN", queue)))
        if self._strikes("bell_doubled", self.options.bell_doubled):
            self.redis.call("RPUSH", queue, text)
        if self._strikes("bell_lost", self.options.bell_lost):
            return None
        message = json.loads(text)
        return message["headers"]["task"], json.loads(message["body"])[0][0]

    def _wrote(self) -> None:
        if self.build.everysec and self.redis.unsynced():
            self.scheduler.at(1.0, self.redis.sync)
        self._wake()

    def _wake(self) -> None:
        if self._idle and self.redis.any(ALL_QUEUES):
            worker = self._idle.pop(self.random.randrange(len(self._idle)))
            self.scheduler.wake(worker, self.random.uniform(0.0, 0.01))

    def _strikes(self, kind: str, rate: float) -> bool:
        if not self.faulty or not rate or self.random.random() >= rate:
            return False
        self.fired[kind] += 1
        return True

    def _strike(self, process: Process, label: str) -> None:
        if not process.mortal or not self.faulty:
            return
        self.ports += 1
        if self.ports in self._deaths:
            self.fired["kill"] += 1
            self._kill(process)
        if self._kills and self._strikes("kill", self.options.kill_rate):
            self._kills -= 1
            self._kill(process)
        if self._strikes("freeze", self.options.freeze_rate):
            seconds = self.random.uniform(0.5, 1.0) * self.options.freeze_s
            process.frozen_until = self.scheduler.now + seconds

    def _kill(self, process: Process) -> None:
        process.alive = False
        self.scheduler.note(f"{process.name} is killed")
        if process.name.startswith("worker"):
            self.scheduler.at(self.random.uniform(0.5, 20.0), self._start_worker)
        raise Killed

    def _plan_redis_faults(self, safety_s: float) -> None:
        for _ in range(self.options.redis_restarts):
            self.scheduler.at(self.random.uniform(0.0, safety_s), self._restart_redis)
        for _ in range(self.options.clock_jumps):
            self.scheduler.at(self.random.uniform(0.0, safety_s), self._jump)
        pausing = Pausing(Client(self.server), self.scheduler, self.random)
        for _ in range(self.options.pauses):
            self.fired["pause"] += 1
            after = self.random.uniform(0.0, safety_s)
            self.scheduler.spawn(Process("person"), pausing.pause_for_a_while, after=after)

    def _restart_redis(self) -> None:
        self.fired["redis_restart"] += 1
        self.scheduler.note("redis restarts")
        self.server.down_until = self.scheduler.now + self.random.uniform(0.5, 8.0)
        if self.build.everysec:
            self.redis.lose_power()
        self.scheduler.at(8.0, self._wake)

    def _jump(self) -> None:
        self.fired["clock_jump"] += 1
        self.redis.jump_s += self.random.uniform(-1.0, 1.0) * self.options.jump_s
        self.scheduler.note("redis's clock jumps")

    def _put_right(self) -> None:
        """Retry what is parked once, then skip it: what a person does at last."""
        operator = Operator(Ledger(Client(self.server), clock=self.scheduler.clock))  # type: ignore[arg-type]  # as much as it uses
        while True:
            self.scheduler.pause(20.0)
            for eid in self.book.parked():
                self._tried[eid] += 1
                verb = operator.retry if self._tried[eid] == 1 else operator.skip
                try:
                    bell = verb(eid, Order(f"{eid}-{self._tried[eid]}", "ana", STORE))
                except NotParked:
                    continue
                if bell:
                    parts.ringing(Client(self.server))(bell)
