"""Loads the Lua scripts, each behind the prelude, and runs them by their digest."""

import logging
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, Final

import redis
from redis.commands.core import Script

from ledger.clock import running_s, this_boot
from ledger.records import LedgerUnavailable

logger = logging.getLogger(__name__)

_JUMPED: Final = [b"JUMPED"]
_LOOKS: Final = 5
_QUICK_MS: Final = 500
NAMES: Final = (
    "ingest",
    "claim",
    "renew",
    "intent",
    "outcome",
    "complete",
    "defer",
    "park",
    "retry",
    "resolve",
    "drop",
    "pause",
    "keep",
    "release",
    "replay",
    "discard",
    "sweep",
    "gate",
    "report",
)


@cache
def _texts() -> dict[str, str]:
    folder = files("ledger") / "scripts"
    prelude = (folder / "_prelude.lua").read_text()
    told = {name: (folder / f"{name}.lua").read_text() for name in NAMES}
    for first in ("release", "replay"):
        told[first] += told["ingest"]
    return {name: prelude + script for name, script in told.items()}


@cache
def _clock_text() -> str:
    return (files("ledger") / "scripts" / "clock.lua").read_text()


class Scripts:
    """Every script of the ledger, run against one Redis.

    clock: seconds that nobody can set, the same for every process of this host.
    """

    def __init__(
        self, client: "redis.Redis", clock: Callable[[], float] = running_s, host: str = ""
    ) -> None:
        self._clock = clock
        self._host = host or this_boot()
        self._scripts: dict[str, Script] = {
            name: client.register_script(script) for name, script in _texts().items()
        }
        self._tell_time: Script = client.register_script(_clock_text())

    def run(self, name: str, prefix: str, *args: str | bytes | int, story: str = "") -> Any:
        """Run a script on a shard; raise LedgerUnavailable when Redis does not carry it out.

        story: what happened before it, for the timeline: JSON entries, parted by commas.
        """
        try:
            for _ in range(_LOOKS):
                reply = self._scripts[name](
                    keys=[prefix], args=[*args, story, self._host, self._ticks()]
                )
                if reply != _JUMPED:
                    return reply
                self._hold_steady(prefix)
        except redis.RedisError as err:
            raise LedgerUnavailable(f"{name}: {type(err).__name__}") from err
        raise LedgerUnavailable(f"{name}: Redis's clock does not stand still, or answers take long")

    def now_ms(self, prefix: str) -> int:
        """Return ledger time; raise LedgerUnavailable."""
        try:
            return int(self._tell_time(keys=[prefix], args=[self._host, "", "", ""])[0])
        except redis.RedisError as err:
            raise LedgerUnavailable(f"clock: {type(err).__name__}") from err

    def _ticks(self) -> int:
        return round(self._clock() * 1000)

    def _hold_steady(self, prefix: str) -> None:
        """Set ledger time right after a jump of Redis's clock; a call that was only late changes nothing."""
        asked_at = self._ticks()
        now, skew, apart = self._tell_time(keys=[prefix], args=[self._host, "", "", ""])
        ticks = self._ticks()
        if ticks - asked_at > _QUICK_MS or not apart:
            return
        drift = round(int(now) - ticks - float(apart))
        if abs(drift) > _QUICK_MS:
            right = [self._host, skew, int(skew) - drift, int(now) - drift - ticks]
            self._tell_time(keys=[prefix], args=right)
            logger.warning("Redis's clock jumped by %.1f s; ledger time goes on", drift / 1000)
