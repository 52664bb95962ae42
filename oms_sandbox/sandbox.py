"""One sandbox: the OMS, its gateway, journal and faults, and the way of a request through them."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from flask import Request, Response

from oms_sandbox.answers import gateway_refusal, refusal
from oms_sandbox.clerk import Clerk, Letter
from oms_sandbox.endpoint import Endpoint
from oms_sandbox.endpoints import meant
from oms_sandbox.errors import BackendError, GatewayError
from oms_sandbox.events.herald import Herald
from oms_sandbox.events.sender import Subscription
from oms_sandbox.faults.fault import Fault, Point, Scene
from oms_sandbox.faults.faults import Faults, strike
from oms_sandbox.faults.storm import Storm
from oms_sandbox.faults.storm_mix import Weather
from oms_sandbox.faults.views import Views
from oms_sandbox.faults.waits import Waits
from oms_sandbox.gateway import KEY_HEADER, Gateway, RateLimit
from oms_sandbox.journal import Journal
from oms_sandbox.reading import given
from oms_sandbox.saving.journal import KeptJournal, kept
from oms_sandbox.state import Clock, Oms

DEFAULT_KEY = "sandbox-key"
DEFAULT_RATE = RateLimit(calls=100, span_s=10)


@dataclass(frozen=True)
class Settings:
    """`rate_limit` None admits any rate, `seed` None gives other TraceIDs in each run.

    `state` is the file in which the state survives the process, None keeps it in memory.
    `events` is whoever is told of every commit from the start on.
    """

    keys: Collection[str] = (DEFAULT_KEY,)
    journal: Path | str | None = None
    seed: int | None = None
    rate_limit: RateLimit | None = DEFAULT_RATE
    accept_duplicates: bool = False
    clock: Clock = time.time
    storm: Weather | None = None
    state: Path | str | None = None
    events: Subscription | None = None


def _books(settings: Settings, oms: Oms) -> tuple[Journal, Views]:
    """Make journal and views; with a state file, the new OMS becomes what the file has."""
    if settings.state is None:
        return Journal(settings.journal), Views()
    return kept(settings.state, settings.journal, oms)


class Sandbox:
    """Close it after use: that ends the waits of faults and closes the journal's file."""

    def __init__(self, settings: Settings) -> None:
        self._clock = settings.clock
        self._random = random.Random(settings.seed)  # noqa: S311  # TraceIDs are no secret
        self._first_weather = settings.storm
        self.oms = Oms(settings.clock, accept_duplicates=settings.accept_duplicates)
        self.gateway = Gateway(settings.keys, settings.rate_limit, settings.clock)
        self.journal, self.views = _books(settings, self.oms)
        self.oms.history = partial(self.journal.after, 0)
        self.faults = Faults()
        self.waits = Waits()
        self.storm = self._first_storm()
        self.herald = Herald(self.oms, settings.seed, self.journal.count)
        self._first_listener = settings.events
        if self._first_listener:
            self.herald.subscribe(self._first_listener)

    def _first_storm(self) -> Storm | None:
        return Storm(self._first_weather) if self._first_weather else None

    def new_trace_id(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def keep(self, oms: Oms, name: str) -> None:
        """Let another OMS, new or just cleared, be in the state file too, if there is one."""
        if isinstance(self.journal, KeptJournal):
            self.journal.keep(oms, f"{name}.")

    def reset(self) -> None:
        """Empty state, journal, faults and the count of calls; the storm is that of the start."""
        with self.oms.lock:
            self.oms.clear()
            self.journal.clear()
            self.views.clear()
            self.herald.clear(self._first_listener)
        self.faults.clear()
        self.gateway.clear()
        self.storm = self._first_storm()

    def stop_waiting(self) -> None:
        self.waits.stop()

    def close(self) -> None:
        self.stop_waiting()
        with self.oms.lock:
            self.herald.unsubscribe()
        self.journal.close()

    def serve(
        self,
        endpoint: Endpoint,
        request: Request,
        trace_id: str,
        in_path: Mapping[str, str] | None = None,
    ) -> Response:
        """Take a request through the gateway, the OMS and the four points where faults strike.

        `in_path` is what stands in the placeholders of its path.
        """
        received_at = self._clock()
        try:
            self.gateway.admit(request.headers.get(KEY_HEADER))
        except GatewayError as refused:
            return gateway_refusal(refused)
        came = given(request.args, request.get_data(), in_path)
        letter = Letter(meant(endpoint, came), came, trace_id, received_at)
        clerk = Clerk(self.oms, self.journal, self.views, self._clock, self.herald)
        fault = self._befalling(letter, clerk)
        if fault is None:
            return _carry_out(letter, clerk)
        return _struck(fault, Scene(request.environ, self.waits, clerk, letter))

    def _befalling(self, letter: Letter, clerk: Clerk) -> Fault | None:
        """Choose the fault of a request: one that was ordered, else one of the storm."""

        def order() -> str | None:
            return clerk.order_name(letter)

        fault, storm = self.faults.take(letter.endpoint, order), self.storm
        return storm.take(letter.endpoint, order) if fault is None and storm else fault


def _struck(fault: Fault, scene: Scene) -> Response:
    """Carry a request out, and let its fault strike when its point is reached."""
    answer = strike(fault, Point.BEFORE_PARSING, scene)
    if answer is None:
        before = partial(strike, fault, Point.BEFORE_COMMIT, scene)
        answer = _carry_out(scene.letter, scene.clerk, before)
    for point in (Point.AFTER_COMMIT, Point.INSIDE_ANSWER):
        instead = strike(fault, point, replace(scene, answer=answer))
        answer = answer if instead is None else instead
    return answer


def _carry_out(
    letter: Letter, clerk: Clerk, before: Callable[[], Response | None] = lambda: None
) -> Response:
    try:
        call = letter.read()
        instead = before()
        return clerk.carry_out(letter, call) if instead is None else instead
    except BackendError as refused:
        return refusal(refused, letter.trace_id)
