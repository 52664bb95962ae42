"""Whether a Redis keeps what it has acknowledged: nothing here is safe on one that does not."""

from typing import Any, Final

import redis

from ledger.records import LedgerUnavailable

WANTED: Final = {
    "appendonly": "yes",
    "appendfsync": "always",
    "maxmemory-policy": "noeviction",
}


def durability_problems(client: "redis.Redis") -> list[str]:
    """Return one line for each option that would lose events, with the remedy; empty is good.

    Raises LedgerUnavailable when Redis does not answer.
    """
    try:
        found: dict[Any, Any] = {}
        for name in WANTED:  # one at a time: several need Redis 7
            found.update(client.config_get(name))
    except redis.ResponseError:
        return ["the state Redis refuses CONFIG GET: allow it for this user (ACL +config|get)"]
    except redis.RedisError as err:
        raise LedgerUnavailable(type(err).__name__) from err
    actual = {_text(name): _text(value) for name, value in found.items()}
    return [
        f"the state Redis has {name} {actual.get(name)}: set {name} {wanted}"
        for name, wanted in WANTED.items()
        if actual.get(name) != wanted
    ]


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
