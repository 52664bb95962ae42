"""Where other rooms look in on each call: the rate budget, the breaker, the event's timeline."""

from collections.abc import Callable
from dataclasses import dataclass

from oms_client.endpoints import Endpoint


@dataclass(frozen=True, slots=True)
class Exchange:
    """Record one call as it ended; `outcome` is "ok", an error's `outcome`, or "aborted"."""

    operation: str
    method: str
    path: str
    duration_s: float
    status: int | None
    trace_id: str | None
    outcome: str
    retry_after_s: float | None


def _let_pass(endpoint: Endpoint) -> None:
    """Let every call pass."""


def _look_away(endpoint: Endpoint, exchange: Exchange) -> None:
    """Do nothing about the call."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """Hold what is called around each call, in the caller's thread.

    `before` may wait (the call's deadline is running), and may raise: then nothing is sent and
    `after` is not called. Each call that `before` let pass reaches `after` exactly once, however
    it ends; a call repeated with a newer key is still one call. `after` must not raise.
    """

    before: Callable[[Endpoint], None] = _let_pass
    after: Callable[[Endpoint, Exchange], None] = _look_away
