"""Why an order waits, in one sentence, and what would move it."""

from collections.abc import Mapping


def sentence_of(record: Mapping[str, str], waiting: int) -> str:
    """Return one sentence of a lane's record: why it waits, and what would move it."""
    reason = record.get("reason") or ""
    if record.get("state") == "parked":
        verbs = "skip" if reason == "CONFLICT" else "retry, skip, mark-done or drop"
        eid = record.get("parked")
        return f"parked: {reason}; {verbs} moves it (event {eid}, {waiting} in the lane)."
    if record.get("unblock"):
        return f"waits ({reason}) for {record['unblock']}; {waiting} in the lane."
    if waiting:
        return f"waits: {reason or 'its turn is rung'}; {waiting} in the lane."
    return "nothing waits."
