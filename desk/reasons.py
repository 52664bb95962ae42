"""Why an order waits, in one sentence, and what would move it."""

from collections.abc import Mapping

from desk.reasons_table import FAMILIES, PARKS, UNKNOWN, WAITS, Reason


def reason_of(name: str) -> Reason:
    """Return what a reason means and what moves it."""
    known = WAITS.get(name) or PARKS.get(name)
    if known:
        return known
    family = (row for part, row in FAMILIES.items() if name.startswith(part) or name.endswith(part))
    return next(family, UNKNOWN)


def sentence_of(record: Mapping[str, str], waiting: int, *, paused: bool = False) -> str:
    """Return why an order waits, and what would move it. paused: a person has paused the order."""
    told = _sentence(record, waiting)
    if not paused or record.get("reason") == "PAUSED_ORDER":
        return told
    return f"{told} {capitalised(WAITS['PAUSED_ORDER'].why)}: {WAITS['PAUSED_ORDER'].moves}."


def capitalised(text: str) -> str:
    """Return a text with its first letter large."""
    return text[:1].upper() + text[1:]


def _sentence(record: Mapping[str, str], waiting: int) -> str:
    name, state = record.get("reason") or "", record.get("state") or "idle"
    behind = f", and {waiting - 1} behind it" if waiting > 1 else ""
    told = reason_of(name)
    if not waiting:
        return "Nothing waits."
    if state == "parked":
        event = f"event {record.get('parked')}{behind}"
        return f"Parked ({name}), because {told.why}: {told.moves} ({event})."
    if state == "leased":
        return f"A worker is at it{behind}."
    if not name:
        return f"Its turn is due{behind}: nothing is to be done, a worker takes it."
    ends = f" ({record['unblock']})" if record.get("unblock") else ""
    return f"It waits ({name}), because {told.why}: {told.moves}{ends}{behind}."
