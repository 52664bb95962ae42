"""The connection to the state Redis."""

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry


def connect(url: str, *, timeout_s: float = 3.0, connect_s: float = 1.0) -> "redis.Redis":
    """Return a client that never repeats a command by itself (a repeated claim is a lie)."""
    return redis.Redis.from_url(
        url,
        socket_timeout=timeout_s,
        socket_connect_timeout=connect_s,
        socket_keepalive=True,
        health_check_interval=0,
        retry=Retry(NoBackoff(), 0),
    )
