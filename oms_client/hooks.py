"""Where other rooms look in on each call: the rate budget, the breaker, the event's timeline."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from oms_client.answers import Answer
from oms_client.endpoints import Endpoint, Request
from oms_client.errors import OmsError


@dataclass(frozen=True, slots=True)
class Exchange:
    """Record one call as it ended; `outcome` is "ok", an error's `outcome`, or "aborted".

    code, fields: what a refusal names. sent, answered: the bodies, which hold personal data.
    """

    operation: str
    method: str
    path: str
    duration_s: float
    status: int | None
    trace_id: str | None
    outcome: str
    retry_after_s: float | None
    code: str = ""
    fields: tuple[str, ...] = ()
    sent: bytes | None = field(default=None, repr=False, compare=False)
    answered: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)


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


def watched(
    hooks: Hooks,
    log: logging.Logger,
    server: str,
    endpoint: Endpoint,
    request: Request,
    ask: Callable[[float], Answer],
) -> Answer:
    """Make one call between its hooks; `ask` is told when it began (monotonic seconds)."""
    hooks.before(endpoint)
    started = monotonic()
    ended: Answer | OmsError | None = None
    try:
        ended = ask(started)
        return ended
    except OmsError as err:
        ended = err
        raise
    finally:
        exchange = _exchange(endpoint, request, monotonic() - started, ended)
        shown = {
            "operation": exchange.operation,
            "status": exchange.status,
            "trace_id": exchange.trace_id,
            "duration_ms": round(exchange.duration_s * 1000),
            "outcome": exchange.outcome,
        }
        log.info("%s %s: HTTP %s, TraceID %s, %s ms, %s", server, *shown.values(), extra=shown)
        hooks.after(endpoint, exchange)


def _exchange(
    endpoint: Endpoint, request: Request, duration_s: float, ended: Answer | OmsError | None
) -> Exchange:
    facts: dict[str, Any] = {"status": None, "trace_id": None, "outcome": "aborted"}
    facts["retry_after_s"] = None
    if isinstance(ended, Answer):
        facts |= {"status": ended.status, "trace_id": ended.trace_id, "outcome": "ok"}
        facts["answered"] = ended.body
    elif ended is not None:
        facts |= {"status": ended.status, "trace_id": ended.trace_id, "outcome": ended.outcome}
        facts["retry_after_s"] = ended.retry_after_s
        facts |= {"code": ended.code or "", "fields": tuple(one.field for one in ended.errors)}
    named = (endpoint.operation, endpoint.method, endpoint.path, duration_s)
    return Exchange(*named, **facts, sent=request.body)
