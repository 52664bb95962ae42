"""How events, shards and lanes are named."""

from typing import Final
from zlib import crc32

SHARDS: Final = 64
PREFIX: Final = "ol:"


class NotAnEvent(ValueError):
    """The text is no event id."""


def shard_of_store(store: str) -> str:
    """Return the shard of a store: aliases and lanes of one store must meet in one script."""
    return f"{crc32(store.encode()) % SHARDS:02d}"


def event_id(store: str, source: str, identity: str) -> str:
    """Return the event id of a delivery, the same at every redelivery, with its shard in front."""
    from hashlib import sha256  # a look at an order needs none, and it is slow to import

    digest = sha256(f"{store}|{source}|{identity}".encode()).hexdigest()
    return f"{shard_of_store(store)}-{digest[:20]}"


def mark(source: str, content: str) -> str:
    """Return the key part of a second identity of a delivery."""
    from hashlib import sha256

    return sha256(f"{source}|{content}".encode()).hexdigest()[:40]


def prefix_of_event(eid: str) -> str:
    """Return the key prefix, with its hash tag, of an event's shard; raise NotAnEvent."""
    shard, dash, _ = eid.partition("-")
    if not dash or not shard.isdigit() or int(shard) >= SHARDS:
        raise NotAnEvent(f"{eid!r} is not an event id (as 17-9c1e...): orderlane parked lists some")
    return f"{PREFIX}{{s{shard}}}"


def prefix_of_store(store: str) -> str:
    """Return the key prefix, with its hash tag, of a store's shard."""
    return f"{PREFIX}{{s{shard_of_store(store)}}}"


def store_of_lane(lane: str) -> str:
    """Return the store of a lane (`store/kind:value`, in a waiting room with `?` before it)."""
    return lane.removeprefix("?").partition("/")[0]
