"""Files that come inside a body: a name, a type, and the content in base64."""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from typing import Any

from oms_sandbox.checks import Check, Table, text, words
from oms_sandbox.checks import required as must_have
from oms_sandbox.errors import invalid
from oms_sandbox.openapi.checks import told_as

LARGEST_ATTACHMENT = 1024 * 1024
"""In bytes; our definition."""

QUARTETS = "([A-Za-z0-9+/]{4})"
LAST = "([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)"
BASE64 = f"^({QUARTETS}+{LAST}?|{LAST})$"


def content(largest: int) -> Check:
    """Check a file's content: base64 (RFC 4648) of 1 to so many bytes."""

    @told_as(lambda: {"type": "string", "contentEncoding": "base64", "pattern": BASE64})
    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or not 0 < _size(name, value) <= largest:
            raise invalid(name, f"must be base64 of 1 to {largest} bytes")
        return value

    return check


def _size(name: str, value: str) -> int:
    try:
        return len(binascii.a2b_base64(value, strict_mode=True))
    except (binascii.Error, ValueError) as err:
        raise invalid(name, "must be base64") from err


def size(file: Mapping[str, Any]) -> int:
    """Count the bytes of a checked file."""
    return _size("Content", file["Content"])


ATTACHMENT: Table = {
    "FileName": must_have(text(250)),
    "ContentType": words(),
    "Content": must_have(content(LARGEST_ATTACHMENT)),
}
