"""Builds with one guard taken out: each must be caught, or the simulation proves nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import redis

from ledger.ledger import Ledger
from ledger.records import Delivery, Intake, LedgerUnavailable
from tests.simulation import parts
from tests.simulation.options import Options, draw
from worker.effects import record as states
from worker.effects.machine import Machine
from worker.effects.operation import Found
from worker.effects.record import Effect
from worker.effects.table import TABLE
from worker.hold import HeldLane
from worker.oms import Oms
from worker.runtime import Runtime

_FENCE: Final = {
    "intent": "if not holds(lane, ARGV[2]) then return 'FENCED' end\n",
    "complete": "if not holds(lane, ARGV[2]) then return {'FENCED'} end\n",
}
_CURRENT: Final = "if current ~= eid then return {'FENCED'} end\n"
_OPEN: Final = "if open and open ~= '' then return {'OPEN'} end\n"
_BUSY: Final = "if status == 'leased' and"
_JUMPED: Final = "if math.abs(drift) > 1000 then return {'JUMPED'} end\n"
_INTENT: Final = (
    "keep_effect(lane, ARGV[4], ARGV[5])\n",
    "redis.call('HSET', lane_key(lane), 'open', ARGV[4], 'pinned', ARGV[3])\n",
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A build without a guard, and the options under which it is looked for."""

    name: str
    build: parts.Build
    options: Callable[[int], Options] = draw


def _jumps_believed(name: str, text: str) -> str:
    return text if name == "clock" else without(name, _JUMPED)(name, text)


def without(script: str, *lines: str) -> Callable[[str, str], str]:
    """Return a rewrite that takes lines out of a script; they must be there."""

    def rewrite(name: str, text: str) -> str:
        if name != script:
            return text
        for line in lines:
            if line not in text:
                raise AssertionError(f"{script} does not hold {line!r}")
            text = text.replace(line, "if false and" if line == _BUSY else "")
        return text

    return rewrite


class _MarkFirst(Ledger):
    """Sets the dedupe mark apart from, and before, taking the delivery in."""

    def ingest(self, delivery: Delivery, bell: tuple[str, bytes] = ("", b"")) -> Intake:
        mark = f"mark:{delivery.source}:{delivery.envelope.identity}"
        try:
            new = self.client.set(mark, "1", px=10**9, nx=True)
        except redis.RedisError as err:
            raise LedgerUnavailable from err
        if not new:
            return Intake("DUPLICATE", "", "")
        return super().ingest(delivery, bell)


class _Credulous(Machine):
    """Believes at once that what it does not see has not happened."""

    def _read_back(self, effect: Effect) -> dict[str, Any]:
        row = TABLE[effect.operation]
        finding = row.judge(effect.ask, effect.before, row.look(self.client, effect.ask))
        if finding.found is Found.ABSENT and effect.state == states.INTENT:
            return self._absent(row, effect)
        return super()._read_back(effect)


class _CredulousRuntime(Runtime):
    def oms(self, held: HeldLane, order: str) -> Oms:
        return Oms(_Credulous(self.client, held, TABLE, order))


def _jumpy(seed: int) -> Options:
    """Late writes, and jumps that end their quiet times if they are believed."""
    late: dict[str, Any] = {"http_faults": ("late_commit",), "http_rate": 0.3, "late": 0.95}
    return replace(draw(seed), clock_jumps=20, jump_s=3_600.0, **late)


def _powerless(seed: int) -> Options:
    return replace(draw(seed), redis_restarts=4)


MUTANTS: Final = (
    Mutant("no quiet time", parts.Build(timing=replace(parts.TIMING, quiet=1.0))),
    Mutant("no intent", parts.Build(without("intent", *_INTENT))),
    Mutant("no fence at intent", parts.Build(without("intent", _FENCE["intent"]))),
    Mutant(
        "no fence at complete",
        parts.Build(without("complete", _FENCE["complete"], _CURRENT, _OPEN)),
    ),
    Mutant("stale read-back believed", parts.Build(runtime=_CredulousRuntime)),
    Mutant("everysec and power cut", parts.Build(everysec=True), _powerless),
    Mutant("jumps of Redis's clock believed", parts.Build(_jumps_believed), _jumpy),
    Mutant("dedupe mark first", parts.Build(book=_MarkFirst)),
    Mutant("five minutes of dedupe", parts.Build(retention_s=300)),
    Mutant("claim ignores the lease", parts.Build(without("claim", _BUSY))),
)
