"""Reads what Redis answers."""

from collections.abc import Sequence
from typing import Any

from ledger.records import Bell


def text(value: Any) -> str:
    """Return a reply's bytes as text."""
    return value.decode() if isinstance(value, bytes) else str(value)


def pairs(flat: list[Any], *, raw: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a flat field, value reply as a dict; the fields named in `raw` stay bytes."""
    names = [text(name) for name in flat[::2]]
    return {
        name: value if name in raw else text(value)
        for name, value in zip(names, flat[1::2], strict=True)
    }


def bell_of(parts: Sequence[bytes]) -> Bell | None:
    """Return the bell in the tail of a reply, None when there is none."""
    return Bell(*map(text, parts)) if parts else None
