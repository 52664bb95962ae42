"""One chaos run: load and blows, then heal, wait until idle, check."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import requests
from requests.structures import CaseInsensitiveDict

from config.settings import Timing
from events.envelope import reference
from ledger import keys
from ledger.connection import connect
from ledger.views import Views
from orderlane.demo import STORE
from tests.chaos.checker import Checker, Findings
from tests.chaos.house import WORKERS, House
from tests.chaos.load import Load, Log
from tests.chaos.nemesis import Nemesis
from tests.chaos.recovery import Wait, waits
from tests.chaos.storm import WRITE_FAULTS

BUSY: Final = ("READY", "LEASED", "WAITING")
READ_TRIES: Final = 20
PATIENCE_S: Final = 150.0

Tell = Callable[[float, str, int, int], None]
"""Told now and then: seconds since the start, the blow of the moment, posts answered, orders."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is asked for. rate: orders a second; pause_s: least and most between blows.

    least, least_faults: how often each blow, each fault of the OMS must have come about. deck: the blows and how often each stands in it.
    """

    seconds: float
    seed: int
    rate: float = 2.0
    scale: float = 0.05
    pause_s: tuple[float, float] = (0.2, 2.0)
    least: int = 3
    least_faults: int = 3
    without: str = ""
    quiet_s: float | None = None
    deck: Mapping[str, int] | None = None

    @property
    def timing(self) -> Timing:
        """Return the times the OMS's weather is made for: also when a guard is taken away."""
        timing = Timing(self.scale)
        return timing if self.quiet_s is None else replace(timing, quiet=self.quiet_s / self.scale)


@dataclass(slots=True)
class Result:
    """What a run was, and what came of it."""

    plan: Plan
    log: Log
    findings: Findings
    blows: dict[str, int]
    faults: dict[str, int]
    missing: dict[str, str]
    power_lost_bytes: int
    misnamed: int
    recovery: list[Wait]
    seconds: float
    drained_s: float
    starts: dict[str, int]
    vacuous: list[str] = field(default_factory=list)
    timelines: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return self.findings.good and not self.vacuous


class Run:
    """Attacks a house that stands."""

    def __init__(self, house: House, plan: Plan, tell: Tell = lambda *_: None) -> None:
        self._house = house
        self._plan = plan
        self._tell = tell
        self._client = connect(house.redis.url)
        self._views = Views(self._client)
        self._settings = house.settings
        where = (house.receiver_url, house.oms_url)
        self._load = Load(self._settings, plan.timing, *where, plan.seed, plan.rate)
        self.nemesis = Nemesis(house, plan.seed, plan.pause_s, plan.deck)

    def play(self) -> Result:
        """Attack, heal, wait, check."""
        started, over = time.monotonic(), threading.Event()
        telling = threading.Thread(target=self._keep_telling, args=(started, over), daemon=True)
        telling.start()
        try:
            self.nemesis.start()
            self._load.run(self._plan.seconds, self._enough)
            self.nemesis.stop()
            attacked = time.monotonic() - started
            self._load.finish(PATIENCE_S)
            self._wait_until_idle()
        finally:
            over.set()
            telling.join()
        drained = time.monotonic() - started - attacked
        self._house.stop_workers()
        return self._result(attacked, drained)

    def _keep_telling(self, started: float, over: threading.Event) -> None:
        log = self._load.log
        while not over.wait(0.5):
            elapsed = time.monotonic() - started
            self._tell(elapsed, self.nemesis.now, log.counts["answered"], len(log.told))

    def _busy(self) -> int:
        prefix = keys.prefix_of_store(STORE)
        return sum(int(self._client.zcard(f"{prefix}:{index}")) for index in BUSY)

    def _wait_until_idle(self) -> None:
        """Wait as long as anything is settled: what is stuck moves no more."""
        seen, since = None, time.monotonic()
        while self._busy() and time.monotonic() - since < PATIENCE_S:
            counts = self._views.balance(self._settings.stores)
            if counts != seen:
                seen, since = counts, time.monotonic()
            time.sleep(0.2)

    def _result(self, seconds: float, drained_s: float) -> Result:
        log, nemesis, faults = self._load.log, self.nemesis, self._faults_taken()
        checker = Checker(log, self._house.journal, self._views, self._shown())
        findings = checker.check(self._settings.stores)
        struck = {cut.lane for cut in nemesis.cuts}
        result = Result(
            plan=self._plan,
            log=log,
            findings=findings,
            blows=dict(nemesis.counts),
            faults=faults,
            missing=nemesis.missing,
            power_lost_bytes=nemesis.power_lost_bytes,
            misnamed=nemesis.misnamed,
            recovery=waits({lane: self._views.timeline(lane) for lane in struck}, nemesis.cuts),
            seconds=seconds,
            drained_s=drained_s,
            starts={name: self._house.starts(name) for name in WORKERS},
            timelines={order: self._timeline(order) for order in findings.orders},
        )
        result.vacuous = self._vacuous(result)
        self._client.close()
        return result

    def _timeline(self, order: int) -> list[dict[str, Any]]:
        lane = self._views.lane_of(STORE, reference("order", order))
        return self._views.timeline(lane) if lane else []

    def _shown(self) -> dict[str, dict[str, Any]]:
        """Return what the OMS shows of every order, first of those that share an id."""
        key = {"Ocp-Apim-Subscription-Key": self._settings.oms_key.value()}
        with requests.Session() as session:
            session.trust_env, session.headers = False, CaseInsensitiveDict(key)
            names = [str(told.story.order.id) for told in self._load.log.told]
            return {name: self._show(session, name) for name in names}

    def _show(self, session: requests.Session, name: str) -> dict[str, Any]:
        """Return one order, {} when there is none; faults that nobody met yet are used up."""
        url = f"{self._house.oms_url}/v1/orders"
        for _ in range(READ_TRIES):
            try:
                answer = session.get(url, params={"ExternalOrderId": name}, timeout=10)
                if answer.status_code in (requests.codes.ok, requests.codes.not_found):
                    return dict(answer.json()) if answer.ok else {}
            except requests.RequestException:
                continue
        raise RuntimeError(f"the OMS does not show order {name}")

    def _faults_taken(self) -> dict[str, int]:
        answer = requests.get(f"{self._house.oms_url}/_sandbox/faults", timeout=10)
        return dict(answer.json()["Taken"])

    def _enough(self) -> bool:
        return all(self.nemesis.counts[name] >= self._plan.least for name in self.nemesis.kinds)

    def _vacuous(self, result: Result) -> list[str]:
        """Return the kinds that fired too seldom for the run to prove anything."""
        plan, fired = self._plan, {**result.blows, **result.faults}
        least = dict.fromkeys(self.nemesis.kinds, plan.least)
        least |= dict.fromkeys(WRITE_FAULTS, plan.least_faults)
        times = {name: (fired.get(name, 0), meant) for name, meant in least.items()}
        return [f"{name}: {had} of {meant}" for name, (had, meant) in times.items() if had < meant]
