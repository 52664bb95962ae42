"""What stands beside a message's body, as the headers that dialects read."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from werkzeug.datastructures import Headers as FoldedHeaders

from sources.dialect import Headers

CONTENT_TYPE: Final = "Content-Type"

# CloudEvents attributes are application properties `cloudEvents:id` in AMQP; some clients cannot
# write a colon, and Kafka bridges leave `ce_id`. cloudevents/spec, bindings/amqp-protocol-binding.md
_CLOUD_EVENTS: Final = ("cloudEvents:", "cloudEvents_", "ce_")
_CE: Final = "ce-"
_PLAIN: Final = "!#$&'()*+,/:;<=>?@[]^`{|}"
_BREAKS: Final = re.compile(r"[\r\n]")


def headers_of(
    pairs: Iterable[tuple[Any, Any]],
    content_type: str | None = None,
    defaults: Mapping[str, str] | None = None,
) -> Headers:
    """Return the headers of a message; what is no text, number or time is left out.

    defaults: headers of a message that does not bring them itself.
    """
    found = FoldedHeaders()
    for name, value in pairs:
        known_as, told = _name(_text(name) or ""), _text(value)
        if known_as and told is not None:
            found[known_as] = _value(known_as, told)
    if content_type:
        found[CONTENT_TYPE] = _value(CONTENT_TYPE, content_type)
    for name, value in (defaults or {}).items():
        found.setdefault(name, value)
    found.setdefault(CONTENT_TYPE, "application/json")
    return found  # type: ignore[return-value] # Werkzeug does not declare it a mapping, but it is one


def _name(name: str) -> str:
    for prefix in _CLOUD_EVENTS:
        if name.startswith(prefix):
            return _CE + name.removeprefix(prefix)
    return name


def _value(name: str, value: str) -> str:
    """Return a value as it would stand in HTTP, where CloudEvents percent-encodes what is not ASCII."""
    return quote(value, safe=_PLAIN) if name.startswith(_CE) else _BREAKS.sub(" ", value)


def _text(value: Any) -> str | None:
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode(errors="replace")
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None
