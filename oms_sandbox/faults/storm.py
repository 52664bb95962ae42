"""A storm: faults that nobody ordered one by one, chosen by a seed."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable

from oms_sandbox.endpoint import Endpoint
from oms_sandbox.faults.fault import AS_DATE, AS_SECONDS, Fault
from oms_sandbox.faults.faults import KINDS
from oms_sandbox.faults.storm_mix import Weather, Weights, duration
from oms_sandbox.orders.persons import EDITS

Asked = tuple[str, str | None]
"""What is counted apart: an operation, on an order."""


class Storm:
    """Chooses by seed, operation, order, and how often the one was asked of the other.

    So requests of other orders, or of other operations, coming in between change nothing.
    """

    def __init__(self, weather: Weather) -> None:
        self.weather = weather
        self._lock = threading.Lock()
        self._asked = Counter[Asked]()
        self._in_a_row = Counter[Asked]()
        self._struck = Counter[tuple[str, str]]()

    def take(self, endpoint: Endpoint, order: Callable[[], str | None]) -> Fault | None:
        """Tell what befalls a request; `order` tells its ExternalOrderId."""
        weather, operation = self.weather, endpoint.operation
        if weather.operations is not None and operation not in weather.operations:
            return None
        what = (operation, order())
        with self._lock:
            self._asked[what] += 1
            dice = random.Random(f"{weather.seed}/{operation}/{what[1]}/{self._asked[what]}")  # noqa: S311  # a seeded choice must be repeatable
            fault = self._strike(endpoint, what, dice)
            self._in_a_row[what] = self._in_a_row[what] + 1 if fault else 0
            if fault:
                self._struck[fault.kind, fault.point.word] += 1
        return fault

    def _strike(self, endpoint: Endpoint, what: Asked, dice: random.Random) -> Fault | None:
        rate = self.weather.read_rate if endpoint.reads else self.weather.write_rate
        mix = self._mix(endpoint, what)
        if dice.random() >= rate or self._in_a_row[what] >= self.weather.in_a_row or not mix:
            return None
        kind = dice.choices(list(mix), list(mix.values()))[0]
        return Fault(
            kind=kind,
            point=dice.choice(list(KINDS[kind].deeds)),
            external_order_id=what[1],
            retry_after_s=dice.choice((1, 1, None)),
            retry_after_form=dice.choice((AS_SECONDS, AS_DATE)),
            wait_s=duration(kind, self.weather, dice),
            edit=dice.choice(list(EDITS)),
        )

    def _mix(self, endpoint: Endpoint, what: Asked) -> Weights:
        return {
            kind: weight
            for kind, weight in sorted(self.weather.mix(reads=endpoint.reads).items())
            if KINDS[kind].on(endpoint) and not (KINDS[kind].of_order and what[1] is None)
        }

    def struck(self) -> dict[str, dict[str, int]]:
        """Count the faults by kind and point."""
        with self._lock:
            counts: dict[str, dict[str, int]] = {}
            for (kind, point), count in sorted(self._struck.items()):
                counts.setdefault(kind, {})[point] = count
            return counts

    def asked(self) -> int:
        """Count the requests that the storm could have struck."""
        with self._lock:
            return self._asked.total()
