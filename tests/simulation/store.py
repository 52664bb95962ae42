"""A Redis in memory: the commands that the ledger's scripts and its Python side use.

Texts are kept as latin-1 strings, so that bytes go through Lua unharmed.
"""

import pickle
from collections.abc import Callable
from typing import Any

Reply = Any


def number(value: float) -> str:
    """Write a number as Redis does."""
    return str(int(value)) if value == int(value) else f"{value:.17g}"


class Store:
    """Keys and values, and a clock of its own (unix milliseconds, `clock` in unix seconds)."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.jump_s = 0.0
        self.data: dict[str, Any] = {}
        self.ends: dict[str, float] = {}
        self._disk = pickle.dumps((self.data, self.ends))
        self._syncs_soon = False
        self._commands: dict[str, Callable[..., Reply]] = {
            name.removeprefix("do_").upper(): getattr(self, name)
            for name in dir(self)
            if name.startswith("do_")
        }

    def unsynced(self) -> bool:
        """Return whether a sync must be planned now."""
        planned, self._syncs_soon = self._syncs_soon, True
        return not planned

    def sync(self) -> None:
        """Put everything on the disk."""
        self._disk, self._syncs_soon = pickle.dumps((self.data, self.ends)), False

    def lose_power(self) -> None:
        """Go back to what is on the disk."""
        data, ends = pickle.loads(self._disk)  # noqa: S301 our own
        for present, kept in ((self.data, data), (self.ends, ends)):
            present.clear()
            present.update(kept)

    def now_ms(self) -> int:
        """Return the present as this Redis sees it."""
        return int((self._clock() + self.jump_s) * 1000)

    def call(self, name: str, *args: Any) -> Reply:
        """Carry one command out; arguments may be numbers, as Lua gives them."""
        texts = [arg if isinstance(arg, str) else number(arg) for arg in args]
        return self._commands[name](*texts)

    def _get(self, key: str, kind: Callable[[], Any] | None = None) -> Any:
        end = self.ends.get(key)
        if end is not None and end <= self.now_ms():
            self._drop(key)
        found = self.data.get(key)
        if found is None and kind is not None:
            found = self.data[key] = kind()
        return found

    def _drop(self, key: str) -> bool:
        self.ends.pop(key, None)
        return self.data.pop(key, None) is not None

    def _drop_if_empty(self, key: str) -> None:
        if not self.data.get(key):
            self._drop(key)

    def do_time(self) -> Reply:
        now = self.now_ms()
        return [str(now // 1000), str(now % 1000 * 1000)]

    def do_exists(self, *keys: str) -> Reply:
        return sum(self._get(key) is not None for key in keys)

    def do_del(self, *keys: str) -> Reply:
        return sum(self._drop(key) for key in keys)

    def do_expire(self, key: str, seconds: str) -> Reply:
        return self.do_pexpire(key, number(float(seconds) * 1000))

    def do_pexpire(self, key: str, span: str) -> Reply:
        if self._get(key) is None:
            return 0
        self.ends[key] = self.now_ms() + float(span)
        return 1

    def do_persist(self, key: str) -> Reply:
        self._get(key)
        return int(self.ends.pop(key, None) is not None)

    def do_get(self, key: str) -> Reply:
        return self._get(key)

    def do_set(self, key: str, value: str, *more: str) -> Reply:
        options = [word.upper() for word in more]
        if "NX" in options and self._get(key) is not None:
            return None
        self._drop(key)
        self.data[key] = value
        for word, factor in (("EX", 1000), ("PX", 1)):
            if word in options:
                span = float(more[options.index(word) + 1]) * factor
                self.ends[key] = self.now_ms() + span
        return "OK"

    def do_incr(self, key: str) -> Reply:
        value = int(self._get(key) or 0) + 1
        self.data[key] = str(value)
        return value

    def do_hset(self, key: str, *pairs: str) -> Reply:
        found = self._get(key, dict)
        before = len(found)
        found.update(zip(pairs[::2], pairs[1::2], strict=True))
        return len(found) - before

    def do_hsetnx(self, key: str, field: str, value: str) -> Reply:
        found = self._get(key, dict)
        if field in found:
            return 0
        found[field] = value
        return 1

    def do_hget(self, key: str, field: str) -> Reply:
        return (self._get(key) or {}).get(field)

    def do_hmget(self, key: str, *fields: str) -> Reply:
        found = self._get(key) or {}
        return [found.get(field) for field in fields]

    def do_hgetall(self, key: str) -> Reply:
        return [part for pair in (self._get(key) or {}).items() for part in pair]

    def do_hexists(self, key: str, field: str) -> Reply:
        return int(field in (self._get(key) or {}))

    def do_hdel(self, key: str, *fields: str) -> Reply:
        found = self._get(key) or {}
        gone = sum(found.pop(field, None) is not None for field in fields)
        self._drop_if_empty(key)
        return gone

    def do_hincrby(self, key: str, field: str, by: str) -> Reply:
        found = self._get(key, dict)
        value = int(found.get(field, 0)) + int(by)
        found[field] = str(value)
        return value

    def do_hincrbyfloat(self, key: str, field: str, by: str) -> Reply:
        found = self._get(key, dict)
        found[field] = number(float(found.get(field, 0)) + float(by))
        return found[field]

    def do_rpush(self, key: str, *values: str) -> Reply:
        found = self._get(key, list)
        found.extend(values)
        return len(found)

    def do_lpush(self, key: str, *values: str) -> Reply:
        found = self._get(key, list)
        for value in values:
            found.insert(0, value)
        return len(found)

    def do_lrem(self, key: str, count: str, value: str) -> Reply:
        """Take one out, the last of its like: as the scripts ask for it."""
        found = self._get(key) or []
        places = [place for place, one in enumerate(found) if one == value]
        if int(count) != -1 or not places:
            return 0
        del found[places[-1]]
        self._drop_if_empty(key)
        return 1

    def do_lrange(self, key: str, first: str, last: str) -> Reply:
        return _slice(self._get(key) or [], first, last)

    def do_sadd(self, key: str, *members: str) -> Reply:
        found = self._get(key, dict)
        before = len(found)
        found.update(dict.fromkeys(members))
        return len(found) - before

    def do_smembers(self, key: str) -> Reply:
        return list(self._get(key) or {})

    def do_zadd(self, key: str, *words: str) -> Reply:
        *only_new, score, member = words
        found = self._get(key, dict)
        new = member not in found
        if new or not only_new:
            found[member] = float(score)
        return int(new)

    def do_zrem(self, key: str, *members: str) -> Reply:
        return self.do_hdel(key, *members)

    def do_zcard(self, key: str) -> Reply:
        return len(self._get(key) or {})

    def do_zscore(self, key: str, member: str) -> Reply:
        score = (self._get(key) or {}).get(member)
        return None if score is None else number(score)

    def do_zrange(self, key: str, first: str, last: str, *more: str) -> Reply:
        found = _slice(self._sorted(key), first, last)
        if more:
            return [part for member, score in found for part in (member, number(score))]
        return [member for member, _ in found]

    def do_zrangebyscore(self, key: str, low: str, high: str, *limit: str) -> Reply:
        found = [one for one, score in self._sorted(key) if float(low) <= score <= float(high)]
        return found[int(limit[1]) : int(limit[1]) + int(limit[2])] if limit else found

    def do_zremrangebyscore(self, key: str, low: str, high: str) -> Reply:
        found = self._get(key) or {}
        gone = [one for one, score in found.items() if float(low) <= score <= float(high)]
        return self.do_hdel(key, *gone)

    def _sorted(self, key: str) -> list[tuple[str, float]]:
        found = (self._get(key) or {}).items()
        return sorted(found, key=lambda pair: (pair[1], pair[0]))


def _slice(found: list[Any], first: str, last: str) -> list[Any]:
    start, end = int(first), int(last)
    return found[start:] if end == -1 else found[start : end + 1]
