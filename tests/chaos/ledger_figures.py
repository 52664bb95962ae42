"""What must hold of the figures that the scripts keep beside the state."""

import json
from collections import Counter
from typing import Final

from tests.chaos.ledger_book import Book
from tests.chaos.reference_ledger import ReferenceLedger


def _figures(book: Book, name: str) -> Counter[str]:
    found = {figure: int(n) for figure, n in book.all(name).get("", {}).items()}
    assert min(found.values(), default=0) >= 0, name
    return Counter({figure: number for figure, number in found.items() if number})


def _index(book: Book, name: str) -> dict[str, str]:
    found: dict[str, str] = book.all(name).get("", {})
    return found


def lanes_are_counted_by_why_they_stopped(book: Book, _model: ReferenceLedger) -> None:
    reasons = Counter(book.all("lane")[lane]["reason"] for lane in _index(book, "PARKED"))
    assert _figures(book, "stopped") == reasons


def the_quarantine_is_counted_by_why(book: Book, _model: ReferenceLedger) -> None:
    kept = [book.all("ev")[eid]["reason"] for eid in _index(book, "QUARANTINE")]
    assert _figures(book, "kept") == Counter(reason for reason in kept if reason)


def effects_are_counted_by_operation_and_state(book: Book, _model: ReferenceLedger) -> None:
    records = [json.loads(text) for found in book.all("eff").values() for text in found.values()]
    states = Counter(f"{record['operation']}|{record['state']}" for record in records)
    assert _figures(book, "effects") == states


def what_is_in_doubt_is_known_by_its_age(book: Book, _model: ReferenceLedger) -> None:
    opened = {lane: facts.get("open") for lane, facts in book.all("lane").items()}
    in_doubt = {
        lane
        for lane, effect in opened.items()
        if effect and json.loads(book.all("eff")[lane][effect])["state"] == "IN_DOUBT"
    }
    assert _index(book, "DOUBT").keys() == in_doubt


def what_happened_is_told_in_all_and_by_hour(book: Book, model: ReferenceLedger) -> None:
    told = Counter[str]()
    for name, number in _figures(book, "told").items():
        told[name.partition("|")[0]] += number
    by_hour = Counter[str]()
    for day in book.all("day").values():
        for name, number in day.items():
            by_hour[name.partition("|")[2]] += int(number)
    assert told == by_hour == model.told
    assert {f"day:{day}" for day in book.all("day")} <= book.mortal


FIGURES: Final = (
    lanes_are_counted_by_why_they_stopped,
    the_quarantine_is_counted_by_why,
    effects_are_counted_by_operation_and_state,
    what_is_in_doubt_is_known_by_its_age,
    what_happened_is_told_in_all_and_by_hour,
)
"""What holds after every step beside `HOLDS`."""
