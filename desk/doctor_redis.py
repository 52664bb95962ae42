"""The state Redis: whether it answers, keeps what it acknowledged, has room, and tells the time."""

import time
from collections.abc import Iterator
from typing import Any, Final

import redis

from desk.book import Book
from desk.doctor import FAULT, WARNING, Finding, good
from ledger.durability import durability_problems
from ledger.memory import FULL
from ledger.records import LedgerUnavailable

OLDEST: Final = (6, 2)
DRIFT_S: Final = 2.0
FILLING: Final = 0.65


def check_redis(book: Book) -> Iterator[Finding]:
    """Look at Redis itself; where it does not answer, nothing else can be said of it."""
    client = book.views.client
    try:
        info: dict[str, Any] = client.info()
        seconds, micros = client.time()
        problems = durability_problems(client)
    except (redis.RedisError, LedgerUnavailable) as err:
        yield Finding(
            "redis",
            FAULT,
            f"it does not answer ({type(err).__name__})",
            "Deliveries are told 503 and no order moves; senders come again for hours.",
            "Start it with its data, or correct ORDERLANE_REDIS_URL.",
        )
        return
    yield from _keeps(info, problems)
    yield from _version(info)
    yield from _memory(info)
    yield from _clock(seconds + micros / 1e6 - time.time())


def _keeps(info: dict[str, Any], problems: list[str]) -> Iterator[Finding]:
    for problem in problems:
        told, _, remedy = problem.partition(": ")
        yield Finding(
            "persistence",
            FAULT,
            told,
            "After a power cut, events would be gone that were answered 2xx.",
            f"{remedy[:1].upper()}{remedy[1:]}, at once (redis-cli config set) and in its file.",
        )
    failed = [
        name
        for name in ("aof_last_write_status", "aof_last_bgrewrite_status")
        if info.get(name, "ok") != "ok"
    ]
    if failed:
        yield Finding(
            "persistence",
            FAULT,
            f"{', '.join(failed)}: not ok",
            "Redis could not write to its disk lately.",
            "Make room on its disk, and look into its log.",
        )
    if not problems and not failed:
        yield good("persistence", "every write is on disk before it is answered for")


def _version(info: dict[str, Any]) -> Iterator[Finding]:
    told = str(info["redis_version"])
    if tuple(int(part) for part in told.split(".")[:2]) >= OLDEST:
        yield good("redis version", told)
        return
    yield Finding(
        "redis version",
        FAULT,
        told,
        "The ledger's scripts use commands that it does not have.",
        "Update it to 6.2 or later.",
    )


def _memory(info: dict[str, Any]) -> Iterator[Finding]:
    used, limit = int(info["used_memory"]), int(info["maxmemory"])
    if not limit:
        yield Finding(
            "memory",
            WARNING,
            f"{_mb(used)} used, and no maxmemory",
            "When the machine's memory ends, the system kills Redis instead of intake closing in time.",
            "Set maxmemory, to half of what Redis may have: it needs twice its data while it rewrites its log.",
        )
        return
    share = used / limit
    told = f"{_mb(used)} of {_mb(limit)} used ({share:.0%})"
    if share > FULL:
        yield Finding(
            "memory",
            FAULT,
            told,
            "Intake is closed: deliveries are told 503.",
            "Raise maxmemory now.",
        )
    elif share > FILLING:
        yield Finding(
            "memory", WARNING, told, "At 80 % intake closes.", "Raise maxmemory before it does."
        )
    else:
        yield good("memory", told)


def _clock(apart_s: float) -> Iterator[Finding]:
    told = f"Redis and this host are {abs(apart_s):.1f} s apart"
    if abs(apart_s) <= DRIFT_S:
        yield good("clock", told)
        return
    yield Finding(
        "clock",
        WARNING,
        told,
        "Where the receiver's clock is wrong by minutes, sealed deliveries are refused as too old.",
        "Let a time service run on both machines.",
    )


def _mb(size: int) -> str:
    return f"{size / 2**20:.0f} MB"
