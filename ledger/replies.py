"""Reads what Redis answers."""

from typing import Any


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
