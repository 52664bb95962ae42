"""A person who pauses what is needed, for a while, and lets it go on."""

from random import Random
from typing import Any, Final

from ledger import keys
from ledger.gate import PREFIX as GATE
from ledger.ledger import Ledger
from ledger.operator import NotParked, Operator, Order
from ledger.records import LedgerUnavailable
from orderlane.demo import EVENTS, SHOP, STORE
from tests.simulation.scheduler import Scheduler

LONGEST_S: Final = 120.0
SHARD: Final = keys.prefix_of_store(STORE)


class Pausing:
    """Pauses the OMS, a source or an order, and resumes it; the last word is heard for sure."""

    def __init__(self, client: Any, scheduler: Scheduler, random: Random) -> None:
        self._operator = Operator(Ledger(client, clock=scheduler.clock))
        self._scheduler = scheduler
        self._random = random
        self._said = 0

    def pause_for_a_while(self) -> None:
        """Say both words, one after the other."""
        order = f"{STORE}/order:{self._random.randint(1, 3)}"
        subject = self._random.choice(("oms", f"source:{SHOP}", f"source:{EVENTS}", order))
        self._say("pause", subject)
        self._scheduler.pause(self._random.uniform(1.0, LONGEST_S))
        self._say("resume", subject)

    def _say(self, verb: str, subject: str) -> None:
        for prefix in (SHARD, GATE) if subject == "oms" else (SHARD,):
            self._said += 1
            self._insist(verb, prefix, subject, Order(f"pausing-{self._said}", "ana", STORE))

    def _insist(self, verb: str, prefix: str, subject: str, order: Order) -> None:
        while True:
            try:
                getattr(self._operator, verb)(prefix, subject, order)
            except LedgerUnavailable:
                self._scheduler.pause(5.0)
                continue
            except NotParked:
                return  # an order that nobody knows yet
            return
