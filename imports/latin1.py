"""Kibo keeps texts in latin1; what is not becomes an XHTML entity, before lengths are checked."""

from typing import Any


def entities(value: Any) -> Any:
    """Return a JSON value whose texts and names hold latin1 alone (`€` becomes `&#8364;`)."""
    if isinstance(value, str):
        return value.encode("latin-1", "xmlcharrefreplace").decode("latin-1")
    if isinstance(value, list):
        return [entities(one) for one in value]
    if isinstance(value, dict):
        return {entities(name): entities(one) for name, one in value.items()}
    return value
