"""Senders as they are: at least once, doubled, late, out of order, sometimes contradicting themselves."""

import json
import queue
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import requests

from config.settings import Settings, Timing
from orderlane.shop import ShopOrder
from sources.registry import DIALECTS
from tests.chaos.stories import KINDS, Kinds, Step, Story, tell
from tests.chaos.storm import faults

SENDERS: Final = 24
PATIENCE_S: Final = 5.0
RETRIES_S: Final = (0.1, 0.3, 0.5, 1.0, 1.5)
TRIES: Final = 60
DUPLICATES: Final = 0.10
DROPPED: Final = 0.05
OTHER_BODY: Final = 0.001
LONGEST: Final = 3  # times as long as asked for, until enough has happened


@dataclass(frozen=True, slots=True)
class Posted:
    """One try. status: 0 when no answer came; instants are unix seconds."""

    order: int
    source: str
    topic: str
    identity: str
    status: int
    sent: float
    answered: float


@dataclass(slots=True)
class Told:
    """A story as it was really sent. identities: of the steps, in their order."""

    story: Story
    identities: list[str] = field(default_factory=list)
    conflict: bool = False


@dataclass(slots=True)
class Log:
    """What the generator knows."""

    told: list[Told] = field(default_factory=list)
    posts: list[Posted] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def acknowledged(self) -> set[tuple[str, str]]:
        """Return source and identity of every delivery that was answered 2xx."""
        return {(post.source, post.identity) for post in self.posts if post.status == 200}


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery as it goes over the wire; each try is sealed anew, with the secret of the moment."""

    order: int
    source: str
    topic: str
    identity: str
    raw: bytes


class Load:
    """Tells seeded stories to a receiver at a rate of orders per second.

    timing: what the OMS's faults are measured by.
    """

    def __init__(
        self,
        settings: Settings,
        timing: Timing,
        receiver: str,
        oms: str,
        seed: int,
        rate: float,
        kinds: Kinds = KINDS,
    ) -> None:
        self.log = Log()
        self._settings = settings
        self._timing = timing
        self._receiver = receiver
        self._oms = oms
        self._seed = seed
        self._rate = rate
        self._kinds = kinds
        self._first = time.time_ns() // 1_000_000
        self._orders: queue.Queue[int | None] = queue.Queue()
        self._threads = [
            threading.Thread(target=self._send_stories, name=f"sender-{nth}", daemon=True)
            for nth in range(SENDERS)
        ]

    def run(self, seconds: float, enough: Callable[[], bool]) -> None:
        """Start stories for so long, and until it is enough; `finish` waits for their ends."""
        for thread in self._threads:
            thread.start()
        dice, started, nth = random.Random(self._seed), time.monotonic(), 0
        while (past := time.monotonic() - started) < seconds or not enough():
            if past > seconds * LONGEST:
                return
            self._orders.put(nth)
            time.sleep(dice.expovariate(self._rate))
            nth += 1

    def finish(self, patience_s: float) -> bool:
        """Wait until every story is told; tell whether all were."""
        for _ in self._threads:
            self._orders.put(None)
        ends = time.monotonic() + patience_s
        for thread in self._threads:
            thread.join(max(0.0, ends - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _send_stories(self) -> None:
        with requests.Session() as session:
            session.trust_env = False
            while (nth := self._orders.get()) is not None:
                dice = random.Random(f"{self._seed}/{nth}")
                order = ShopOrder(self._first + nth, self._first % 10**8 + nth)
                Teller(self, session, tell(order, dice, self._kinds), dice).tell()

    def order_faults(self, session: requests.Session, story: Story, dice: random.Random) -> None:
        """Tell the OMS what shall go wrong with an order."""
        for fault in faults(story, self._timing, dice):
            answer = session.post(f"{self._oms}/_sandbox/faults", json=fault, timeout=10)
            answer.raise_for_status()

    def _sealed(self, told: Sent, now: float) -> dict[str, str]:
        """Return a delivery's headers, as its sender seals it now."""
        declared = self._settings.sources[told.source]
        dialect = DIALECTS[declared.dialect]
        secret = dialect.secret_bytes(declared.secrets[0].value())
        return dialect.seal(told.raw, secret, topic=told.topic, identity=told.identity, now=now)

    def post(self, session: requests.Session, told: Sent, patience_s: float) -> int:
        """Send once; return the status, 0 when no answer came in time."""
        url, sent = f"{self._receiver}/webhooks/{told.source}", time.time()
        headers = self._sealed(told, sent)
        try:
            status = session.post(
                url, data=told.raw, headers=headers, timeout=(PATIENCE_S, patience_s)
            ).status_code
        except requests.RequestException:
            status = 0
        self.log.counts["answered"] += status == requests.codes.ok
        self.log.counts["refused"] += status == requests.codes.unauthorized
        whose = (told.order, told.source, told.topic, told.identity)
        self.log.posts.append(Posted(*whose, status, sent, time.time()))
        return status


class Teller:
    """Tells one story."""

    def __init__(
        self, load: Load, session: requests.Session, story: Story, dice: random.Random
    ) -> None:
        self._load = load
        self._session = session
        self._dice = dice
        self._told = Told(story)

    def tell(self) -> None:
        """Send every step, each until it is answered 2xx, and then some of them again."""
        log, story, again = self._load.log, self._told.story, list[Sent]()
        log.told.append(self._told)
        log.counts["disorder"] += story.disorder
        self._load.order_faults(self._session, story, self._dice)
        for step in story.steps:
            identity = str(uuid.UUID(int=self._dice.getrandbits(128), version=4))
            sent = self._sent(step, identity, step.body)
            self._told.identities.append(identity)
            if not self._deliver(sent):
                return
            if self._dice.random() < DUPLICATES:
                log.counts["duplicates"] += 1
                again.append(sent)
                if self._dice.random() < 0.5:
                    self._deliver(again.pop())
            if self._dice.random() < OTHER_BODY:
                self._contradict(step, identity)
        for sent in again:
            self._deliver(sent)

    def _sent(self, step: Step, identity: str, body: Any) -> Sent:
        raw = json.dumps(body).encode()
        return Sent(self._told.story.order.id, step.source, step.topic, identity, raw)

    def _deliver(self, sent: Sent) -> bool:
        """Send until answered 2xx; the first try may be dropped before or behind the receiver."""
        if self._dice.random() < DROPPED:
            self._load.log.counts["dropped"] += 1
            if self._dice.random() < 0.5:
                self._load.post(self._session, sent, 0.001)
            time.sleep(RETRIES_S[0])
        for nth in range(TRIES):
            if self._load.post(self._session, sent, PATIENCE_S) == requests.codes.ok:
                return True
            time.sleep(RETRIES_S[min(nth, len(RETRIES_S) - 1)] * self._dice.uniform(0.5, 1.5))
        return False

    def _contradict(self, step: Step, identity: str) -> None:
        self._load.log.counts["same id other body"] += 1
        self._told.conflict = True
        body = {**step.body, "note": "something else"}
        self._deliver(self._sent(step, identity, body))
