"""The ledger's scripts without one guard, beside the reference ledger until the two part."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from ledger import scripts
from ledger.connection import connect
from orderlane.embedded import EmbeddedRedis, embedded_redis
from tests.chaos.ledger_machine import LedgerMachine
from tests.chaos.ledger_stories import STORIES

EXAMPLES, STEPS = 300, 40
ANY: Final = ""
"""Stands for: in every script."""


@dataclass(frozen=True, slots=True)
class ScriptMutant:
    """A script in which a text is replaced; it must be there. script: ANY for the prelude."""

    name: str
    script: str
    old: str
    new: str = ""

    @property
    def whole(self) -> bool:
        """Return whether nothing is missing."""
        return self.old == self.new

    def texts(self) -> Mapping[str, str]:
        """Return the changed scripts by name."""
        found = scripts._texts()
        chosen = found if self.script == ANY else {self.script: found[self.script]}
        missing = [name for name, text in chosen.items() if self.old not in text]
        if missing:
            raise AssertionError(f"{missing} do not hold {self.old!r}")
        return {name: text.replace(self.old, self.new) for name, text in chosen.items()}


_FENCE: Final = "if not holds(lane, ARGV[2]) then return 'FENCED' end\n"
_FENCE_FIRST: Final = "if not holds(ARGV[1], ARGV[2]) then return 'FENCED' end\n"

WHOLE: Final = ScriptMutant("nothing is missing", ANY, "")
MUTANTS: Final = (
    ScriptMutant("intake knows no event ids", "ingest", "if known == hash then", "if false then"),
    ScriptMutant("intake looks at no marks", "ingest", "if of and redis.call('EXISTS', ev(of)) == 1 then return duplicate(of) end"),
    ScriptMutant("intake leaves no marks", "ingest", "remember_marks(eid)\ncount('queued', 1)", "count('queued', 1)"),
    ScriptMutant("a second body is a new event", "ingest", "if known then\n", "if false then\n"),
    ScriptMutant("a dropped order rises again", "ingest", "if first and tombstone == '1' then", "if false then"),
    ScriptMutant("a create does not go first", "ingest", "first and seq - 1e12 or seq", "seq"),
    ScriptMutant("a room keeps its reference", "ingest", "if not known_as or is_room(known_as) then", "if not known_as then"),
    ScriptMutant("a conflict ends the quiet time", "ingest", "elseif was == 'idle' or (was == 'ready' and (not open or open == '')) then", "else"),
    ScriptMutant("claim ignores the lease", "claim", "if status == 'leased' and", "if false and"),
    ScriptMutant("claim ignores the due time", "claim", "if due and tonumber(due) > now then return {'LATER', due} end\n"),
    ScriptMutant("claim takes any event of a lane", "claim", "if head ~= eid then", "if false then"),
    ScriptMutant("claim takes a waiting room", "claim", "if is_room(lane) then return {'WAITING'} end\n"),
    ScriptMutant("a head that kills is never parked", "claim", "if claims > tonumber(ARGV[4]) then", "if false then"),
    ScriptMutant("a bell stays rung after its answer", ANY, "  redis.call('ZREM', RUNG, lane)\n  if state ==", "  if state =="),
    ScriptMutant("no fence at renew", "renew", _FENCE_FIRST),
    ScriptMutant("renew shortens a lease", "renew", "math.max(ends, now + tonumber(ARGV[3]))", "now"),
    ScriptMutant("no fence at intent", "intent", _FENCE),
    ScriptMutant("two open effects in a lane", "intent", "if open and open ~= '' and open ~= ARGV[4] then return 'OPEN' end\n"),
    ScriptMutant("intent does not pin its event", "intent", ", 'pinned', ARGV[3])", ")"),
    ScriptMutant("no fence at outcome", "outcome", _FENCE),
    ScriptMutant("an outcome closes another's effect", "outcome", " and (not open or open == '' or open == ARGV[3])"),
    ScriptMutant("an outcome ends its event's turn", "outcome", "'open', '') end", "'open', '', 'pinned', '') end"),
    ScriptMutant("no fence at complete", "complete", "if not holds(lane, ARGV[2]) then return {'FENCED'} end\n"),
    ScriptMutant("complete over an open effect", "complete", "if open and open ~= '' then return {'OPEN'} end\n"),
    ScriptMutant("complete of another event", "complete", "if current ~= eid then return {'FENCED'} end\n"),
    ScriptMutant("no fence at defer", "defer", _FENCE),
    ScriptMutant("what waits loses its turn", "defer", "ARGV[6] == '' and eid or ''", "''"),
    ScriptMutant("no fence at park", "park", _FENCE_FIRST),
    ScriptMutant("a parked effect loses its turn", "park", "  redis.call('HSET', lane_key(ARGV[1]), 'pinned', ARGV[3])\n"),
    ScriptMutant("retry of what is not parked", "retry", "if redis.call('HGET', lane_key(lane), 'parked') ~= eid then return refuse('retry', state) end\n"),
    ScriptMutant("a verb said twice is done twice", "resolve", "if before then return {'SAME', before} end\n"),
    ScriptMutant("a skip does not wait", "resolve", "rest_if_open(lane, tonumber(ARGV[8]))\n"),
    ScriptMutant("a drop leaves no tombstone", "drop", "'tombstone', '1', "),
    ScriptMutant("a drop does not wait", "drop", "rest_if_open(lane, tonumber(ARGV[7]))\n"),
    ScriptMutant("claim ignores a pause", "claim", "if stopped then", "if false then"),
    ScriptMutant("a pause outlasts its resume", "pause", "else redis.call('HDEL', PAUSES, subject) end", "end"),
    ScriptMutant("what is resumed is not looked at again", "sweep", "local stopped = resumed and", "local stopped = false and"),
    ScriptMutant("a resume ends another pause", "sweep", "if reason then place(lane, 'paused'", "if false then place(lane, 'paused'"),
    ScriptMutant("a paused lane does not see what comes in", "ingest", " or was == 'paused'"),
    ScriptMutant("what is put right stays on its shelf", ANY, "  if was and was ~= '' then redis.call('ZREM', P .. 'SHELF:' .. was, lane) end\n"),
    ScriptMutant("what an effect made is no name", "outcome", "    redis.call('SET', alias_key(ref), lane)\n"),
    ScriptMutant("an effect takes another order's name", "outcome", "if redis.call('EXISTS', alias_key(ref)) == 0 then", "if true then"),
    ScriptMutant("dead leases are not freed", "sweep", "  place(lane, 'ready', now)\n  note(lane, {what = 'lease over'})\n", "  note(lane, {what = 'lease over'})\n"),
    ScriptMutant("a lane stands in two indexes", ANY, "elseif redis.call('ZREM', key, lane) == 1 and", "elseif false and"),
    ScriptMutant("an open effect does not stay the head", ANY, "if pinned and pinned ~= '' then return pinned end\n"),
    ScriptMutant("a settled event stays in its lane", ANY, "  redis.call('ZREM', queue_key(lane), eid)\n  redis.call('ZREM', DOUBT, lane)", "  redis.call('ZREM', DOUBT, lane)"),
)  # fmt: skip


@dataclass(slots=True)
class _Tries:
    """How many stories and examples were played."""

    number: int = 0

    def machine(self, server: EmbeddedRedis, names: Iterator[int]) -> LedgerMachine:
        self.number += 1
        return LedgerMachine(server, names, Counter())


def hunt(mutant: ScriptMutant, server: EmbeddedRedis, names: Iterator[int]) -> tuple[int, bool]:
    """Return how many stories and examples were played, and whether the last one caught it."""
    tries = _Tries()
    with connect(server.url) as client:
        client.flushall()  # what a caught build left behind would catch the next one
    with patch.dict(scripts._texts(), mutant.texts()):
        try:
            _play(tries, server, names)
        except Exception:
            return tries.number, True
    return tries.number, False


def _play(tries: _Tries, server: EmbeddedRedis, names: Iterator[int]) -> None:
    """Play every story and then chance; whatever the two ledgers do not agree in is an exception."""
    for story in STORIES.values():
        machine = tries.machine(server, names)
        for name, *arguments in story:
            getattr(machine, name)(*arguments)
            machine.compare()
        machine.close()
    run_state_machine_as_test(
        lambda: tries.machine(server, names),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize=True,
            deadline=None,
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def hunts() -> Iterator[tuple[ScriptMutant, int, bool]]:
    """Hunt every mutant on a Redis of our own."""
    names = count()
    with TemporaryDirectory() as folder, embedded_redis(Path(folder)) as server:
        for mutant in (WHOLE, *MUTANTS):
            yield mutant, *hunt(mutant, server, names)
