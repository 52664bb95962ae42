"""The retry policy: what the end of a turn means for its event. One table, no other retries."""

import random
from collections.abc import Callable
from typing import Any, Final

from config.settings import Timing
from events.envelope import Unreadable
from ledger.records import PARKED, IntakeClosed
from oms_client import Ambiguous, Incomplete, NotSent, Refused, Throttled, Unauthorized, Unavailable
from storefronts.errors import Refused as SourceRefused
from storefronts.errors import SourceError
from worker.hold import HeldLane
from worker.outcomes import GateShut, InDoubt, LeaseTooShort, NeedsPerson, Waits

BACKOFF_S: Final = (5.0, 10.0, 60.0, 300.0, 900.0, 3600.0)
LIMITS: Final = {"ON_HOLD": "hold_wait"}
WAITS: Final = "waits"

End = tuple[str, str]
"""WAITS or PARKED, and the reason."""


def backoff_ms(tries: int, timing: Timing) -> int:
    """Return the delay before the next try, with full jitter over its upper half."""
    longest = BACKOFF_S[min(tries, len(BACKOFF_S) - 1)] * timing.scale * 1000
    return max(1, round(longest * random.uniform(0.5, 1.0)))  # noqa: S311 jitter is no secret


def _wait(held: HeldLane, err: Waits, timing: Timing) -> End:
    limit_ms = timing.ms(LIMITS.get(err.reason, "create_wait"))
    half_ms = max(1, limit_ms // 2)  # then its storefront is asked
    look_ms = min(half_ms, timing.ms("wait_look"))  # a person may have moved it in the OMS
    in_time = held.defer(look_ms, err.reason, unblocked_by=err.unblocked_by, limit_ms=limit_ms)
    if in_time:
        return WAITS, err.reason
    held.park(err.reason, "what it waits for did not come in time")
    return PARKED, err.reason


def _read_back_later(held: HeldLane, err: InDoubt, timing: Timing) -> End:
    held.defer(timing.ms(err.delay), "IN_DOUBT", effect=(err.effect, err.record))
    return WAITS, "IN_DOUBT"


def _gate(held: HeldLane, err: GateShut, timing: Timing) -> End:
    spread = random.uniform(1.0, 1.25)  # noqa: S311 jitter is no secret
    held.defer(round(err.wait_ms * spread), err.reason)
    return WAITS, err.reason


def _source_rests(held: HeldLane, err: SourceError, timing: Timing) -> End:
    """A source that cannot be asked costs no attempt; its gate says when it is asked again."""
    rest_s = timing.s("gate_pause") if err.retry_after_s is None else err.retry_after_s
    spread = random.uniform(1.0, 1.25)  # noqa: S311 jitter is no secret
    reason = f"SOURCE_{type(err).__name__.upper()}"
    held.defer(max(1, round(rest_s * 1000 * spread)), reason)
    return WAITS, reason


def _source_refuses(held: HeldLane, err: SourceRefused, timing: Timing) -> End:
    held.park("SOURCE_REFUSED", str(err))
    return PARKED, "SOURCE_REFUSED"


def _backoff(held: HeldLane, err: Exception, timing: Timing) -> End:
    tries = int(held.claim.record.get("tries", "0"))
    reason = type(err).__name__.upper()
    held.defer(backoff_ms(tries, timing), reason, counts=True)
    return WAITS, reason


def _park(held: HeldLane, err: NeedsPerson, timing: Timing) -> End:
    held.park(err.reason, err.detail, err.effect)
    return PARKED, err.reason


def _refused(held: HeldLane, err: Refused, timing: Timing) -> End:
    held.park(f"REFUSED_{err.code}", f"{err.operation} {err.status}")
    return PARKED, f"REFUSED_{err.code}"


def _incomplete(held: HeldLane, err: Incomplete, timing: Timing) -> End:
    held.park("INCOMPLETE_LIST", err.operation)
    return PARKED, "INCOMPLETE_LIST"


def _unreadable(held: HeldLane, err: Unreadable, timing: Timing) -> End:
    held.park("UNREADABLE", str(err))
    return PARKED, "UNREADABLE"


POLICY: Final[tuple[tuple[type[Exception], Callable[[HeldLane, Any, Timing], End]], ...]] = (
    (Waits, _wait),
    (InDoubt, _read_back_later),
    (GateShut, _gate),
    (LeaseTooShort, _backoff),
    (NeedsPerson, _park),
    (Unreadable, _unreadable),
    (SourceRefused, _source_refuses),
    (SourceError, _source_rests),
    (IntakeClosed, _backoff),
    (NotSent, _backoff),
    (Unavailable, _backoff),
    (Throttled, _backoff),
    (Unauthorized, _backoff),
    (Ambiguous, _backoff),  # of a claim tag only: a replacing PUT, sent again
    (Refused, _refused),
    (Incomplete, _incomplete),
)


def end_turn(held: HeldLane, err: Exception, timing: Timing) -> End:
    """Carry out what the policy says of an error; what it does not know is parked as our fault."""
    for kind, decide in POLICY:
        if isinstance(err, kind):
            return decide(held, err, timing)
    held.park("OUR_FAULT", type(err).__name__)
    return PARKED, "OUR_FAULT"
