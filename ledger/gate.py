"""One gate for all workers before the OMS, and one before each source: rate budget, pause, breaker."""

import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from ledger import keys
from ledger.replies import text
from ledger.scripts import Scripts

PREFIX: Final = f"{keys.PREFIX}{{oms}}"
"""Of the keys that are the OMS's own, not one shard's."""


def prefix_of_source(name: str) -> str:
    """Return the key prefix of the gate before a source."""
    return f"{keys.PREFIX}{{api:{quote(name, safe='')}}}"


@dataclass(frozen=True, slots=True)
class Budget:
    """What the OMS allows, and when the breaker opens. Times in milliseconds."""

    calls: int = 100
    per_ms: int = 10_000
    failures: int = 5
    open_ms: int = 5_000
    longest_open_ms: int = 60_000
    probe_ms: int = 60_000
    pause_ms: int = 5_000


@dataclass(frozen=True, slots=True)
class Leave:
    """The gate's answer: go when `wait_ms` is 0, else why not. watched: report a success too."""

    wait_ms: int
    reason: str = ""
    watched: bool = False


class Gate:
    """Asks for leave before a call, tells how it went after it. prefix: of whom is called."""

    def __init__(
        self, scripts: Scripts, budget: Budget | None = None, prefix: str = PREFIX
    ) -> None:
        self._scripts = scripts
        self._budget = budget or Budget()
        self._prefix = prefix

    def ask(self) -> Leave:
        """Ask for one call."""
        rules = self._budget
        reply = self._scripts.run(
            "gate",
            self._prefix,
            rules.calls,
            rules.per_ms,
            secrets.token_hex(8),
            rules.probe_ms,
            rules.pause_ms,
        )
        if int(reply[0]):
            return Leave(int(reply[0]), text(reply[1]))
        return Leave(0, watched=text(reply[1]) == "1" or int(reply[2]) > 0)

    def report(self, outcome: str, pause_ms: int | None = None) -> int:
        """Tell `ok`, `failed`, `refused` or `throttled`; return how long (ms) the gate is shut."""
        rules = self._budget
        return int(
            self._scripts.run(
                "report",
                self._prefix,
                outcome,
                rules.failures,
                rules.open_ms,
                rules.longest_open_ms,
                rules.pause_ms if pause_ms is None else pause_ms,
            )
        )
