"""Reading the figures that the scripts keep beside the state: no scan, whatever the ledger holds."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ledger import keys
from ledger.replies import text

if TYPE_CHECKING:
    import redis

INDEXES: Final = ("READY", "LEASED", "PARKED", "WAITING", "PAUSED")
_HASHES: Final = ("told", "stopped", "kept", "effects", "cnt")
_EPOCH: Final = date(1970, 1, 1)


class Told(NamedTuple):
    """What happened to an event of a source and topic.

    what: `accepted`, `derived`, `waits`, `retried`, or the state it came into. topic: one its
    dialect declares, else `other`; of a derived event its type.
    """

    what: str
    source: str
    topic: str


class Made(NamedTuple):
    """An operation of the OMS and the state of an effect."""

    operation: str
    state: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What the shards of some stores say.

    told, and effects in a final state, only grow; the others are what is so now. stopped: parked
    lanes by reason. kept: the quarantine by reason. counts: those of the balance, and `jumps` of
    Redis's clock. lanes: by index. doubt_ms, parked_ms: for how long the oldest effect is in
    doubt, the oldest lane parked. silent_ms: since the last delivery, by source.
    """

    told: Counter[Told]
    stopped: Counter[str]
    kept: Counter[str]
    effects: Counter[Made]
    counts: Counter[str]
    lanes: Counter[str]
    doubt_ms: int
    parked_ms: int
    silent_ms: dict[str, int]


class _Shard:
    """One shard's answers to `ask`, in their order."""

    WIDTH: Final = len(_HASHES) + 5 + len(INDEXES)

    def __init__(self, found: list[Any]) -> None:
        self.hashes: list[Counter[str]] = [_counted(one) for one in found[: len(_HASHES)]]
        now, skew, doubt, parked, seen = found[len(_HASHES) : -len(INDEXES)]
        self.lanes = Counter(dict(zip(INDEXES, found[-len(INDEXES) :], strict=True)))
        self._now_ms = ledger_ms(now, skew)
        self.doubt_ms, self.parked_ms = self._age(doubt), self._age(parked)
        self.silent_ms = {name: max(0, self._now_ms - at) for name, at in _counted(seen).items()}

    def _age(self, first: list[tuple[Any, float]]) -> int:
        return max(0, self._now_ms - int(first[0][1])) if first else 0

    @staticmethod
    def ask(pipe: Any, prefix: str) -> None:
        """Put the questions to one shard into a pipeline."""
        for name in _HASHES:
            pipe.hgetall(f"{prefix}:{name}")
        pipe.time()
        pipe.hget(f"{prefix}:clock", "skew")
        pipe.zrange(f"{prefix}:DOUBT", 0, 0, withscores=True)
        pipe.zrange(f"{prefix}:PARKED", 0, 0, withscores=True)
        pipe.hgetall(f"{prefix}:seen")
        for index in INDEXES:
            pipe.zcard(f"{prefix}:{index}")


class Counters:
    """Reads a few hashes a shard, in one round trip for all of them."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client

    def figures(self, stores: Iterable[str]) -> Figures:
        """Return the figures of the shards of these stores."""
        with self._client.pipeline(transaction=False) as pipe:
            for prefix in prefixes_of(stores):
                _Shard.ask(pipe, prefix)
            found = pipe.execute()
        width = _Shard.WIDTH
        shards = [_Shard(found[at : at + width]) for at in range(0, len(found), width)]
        told, stopped, kept, effects, counts = (
            sum((shard.hashes[nth] for shard in shards), Counter()) for nth in range(len(_HASHES))
        )
        return Figures(
            told=_named(told, lambda name: Told(*name.split("|", 2))),
            stopped=stopped,
            kept=kept,
            effects=_named(effects, lambda name: Made(*name.split("|", 1))),
            counts=counts,
            lanes=sum((shard.lanes for shard in shards), Counter()),
            doubt_ms=max((shard.doubt_ms for shard in shards), default=0),
            parked_ms=max((shard.parked_ms for shard in shards), default=0),
            silent_ms={name: ms for shard in shards for name, ms in shard.silent_ms.items()},
        )

    def hours(self, stores: Iterable[str], day: date) -> dict[int, Counter[str]]:
        """Return what happened in each hour (UTC) of a day, by what; kept for sixty days."""
        with self._client.pipeline(transaction=False) as pipe:
            for prefix in prefixes_of(stores):
                pipe.hgetall(f"{prefix}:day:{(day - _EPOCH).days}")
            shards = pipe.execute()
        found: dict[int, Counter[str]] = {}
        for name, number in sum(map(_counted, shards), Counter()).items():
            hour, _, what = name.partition("|")
            found.setdefault(int(hour), Counter())[what] = number
        return found

    def today(self, stores: Iterable[str]) -> Counter[str]:
        """Return what has happened since midnight UTC."""
        return sum(self.hours(stores, datetime.now(UTC).date()).values(), Counter())


def prefixes_of(stores: Iterable[str]) -> list[str]:
    """Return the key prefixes of the shards of these stores."""
    return sorted({keys.prefix_of_store(store) for store in stores})


def ledger_ms(now: tuple[int, int], skew: Any) -> int:
    """Return ledger time from Redis's TIME and a shard's skew (docs/design.md, ledger time)."""
    return now[0] * 1000 + now[1] // 1000 + int(skew or 0)


def _counted(found: Mapping[Any, Any]) -> Counter[str]:
    return Counter({text(name): int(number) for name, number in found.items()})


def _named(found: Counter[str], named: Callable[[str], Any]) -> Counter[Any]:
    return Counter({named(name): number for name, number in found.items()})
