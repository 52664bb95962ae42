"""What the doctor finds: each with how grave it is, what it means, and what to do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from desk.book import Book

GOOD: Final = "good"
WARNING: Final = "warning"
FAULT: Final = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. means and remedy are empty where all is well."""

    check: str
    severity: str
    told: str
    means: str = ""
    remedy: str = ""


Check = Callable[[Book], Iterator[Finding]]
"""Looks at one part of the house; raises nothing that it can tell as a finding."""


def good(check: str, told: str) -> Finding:
    """Return a finding that asks for nothing."""
    return Finding(check, GOOD, told)


def examine(book: Book, checks: Iterable[Check]) -> list[Finding]:
    """Return what every check finds, in their order."""
    return [finding for check in checks for finding in check(book)]


def is_well(findings: Iterable[Finding]) -> bool:
    """Return whether no fault was found; a warning can wait for the morning."""
    return all(finding.severity != FAULT for finding in findings)
