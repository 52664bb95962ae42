"""What both Redis doors share: the connection, and the errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.queue_doors import QueueDoor
from webhooks.queues.port import QueueUnavailable

CONNECT_S: Final = 3.0
ANSWER_S: Final = 15.0
"""Longer than any command that waits."""


def connect(door: QueueDoor) -> "redis.Redis":
    """Return a client that repeats no command by itself."""
    url = door.url
    return redis.Redis(
        host=url.hostname or "",
        port=url.port or 6379,
        db=int(door.path[0]) if door.path else 0,
        username=door.user,
        password=door.secret(),
        ssl=url.scheme == "rediss",
        socket_timeout=ANSWER_S,
        socket_connect_timeout=CONNECT_S,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )


@contextmanager
def telling(door: QueueDoor) -> Iterator[None]:
    """Turn what Redis or the network raise into QueueUnavailable."""
    try:
        yield
    except redis.RedisError as err:
        raise QueueUnavailable(f"{door.shown}: {err or type(err).__name__}") from err
