"""A timeline's entries in words, for every place that shows them."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from desk.words import span_text

Entry = Mapping[str, Any]

PLAIN: Final = ""
FAINT: Final = "faint"
STOP: Final = "stop"


def _effect(entry: Entry) -> str:
    state = str(entry.get("state", "")).lower().replace("_", " ")
    facts = [state, entry.get("why", ""), _took(entry), _trace(entry)]
    return f"{entry['operation']}: " + ", ".join(str(fact) for fact in facts if fact)


def _called(entry: Entry) -> str:
    facts = [
        entry.get("status") or entry.get("outcome"),
        entry.get("code"),
        _took(entry),
        _trace(entry),
    ]
    said = ", ".join(str(fact) for fact in facts if fact)
    return f"{entry.get('method')} {entry.get('path')}: {said}"


def _looked(entry: Entry) -> str:
    because = f" ({entry['reason']})" if entry.get("reason") else ""
    return f"{entry.get('operation')}: {entry.get('found')}{because}"


def _took(entry: Entry) -> str:
    return span_text(int(entry["ms"])) if "ms" in entry else ""


def _trace(entry: Entry) -> str:
    return f"trace {entry['trace_id'][:8]}" if entry.get("trace_id") else ""


def _by_person(entry: Entry) -> str:
    return f"by {entry.get('who')}: {entry.get('why')}"


def _waits(entry: Entry) -> str:
    lasts = int(entry.get("until_ms", 0)) - int(entry["at"])
    return f"{entry.get('reason', '')}" + (
        f", looked at again in {span_text(lasts)}" if lasts > 0 else ""
    )


def _parked(entry: Entry) -> str:
    detail = f" ({entry['detail']})" if entry.get("detail") else ""
    return f"{entry.get('reason')}{detail}: a person must look"


TELLS: Final[Mapping[str, tuple[str, Callable[[Entry], str]]]] = {
    "delivered": (PLAIN, lambda e: f"{e.get('type')} ({e.get('topic')})"),
    "duplicate": (FAINT, lambda e: "the same delivery again: nothing happens"),
    "conflict": (STOP, lambda e: "the same id with another body: kept, the lane stops"),
    "superseded": (FAINT, lambda e: "the order was dropped before: nothing happens"),
    "called": (FAINT, _called),
    "looked": (FAINT, _looked),
    "read back": (PLAIN, _looked),
    "left out": (FAINT, lambda e: f"{e.get('number')} more of these"),
    "joined": (PLAIN, lambda e: "events that waited for this reference join the lane"),
    "alias conflict": (STOP, lambda e: f"{e.get('reference')} is known as {e.get('lane')} already"),
    "derived": (PLAIN, lambda e: f"{e.get('type')}"),
    "claimed": (FAINT, lambda e: f"by {e.get('worker')}"),
    "intent": (FAINT, lambda e: f"{e['operation']}, attempt {e['attempt']}"),
    "outcome": (PLAIN, _effect),
    "tagged": (FAINT, lambda e: f"{e['operation']}: claim tag set in the OMS"),
    "waits": (PLAIN, _waits),
    "parked": (STOP, _parked),
    "settled": (PLAIN, lambda e: f"{e.get('state')} {e.get('reason') or ''}".strip()),
    "retried": (PLAIN, _by_person),
    "replayed": (PLAIN, _by_person),
    "skipped": (PLAIN, _by_person),
    "marked done": (PLAIN, _by_person),
    "dropped": (PLAIN, _by_person),
    "paused": (PLAIN, _by_person),
    "resumed": (PLAIN, _by_person),
}
"""What an entry is called in the ledger, how loud it is told, and its words."""


class Told(NamedTuple):
    """One entry. at: unix milliseconds. event: its id, '' when it concerns the whole order."""

    at: int
    what: str
    text: str
    loud: str
    event: str


def tell(entry: Entry) -> Told:
    """Return an entry in words; one that is not known here is told by its name alone."""
    loud, words = TELLS.get(entry["what"], (PLAIN, lambda e: ""))
    again = f" ({entry['times']} times since)" if int(entry.get("times", 1)) > 1 else ""
    text, event = words(entry) + again, str(entry.get("event", ""))
    return Told(int(entry["at"]), entry["what"], text, loud, event)
