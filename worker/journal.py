"""The one log line of a turn: never a body, never a payload."""

import logging

from ledger.records import PARKED, Claim
from worker.endings import Ending

logger = logging.getLogger(__name__)


def tell(eid: str, claim: Claim, ending: Ending, spent_s: float) -> None:
    """Write what became of an event's turn; what waits for a person is an error."""
    facts = {
        "event": eid,
        "task": claim.record.get("task", ""),
        "order": claim.lane,
        "source": claim.record.get("source", ""),
        "attempt": int(claim.record.get("tries", 0)) + 1,
        "state": ending.state,
        "reason": ending.reason,
        "duration_ms": round(spent_s * 1000),
    }
    level = logging.ERROR if ending.state == PARKED else logging.INFO
    shown = (eid, facts["task"] or "-", claim.lane or "-", ending.state, ending.reason)
    logger.log(level, "event %s %s %s %s %s", *shown, extra=facts)
