"""The ledger's own Lua scripts, run by Lua 5.1 inside this process against the store in memory."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from lupa.lua51 import LuaRuntime, lua_type  # type: ignore[import-untyped]  # it has no stubs

from ledger.scripts import NAMES
from tests.simulation.store import Store

_LUA = LuaRuntime(encoding="latin-1", unpack_returned_tuples=False)
_WRAP = "function(redis, cjson, key, ...) local KEYS, ARGV = {key}, {...} {script}\nend"


class Engine:
    """Runs scripts on one store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._redis = _LUA.table_from({"call": self._call})
        self._cjson = _LUA.table_from({"encode": _encode, "decode": _decode})

    def close(self) -> None:
        """Let go of Lua's tables: they hold this engine, and Lua does not see the circle."""
        del self._redis, self._cjson

    def run(self, script: str, key: str, args: Sequence[Any]) -> Any:
        """Run a script of one key as EVAL does; texts in the reply are bytes."""
        return _reply(_compiled(script)(self._redis, self._cjson, key, *map(_text, args)))

    def _call(self, name: str, *args: Any) -> Any:
        found = self.store.call(name, *args)
        if isinstance(found, list):
            return _LUA.table_from([False if one is None else one for one in found])
        return False if found is None else found


@cache
def name_of(script: str) -> str:
    """Return which of the ledger's scripts this is."""
    folder = files("ledger") / "scripts"
    heads = {
        (folder / f"{name}.lua").read_text().splitlines()[0]: name for name in (*NAMES, "clock")
    }
    return next(heads[line] for line in script.splitlines() if line in heads)


@cache
def _compiled(script: str) -> Any:
    return _LUA.eval(_WRAP.replace("{script}", script))


def _text(value: Any) -> str:
    if isinstance(value, str) and value.isascii():
        return value
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return str(value).encode().decode("latin-1")


def _reply(value: Any) -> Any:
    if value is None or value is False:
        return None
    if isinstance(value, str):
        return value.encode("latin-1")
    if isinstance(value, float):
        return int(value)
    if lua_type(value) != "table":
        return int(value)
    return [_reply(value[nth]) for nth in range(1, len(value) + 1)]


def _encode(table: Any) -> str:
    return json.dumps(dict(table.items()), separators=(",", ":"), ensure_ascii=False)


def _decode(text: str) -> Any:
    found = json.loads(text.encode("latin-1").decode())
    return _LUA.table_from({_text(name): _plain(value) for name, value in found.items()})


def _plain(value: Any) -> Any:
    return _text(value) if isinstance(value, str) else value
