"""Loads the Lua scripts, each behind the prelude, and runs them by their digest."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Any, Final

import redis
from redis.commands.core import Script

from ledger.records import Bell, LedgerUnavailable

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
    "sweep",
    "gate",
    "report",
)


class Scripts:
    """Every script of the ledger, run against one Redis."""

    def __init__(self, client: "redis.Redis") -> None:
        folder = files("ledger") / "scripts"
        prelude = (folder / "_prelude.lua").read_text()
        self._scripts: dict[str, Script] = {
            name: client.register_script(prelude + (folder / f"{name}.lua").read_text())
            for name in NAMES
        }

    def run(self, name: str, prefix: str, *args: str | bytes | int) -> Any:
        """Run a script on a shard; raise LedgerUnavailable when Redis does not carry it out."""
        try:
            return self._scripts[name](keys=[prefix], args=list(args))
        except redis.RedisError as err:
            raise LedgerUnavailable(f"{name}: {type(err).__name__}") from err


def text(value: Any) -> str:
    """Return a reply's bytes as text."""
    return value.decode() if isinstance(value, bytes) else str(value)


def pairs(flat: list[Any], *, raw: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a flat field, value reply as a dict; the fields named in `raw` stay bytes."""
    names = [text(name) for name in flat[::2]]
    return {
        name: value if name in raw else text(value)
        for name, value in zip(names, flat[1::2], strict=True)
    }


def bell_of(parts: Sequence[bytes]) -> Bell | None:
    """Return the bell in the tail of a reply, None when there is none."""
    return Bell(*map(text, parts)) if parts else None
