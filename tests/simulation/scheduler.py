"""One thread, many actors: whoever reaches a port call gives way, and the seed says who is next."""

import hashlib
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]  # it has no stubs

EPOCH = 1_780_000_000.0
"""What the wall clocks show when the simulation begins, in unix seconds."""


class Killed(BaseException):
    """The process ends here: nothing of ours may catch it."""


@dataclass(eq=False)
class Process:
    """What dies and freezes together: a worker with its keeper and sweeper, a receiver."""

    name: str
    mortal: bool = False
    alive: bool = True
    frozen_until: float = 0.0


@dataclass(eq=False)
class Actor:
    process: Process
    body: Callable[[], None]
    thread: Any = None
    asleep: bool = False


@dataclass(eq=False)
class Scheduler:
    """Simulated time and the order of steps, both from one seed.

    strike(process, label): called at each port call; may kill or freeze the process.
    """

    random: Random
    now: float = 1_000.0
    strike: Callable[[Process, str], None] = lambda process, label: None
    tell: Callable[[str], None] | None = None
    steps: int = 0
    _due: list[Any] = field(default_factory=list)
    _count: Any = field(default_factory=count)
    _hub: Any = field(default_factory=getcurrent)
    _actors: list[Actor] = field(default_factory=list)
    _current: Actor | None = None
    _hash: Any = field(default_factory=lambda: hashlib.blake2b(digest_size=8))

    def wall(self) -> float:
        """Return what an honest wall clock shows."""
        return EPOCH + self.now

    def clock(self) -> float:
        """Return every process's own monotonic clock."""
        return self.now

    def trace_hash(self) -> str:
        """Return the hash of everything that happened so far."""
        return str(self._hash.hexdigest())

    def spawn(self, process: Process, body: Callable[[], None], after: float = 0.0) -> Actor:
        """Start an actor of a process."""
        actor = Actor(process, body)
        actor.thread = greenlet(lambda: self._live(actor), parent=self._hub)
        self._actors.append(actor)
        self._push(after, actor)
        return actor

    def at(self, after: float, deed: Callable[[], None]) -> None:
        """Do something that never waits, after so many seconds."""
        self._push(after, deed)

    def note(self, label: str) -> None:
        """Put a step into the trace."""
        self.steps += 1
        line = f"{self.now:.6f} {label}"
        self._hash.update(line.encode())
        if self.tell:
            self.tell(line)

    def port(self, label: str, seconds: float) -> None:
        """Give way at a port call of the running actor; raise Killed when its process is over."""
        process = self._running().process
        if not process.alive:
            raise Killed
        self.note(f"{process.name} {label}")
        self.strike(process, label)
        self.pause(seconds)

    def pause(self, seconds: float) -> None:
        """Let the running actor wait; raise Killed when its process is over by then."""
        actor = self._running()
        if actor.process.alive:
            self._push(seconds, actor)
            self._hub.switch()
        if not actor.process.alive:
            raise Killed

    def sleep_until_woken(self) -> Actor:
        """Let the running actor wait for `wake`."""
        actor = self._running()
        actor.asleep = True
        self._hub.switch()
        if not actor.process.alive:
            raise Killed
        return actor

    def wake(self, actor: Actor, after: float = 0.0) -> None:
        """Go on with a sleeping actor."""
        if actor.asleep:
            actor.asleep = False
            self._push(after, actor)

    def running(self) -> Actor:
        """Return the actor that runs now."""
        return self._running()

    def run(self, until: float) -> None:
        """Go on until a time."""
        while self._due and self._due[0][0] <= until:
            due, _, _, what = heapq.heappop(self._due)
            self.now = max(self.now, due)
            self._resume(what)
        self.now = max(self.now, until)

    def close(self) -> None:
        """End every actor."""
        for actor in self._actors:
            actor.process.alive = False
        for actor in self._actors:
            if not actor.thread.dead and actor.thread:
                actor.thread.throw(Killed)

    def _resume(self, what: Any) -> None:
        if not isinstance(what, Actor):
            what()
            return
        if what.process.alive and what.process.frozen_until > self.now:
            self._push(what.process.frozen_until - self.now, what)
            return
        self._current = what
        what.thread.switch()
        self._current = None

    def _running(self) -> Actor:
        if self._current is None:
            raise Killed  # a dead actor's clean-up calls once more while it is thrown away
        return self._current

    def _push(self, after: float, what: Any) -> None:
        heapq.heappush(self._due, (self.now + after, self.random.random(), next(self._count), what))

    def _live(self, actor: Actor) -> None:
        try:
            actor.body()
        except Killed:
            return
