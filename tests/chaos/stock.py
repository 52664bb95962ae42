"""The same load, the same blows, the same OMS, on plain Celery: what is lost and doubled there."""

import sys
import time
from collections import Counter
from pathlib import Path
from typing import Final

import requests
from redis import Redis
from rich.console import Console

from tests.chaos.checker import read_journal
from tests.chaos.house import WORKERS, House
from tests.chaos.load import Load, Log
from tests.chaos.nemesis import Nemesis
from tests.chaos.run import Plan
from tests.chaos.stories import Story, Telling, early_cancel, plain

PATIENCE_S: Final = 120.0
REST_S: Final = 15.0  # longer than the visibility time: nothing may come back after it


def held(telling: Telling) -> Story:
    """Created, held, released."""
    order = telling.order
    telling.create()
    telling.hold()
    telling.add("fulfillment_orders/hold_released", order.released(), "resume_order")
    return telling.end("held")


KINDS: Final = ((plain, 3), (early_cancel, 2), (held, 2))


class StockHouse(House):
    """The house with a stock receiver and stock workers."""

    @property
    def environ(self) -> dict[str, str]:
        """Return what every process is told."""
        found = super().environ
        key = self.demo.secret("oms-key").read_text()
        return found | {"STOCK_OMS_URL": found["ORDERLANE_OMS_URL"], "STOCK_OMS_KEY": key}

    def commands(self) -> dict[str, list[str]]:
        """Return the commands of the stock parts under the names of ours."""
        app = [sys.executable, "-m", "tests.chaos.stock_app"]
        return {
            "sandbox": super().commands()["sandbox"],
            "receiver": [*app, "receiver", str(self.ports.receiver)],
            **{name: [*app, "worker", name] for name in WORKERS},
        }


def figures_of_stock(plan: Plan, folder: Path, console: Console) -> dict[str, str]:
    """Play the run on stock Celery; return its figures under the words of ours."""
    with StockHouse(folder, scale=plan.scale) as house:
        nemesis = Nemesis(house, plan.seed, plan.pause_s)
        where = (house.receiver_url, house.oms_url)
        load = Load(house.settings, plan.timing, *where, plan.seed, plan.rate, KINDS)
        console.print(f"the same on stock Celery, {plan.seconds:.0f} s")
        started = time.monotonic()
        nemesis.start()
        load.run(plan.seconds, lambda: True)
        nemesis.stop()
        attacked = time.monotonic() - started
        load.finish(PATIENCE_S)
        _wait_until_idle(house)
        drained = time.monotonic() - started - attacked
        taken = requests.get(f"{house.oms_url}/_sandbox/faults", timeout=10).json()["Taken"]
        found = judge(load.log, house.journal)
    kills = {name: times for name, times in nemesis.counts.items() if name.startswith("kill ")}
    return {
        "seed, commit": f"{plan.seed}, -",
        "under attack, then until idle": f"{attacked:.0f} s, {drained:.0f} s",
        "orders, deliveries sent": f"{len(load.log.told)}, {len(load.log.posts)}",
        "events acknowledged": str(len(load.log.acknowledged())),
        "OMS faults": str(sum(taken.values())),
        "kills": str(sum(kills.values())),
        "power cuts": str(nemesis.counts["power cut"]),
        **{word: str(times) for word, times in found.items()},
    }


def judge(log: Log, journal: Path) -> Counter[str]:
    """Count what was acknowledged and not done, done too often, done in another order."""
    commits, found, taken = read_journal(journal), Counter[str](), log.acknowledged()
    found.update(dict.fromkeys(("lost", "doubled", "reordered"), 0))
    for told in log.told:
        pairs = zip(told.story.steps, told.identities, strict=False)
        steps = [step for step, one in pairs if (step.source, one) in taken]
        meant = [
            operation
            for step in sorted(steps, key=lambda step: not step.first)
            for operation in step.operations
        ]
        done = commits.get(str(told.story.order.id), [])
        lost, more = Counter(meant) - Counter(done), Counter(done) - Counter(meant)
        if "hold_order" in done:  # a release that came before its hold did nothing
            found["reordered"] += lost.pop("resume_order", 0)
        found["lost"] += sum(lost.values())
        found["doubled"] += sum(more.values())
        found["reordered"] += not lost and not more and done != meant
    return found


def _wait_until_idle(house: House) -> None:
    """Wait until nothing is queued or under way, and stays so for longer than the visibility time."""
    ends, quiet_since = time.monotonic() + PATIENCE_S, time.monotonic()
    with Redis.from_url(house.redis.url) as client:
        while time.monotonic() < ends and time.monotonic() - quiet_since < REST_S:
            if client.llen("celery") or client.hlen("unacked"):
                quiet_since = time.monotonic()
            time.sleep(0.2)
