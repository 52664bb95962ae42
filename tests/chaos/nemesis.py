"""What befalls the processes and their connections: a seeded deck of blows, dealt one by one."""

import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

from redis.exceptions import RedisError

from ledger.connection import connect
from orderlane.processes import wait_until
from tests.chaos.deploys import change_secrets, misname_bells
from tests.chaos.house import WORKERS, House
from tests.chaos.power import Power
from tests.chaos.proxy import SWITCHES, Proxy
from tests.chaos.recovery import Cut, cut_short

Blow = Callable[[], None]
CUT_S: Final = (0.1, 1.0)
OVERLAP_S: Final = (0.5, 2.0)
JUMP_S: Final = 3_600.0
READY_S: Final = 60.0


class Nemesis(threading.Thread):
    """Deals blows until stopped, with a pause of `pause_s` (least, most) after each.

    deck: the blows to deal and how often each stands in the deck; None: all.

    counts: the blows really dealt, by kind. cuts: the turns cut short by them. missing: kinds this machine cannot deal, and why.
    """

    def __init__(
        self,
        house: House,
        seed: int,
        pause_s: tuple[float, float],
        deck: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(name="nemesis", daemon=True)
        self.counts: Counter[str] = Counter()
        self.cuts: list[Cut] = []
        self.missing: dict[str, str] = {}
        self.power_lost_bytes = 0
        self.misnamed = 0
        self.now = ""
        self.error: BaseException | None = None
        self._house = house
        self._dice = random.Random(f"nemesis {seed}")
        self._pause_s = pause_s
        self._over = threading.Event()
        self._starts = dict.fromkeys(WORKERS, 0)
        self._blows = self._all_blows()
        if deck is not None:
            chosen = deck.keys() & self._blows.keys()
            self._blows = {name: (self._blows[name][0], deck[name]) for name in sorted(chosen)}

    def run(self) -> None:
        """Deal the deck, shuffled, again and again."""
        try:
            while not self._over.is_set():
                deck = [name for name, (_, times) in self._blows.items() for _ in range(times)]
                self._dice.shuffle(deck)
                for name in deck:
                    if self._over.wait(self._dice.uniform(*self._pause_s)):
                        return
                    self._deal(name)
        except BaseException as err:
            self.error = err
            raise

    def stop(self) -> None:
        """End the thread; everything stands and is carried again."""
        self._over.set()
        self.join()
        if self.error:
            raise self.error

    @property
    def kinds(self) -> list[str]:
        """Return the kinds this run claims to deal."""
        return list(self._blows)

    def _deal(self, name: str) -> None:
        self.now = name
        self._blows[name][0]()
        self.counts[name] += 1
        self.now = ""

    def _all_blows(self) -> dict[str, tuple[Blow, int]]:
        house = self._house
        blows: dict[str, tuple[Blow, int]] = {
            **{f"kill {name}": (partial(self._kill_worker, name), 8) for name in WORKERS},
            **{f"freeze {name}": (partial(self._freeze_worker, name), 2) for name in WORKERS},
            "kill receiver": (lambda: house.supervisor.kill("receiver"), 3),
            "freeze receiver": (self._freeze_receiver, 1),
            "kill redis": (self._kill_redis, 3),
            "freeze redis": (lambda: self._freeze([house.redis.pid]), 1),
            "script flush": (self._flush_scripts, 1),
            "memory full": (self._fill_memory, 1),
            "secrets changed": (self._change_secrets, 1),
            "tasks renamed": (self._rename_tasks, 1),
        }
        if house.power:
            blows |= {
                "power cut": (partial(self._cut_power, house.power), 2),
                "disk full": (partial(self._fill_disk, house.power), 1),
                "clock jump": (partial(self._jump, house.power), 2),
            }
        else:
            self.missing |= dict.fromkeys(("power cut", "disk full", "clock jump"), house.no_power)
        for where, proxy in (("redis", house.to_redis), ("oms", house.to_oms)):
            for switch in SWITCHES:
                blows[f"{where} {switch}"] = (partial(self._misbehave, proxy, switch), 1)
        return blows

    def _kill_worker(self, name: str) -> None:
        """Kill a worker once it is ready: most of one's time would be its start otherwise."""
        wait_until(lambda: self._house.starts(name) > self._starts[name], READY_S, name)
        self._starts[name] = self._house.starts(name)
        pid, at = self._house.supervisor.pid(name), time.time_ns() // 1_000_000
        self._house.supervisor.kill(name)
        with connect(self._house.redis.url) as client, suppress(RedisError):
            self.cuts += cut_short(client, f"{socket.gethostname()}:{pid}", at)

    def _freeze_worker(self, name: str) -> None:
        self._freeze([self._house.supervisor.pid(name)])

    def _freeze_receiver(self) -> None:
        self._freeze(children_of(self._house.supervisor.pid("receiver")))

    def _freeze(self, pids: list[int | None]) -> None:
        timing = self._house.settings.timing
        with stopped([pid for pid in pids if pid]):
            time.sleep(self._dice.uniform(2 * timing.s("lease"), 90 * timing.scale))

    def _kill_redis(self) -> None:
        self._house.redis.kill()
        self._house.redis.start()

    def _cut_power(self, power: Power) -> None:
        house = self._house
        house.redis.kill()
        self.power_lost_bytes += power.cut(house.folder / "redis")
        house.redis.start()

    def _fill_disk(self, power: Power) -> None:
        """A server that syncs every write ends at the first that finds no room."""
        with power.full_disk():
            time.sleep(self._dice.uniform(*CUT_S))
        self._kill_redis()

    def _jump(self, power: Power) -> None:
        power.jump(self._dice.choice((1, -1)) * self._dice.uniform(5.0, JUMP_S))

    def _fill_memory(self) -> None:
        """Leave a server no memory for anything new, for a while."""
        with connect(self._house.redis.url) as client, suppress(RedisError):
            client.config_set("maxmemory", 1)
            time.sleep(self._dice.uniform(*CUT_S))
            client.config_set("maxmemory", 0)

    def _flush_scripts(self) -> None:
        with connect(self._house.redis.url) as client, suppress(RedisError):
            client.script_flush()

    def _change_secrets(self) -> None:
        change_secrets(self._house.demo, self._dice.uniform(*OVERLAP_S), time.sleep)

    def _rename_tasks(self) -> None:
        self.misnamed += misname_bells(self._house.redis.url)

    def _misbehave(self, proxy: Proxy, switch: str) -> None:
        SWITCHES[switch](proxy)
        time.sleep(self._dice.uniform(*CUT_S))
        proxy.heal()


def children_of(pid: int | None) -> list[int | None]:
    """Return the processes that one has started itself, by /proc."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


@contextmanager
def stopped(pids: list[int]) -> Iterator[None]:
    """Freeze these processes."""
    try:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
