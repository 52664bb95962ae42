"""A process's client of the Redis in memory: each command is a port call that can go wrong."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import redis

from tests.simulation.lua import Engine, name_of
from tests.simulation.options import Options
from tests.simulation.scheduler import Scheduler

_TRAVEL_S = 0.0005
_TIMEOUT_S = 3.0
Rewrite = Callable[[str, str], str]
"""A script's name and text to the text that is run: where mutants come in."""


@dataclass(eq=False)
class Server:
    """The Redis of a simulation. fired counts the faults that struck."""

    scheduler: Scheduler
    redis: Engine
    options: Options
    fired: Counter[str]
    down_until: float = 0.0
    faulty: bool = True
    rewrite: Rewrite = lambda name, text: text
    ran: Callable[[str, Sequence[Any], Any], None] = lambda name, args, reply: None
    wrote: Callable[[], None] = lambda: None

    def carry_out(self, label: str, deed: Callable[[], Any]) -> Any:
        """Let one command travel, be done and be answered, or be lost on either way."""
        self._travel(label)
        self._refuse_when_down()
        if self._strikes("redis_request_lost"):
            self.scheduler.pause(_TIMEOUT_S)
            raise redis.TimeoutError
        reply = deed()
        self.wrote()
        self._travel(f"{label} <-")
        if self._strikes("redis_answer_lost"):
            self.scheduler.pause(_TIMEOUT_S)
            raise redis.TimeoutError
        return reply

    def _travel(self, label: str) -> None:
        self.scheduler.port(label, _TRAVEL_S * self.scheduler.random.uniform(0.2, 4.0))

    def _refuse_when_down(self) -> None:
        if self.down_until > self.scheduler.now:
            raise redis.ConnectionError

    def _strikes(self, kind: str) -> bool:
        rate = self.options.redis_lost if self.faulty else 0.0
        if not rate or self.scheduler.random.random() >= rate:
            return False
        self.fired[kind] += 1
        return True


class Client:
    """What the ledger, the gate, the bell, the pulse and the sweep need of redis.Redis."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def register_script(self, text: str) -> Callable[..., Any]:
        """Return the script as something to call."""
        server, name = self._server, name_of(text)
        script = server.rewrite(name, text)

        def run(keys: Sequence[str], args: Sequence[Any]) -> Any:
            def deed() -> Any:
                reply = server.redis.run(script, keys[0], args)
                server.ran(name, args, reply)
                return reply

            return server.carry_out(name, deed)

        return run

    def set(self, key: str, value: str, *, px: int, nx: bool = False) -> bool:
        """SET for a span, if told only where nothing stands."""
        options = ["PX", px, "NX"] if nx else ["PX", px]
        return bool(self._do("SET", key, value, *options))

    def lpush(self, key: str, message: bytes) -> int:
        """LPUSH one message."""
        return int(self._do("LPUSH", key, message))

    def llen(self, key: str) -> int:
        """LLEN; the bells of the simulation lie in a bag of their own, which is never full."""
        return 0

    def get(self, key: str) -> bytes | None:
        """GET."""
        found: bytes | None = self._do("GET", key)
        return found

    def hgetall(self, key: str) -> dict[bytes, bytes]:
        """HGETALL."""
        flat = self._do("HGETALL", key)
        return dict(zip(flat[::2], flat[1::2], strict=True))

    def lrange(self, key: str, first: int, last: int) -> list[bytes]:
        """LRANGE."""
        return list(self._do("LRANGE", key, first, last))

    def zrange(self, key: str, first: int, last: int, *, withscores: bool = False) -> list[Any]:
        """ZRANGE."""
        flat = self._do("ZRANGE", key, first, last, "WITHSCORES")
        scored = list(zip(flat[::2], map(float, flat[1::2]), strict=True))
        return scored if withscores else flat[::2]

    def time(self) -> tuple[int, int]:
        """TIME."""
        seconds, micros = self._do("TIME")
        return int(seconds), int(micros)

    def info(self, section: str) -> dict[str, int]:
        """INFO memory: there is always enough."""
        return {"maxmemory": 0, "used_memory": 1}

    def _do(self, name: str, *args: Any) -> Any:
        return self._server.carry_out(name, lambda: self._server.redis.call(name, *args))
