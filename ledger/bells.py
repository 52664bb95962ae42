"""Reads the bell in a script's reply."""

from collections.abc import Sequence

from ledger.records import Bell
from ledger.replies import text


def bell_of(parts: Sequence[bytes]) -> Bell | None:
    """Return the bell in the tail of a reply, None when there is none."""
    return Bell(*map(text, parts)) if parts else None
