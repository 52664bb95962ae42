"""The ledger's own Lua scripts and a Redis in memory, run by Lua 5.1 inside this process."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from lupa.lua51 import LuaRuntime, lua_type  # type: ignore[import-untyped]  # it has no stubs

from ledger.scripts import NAMES

_LUA: Final = LuaRuntime(encoding=None, unpack_returned_tuples=False)
_WRAP: Final = b"function(redis, cjson, key, ...) local KEYS, ARGV = {key}, {...} %s\nend"


class Engine:
    """One Redis: keys, values and a clock of its own (`clock` in unix seconds, less its jumps)."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.jump_s = 0.0
        self._clock = clock
        self._db = _loaded("redis.lua")()
        self._cjson = _LUA.table_from({b"encode": _loaded("cjson.lua")(), b"decode": _decode})
        self._syncs_soon = False

    def now_ms(self) -> int:
        """Return the present as this Redis sees it."""
        return int((self._clock() + self.jump_s) * 1000)

    def run(self, script: str, key: str, args: Sequence[Any]) -> Any:
        """Run a script of one key as EVAL does; texts in the reply are bytes."""
        self._db[b"now"] = self.now_ms()
        return _reply(_compiled(script)(self._db, self._cjson, key.encode(), *map(_bytes, args)))

    def call(self, name: str, *args: Any) -> Any:
        """Carry one command out; texts in the reply are bytes."""
        self._db[b"now"] = self.now_ms()
        return _reply(self._db[b"call"](name.encode(), *map(_bytes, args)))

    def any(self, keys: Any) -> bool:
        """Return whether one of these keys (of `keys_of`) holds anything."""
        return bool(self._db[b"any"](keys))

    def take(self, key: str, nth: int) -> bytes:
        """Take an item out of a list, wherever it stands."""
        return bytes(self._db[b"take"](key.encode(), nth + 1))

    def keys(self, prefix: str) -> list[str]:
        """Return the rest of every key that begins so."""
        found = (key.decode() for key in self._db[b"data"])
        return [key.removeprefix(prefix) for key in found if key.startswith(prefix)]

    def unsynced(self) -> bool:
        """Return whether a sync must be planned now."""
        planned, self._syncs_soon = self._syncs_soon, True
        return not planned

    def sync(self) -> None:
        """Put everything on the disk."""
        self._db[b"sync"]()
        self._syncs_soon = False

    def lose_power(self) -> None:
        """Go back to what is on the disk."""
        self._db[b"lose_power"]()


def keys_of(names: Iterable[str]) -> Any:
    """Return keys as Lua takes them."""
    return _LUA.table_from([name.encode() for name in names])


@cache
def name_of(script: str) -> str:
    """Return which of the ledger's scripts this is."""
    folder = files("ledger") / "scripts"
    heads = {
        (folder / f"{name}.lua").read_text().splitlines()[0]: name for name in (*NAMES, "clock")
    }
    return next(heads[line] for line in script.splitlines() if line in heads)


@cache
def _loaded(name: str) -> Any:
    return _LUA.eval(b"function() %s end" % Path(__file__).with_name(name).read_bytes())


@cache
def _compiled(script: str) -> Any:
    return _LUA.eval(_WRAP % script.encode())


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _reply(value: Any) -> Any:
    if value is None or value is False:
        return None
    if isinstance(value, bytes):
        return value
    if lua_type(value) != "table":
        return int(value)
    return [_reply(value[nth]) for nth in range(1, len(value) + 1)]


def _decode(text: bytes) -> Any:
    return _table(json.loads(text))


def _table(value: Any) -> Any:
    """Return what cjson.decode makes of a value."""
    if isinstance(value, dict):
        return _LUA.table_from({name.encode(): _table(item) for name, item in value.items()})
    if isinstance(value, list):
        return _LUA.table_from([_table(item) for item in value])
    return value.encode() if isinstance(value, str) else value
