"""How often a login may be tried, counted for all processes together."""

import hashlib
from typing import Final

import redis

from ledger.keys import PREFIX

WINDOW_S: Final = 300
LIMITS: Final = {"name": 10, "address": 30}
_KEY: Final = f"{PREFIX}{{desk}}:tries:"


class LoginLimit:
    """Counts tries by name and by address over five minutes; one that comes in clears its name."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client

    def wait_s(self, name: str, address: str) -> int:
        """Count a try before its password is looked at; return the seconds to wait, 0 to go on."""
        asked = {"name": name, "address": address}
        with self._client.pipeline(transaction=True) as pipe:
            for kind, value in asked.items():
                key = _key(kind, value)
                pipe.set(key, 0, ex=WINDOW_S, nx=True)
                pipe.incr(key)
                pipe.ttl(key)
            told = pipe.execute()
        counted = zip(LIMITS.values(), told[1::3], told[2::3], strict=True)
        return max((left for limit, tries, left in counted if tries > limit), default=0)

    def clear(self, name: str) -> None:
        """Forget the tries of a name: its owner has come in."""
        self._client.delete(_key("name", name))


def _key(kind: str, value: str) -> str:
    return f"{_KEY}{kind}:{hashlib.sha256(value.encode()).hexdigest()}"
