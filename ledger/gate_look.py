"""How the gate before the OMS stands, read without asking for a call."""

from dataclasses import dataclass

import redis

from ledger.counters import ledger_ms
from ledger.gate import PREFIX
from ledger.replies import text


@dataclass(frozen=True, slots=True)
class GateState:
    """used: calls within the window. open_ms, paused_ms: how long no call is let through, 0 = open.

    failures: in a row, as far as the breaker has been told.
    """

    used: int
    open_ms: int
    paused_ms: int
    failures: int


def gate_state(client: "redis.Redis", window_ms: int) -> GateState:
    """Return how the gate stands now."""
    with client.pipeline(transaction=False) as pipe:
        pipe.time()
        pipe.hget(f"{PREFIX}:clock", "skew")
        pipe.hgetall(f"{PREFIX}:gate")
        now, skew, found = pipe.execute()
    now_ms = ledger_ms(now, skew)
    gate = {text(name): float(value or 0) for name, value in found.items()}
    return GateState(
        used=int(client.zcount(f"{PREFIX}:calls", now_ms - window_ms, "+inf")),
        open_ms=max(0, round(gate.get("open", 0) - now_ms)),
        paused_ms=max(0, round(gate.get("pause", 0) - now_ms)),
        failures=int(gate.get("failures", 0)),
    )
