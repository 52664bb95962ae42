"""What no lane has: sealed deliveries that could not be read or placed, and refused ones that are kept."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ledger import keys
from ledger.intake import intake_of, told_of
from ledger.ledger import Ledger
from ledger.records import Delivery, Intake, Refused
from ledger.replies import pairs, text

BAD_SEAL: Final = "BAD_SEAL"
NO_BELL: Final = ("", b"")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is kept of what one source was refused: the newest, so many, so large, so long."""

    number: int
    size: int
    life_s: int


@dataclass(frozen=True, slots=True)
class Kept:
    """One in quarantine. received: unix ms in ledger time.

    came_at: the same in the receiver's own unix seconds. sealed: it was accepted, and counted as received.
    headers: those that its dialect looks at.
    """

    id: str
    source: str
    store: str
    dialect: str
    reason: str
    topic: str
    state: str
    received: int
    body: bytes
    headers: dict[str, str]
    came_at: float
    sealed: bool


class Quarantine:
    """Keeps, lists, releases and discards. Every method raises LedgerUnavailable as the ledger does."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._client = ledger.client

    def keep(self, refused: Refused, bounds: Bounds) -> bool:
        """Keep a refused delivery, False when it is kept already; raise IntakeClosed when Redis is nearly full."""
        self._ledger.memory.rest_when_full()
        identity = f"{refused.body_hash}|{refused.headers}"
        kept = keys.event_id(refused.store, refused.source, f"refused|{identity}")
        prefix = keys.prefix_of_store(refused.store)
        limits = (bounds.number, bounds.size, bounds.life_s)
        told = self._ledger.scripts.run(
            "keep", prefix, kept, refused.source, *limits, *refused.fields()
        )
        return text(told) == "KEPT"

    def listed(self, stores: Iterable[str], sources: Iterable[str]) -> list[Kept]:
        """Return all that is kept of these stores and sources, in the order of receipt."""
        prefixes = {keys.prefix_of_store(store): None for store in stores}
        found = [one for prefix in prefixes for one in self._of_shard(prefix, list(sources))]
        wanted = [one for one in found if one.store in stores]
        return sorted(wanted, key=lambda one: one.received)

    def one(self, kept: str) -> Kept | None:
        """Return one by its id, None when it is not kept."""
        prefix = keys.prefix_of_event(kept)
        if self._client.zscore(f"{prefix}:QUARANTINE", kept) is not None:
            return self._read(f"{prefix}:ev:{kept}", kept)
        return self._read(f"{prefix}:rf:{kept}", kept)

    def release(self, kept: str, delivery: Delivery, bell: tuple[str, bytes] = NO_BELL) -> Intake:
        """Take a kept delivery in as it is read today, once; its status is `GONE` the second time."""
        prefix = keys.prefix_of_event(kept)
        told = told_of(delivery, bell, self._ledger.leases)
        return intake_of(told, self._ledger.scripts.run("release", prefix, kept, *told))

    def discard(self, kept: str, who: str, why: str) -> bool:
        """Take one out of quarantine for good; return False when it is not kept."""
        life = self._ledger.leases.retention_s
        prefix = keys.prefix_of_event(kept)
        return text(self._ledger.scripts.run("discard", prefix, kept, who, why, life)) == "OK"

    def _of_shard(self, prefix: str, sources: list[str]) -> list[Kept]:
        indexes = [("ev", "QUARANTINE"), *(("rf", f"REFUSED:{source}") for source in sources)]
        places = [
            (f"{prefix}:{group}:{text(kept)}", text(kept))
            for group, index in indexes
            for kept in self._client.zrange(f"{prefix}:{index}", 0, -1)
        ]
        return [one for key, kept in places if (one := self._read(key, kept))]

    def _read(self, key: str, kept: str) -> Kept | None:
        flat = self._client.hgetall(key)
        if not flat:
            return None
        record = pairs([part for pair in flat.items() for part in pair], raw=("body",))
        return Kept(
            id=kept,
            source=record["source"],
            store=record["store"],
            dialect=record["dialect"],
            reason=record.get("reason") or BAD_SEAL,
            topic=record.get("topic", ""),
            state=record.get("state", "refused"),
            received=int(record["received"]),
            body=record["body"],
            headers=json.loads(record.get("headers") or "{}"),
            came_at=float(record.get("at") or int(record["received"]) / 1000),
            sealed="at" not in record,
        )
