"""Read what an OMS, its gateway, or whatever stands between says when it does not simply answer.

Pure: bytes and headers in, facts out. The shapes of error bodies are our definition, docs/sandbox.md.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

from oms_client.errors import FieldError

_TEXT_LIMIT = 200
_READ_LIMIT = 2000  # of a foreign text, before any pattern is tried on it
_ERRORS_LIMIT = 20
_E_MAIL = re.compile(r"[^\s@]+@[^\s@]+")
_LONG_NUMBER = re.compile(r"\d(?:[ ()./-]?\d){8,}")  # telephone and card numbers
_TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """Hold an error body: the backend's has a code, the gateway's has none."""

    code: str | None
    message: str
    errors: tuple[FieldError, ...] = ()


def json_object(body: bytes) -> dict[str, Any] | None:
    """Read a JSON object; None for anything else."""
    try:
        value = _JSON.decode(body.decode())
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


_JSON = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_number)


def lowered(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object with its names in lower case."""
    return {name.lower(): value for name, value in body.items()}


def fault_in(body: Mapping[str, Any], status: int) -> Fault | None:
    """Return the backend's or the gateway's error in a body, None if the body is neither's."""
    fields = lowered(body)
    message, code = fields.get("message"), fields.get("errorcode")
    if not isinstance(message, str):
        return None
    if isinstance(code, str) and code and fields.get("statuscode", status) == status:
        return Fault(clean(code), clean(message), _field_errors(fields.get("errors")))
    if fields.get("statuscode") == status:
        return Fault(None, clean(message))
    return None


def _field_errors(entries: object) -> tuple[FieldError, ...]:
    listed = entries[:_ERRORS_LIMIT] if isinstance(entries, list) else []
    objects = [lowered(entry) for entry in listed if isinstance(entry, dict)]
    return tuple(
        FieldError(clean(str(entry.get("field", ""))), clean(str(entry.get("message", ""))))
        for entry in objects
    )


def trace_id(headers: Mapping[str, str], body: Mapping[str, Any] | None) -> str | None:
    """Return the TraceID of the header, else of the body, whatever the letter case."""
    found = lowered(headers).get("traceid") or lowered(body or {}).get("traceid")
    return _printable(found)[:100] if isinstance(found, str) and found else None


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that Retry-After asks for; a date counts from the server's own Date."""
    fields = lowered(headers)
    text = str(fields.get("retry-after", "")).strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(fields.get("date", ""))
    except (ValueError, TypeError):
        return None
    return max(0.0, wait.total_seconds())


def clean(text: str) -> str:
    """Shorten a foreign text to one printable line without e-mail addresses and long numbers."""
    line = " ".join(_printable(text[:_READ_LIMIT]).split())
    return _LONG_NUMBER.sub("***", _E_MAIL.sub("***", line))[:_TEXT_LIMIT]


def excerpt(headers: Mapping[str, str], body: bytes, parsed: Mapping[str, Any] | None) -> str:
    """Describe a body that was not understood: an object by its names, a page by its text."""
    kind = _printable(lowered(headers).get("content-type", "no content type"))[:60]
    if parsed is not None:
        shown = "fields " + ", ".join(parsed)
    else:
        shown = _TAG.sub(" ", body[:_READ_LIMIT].decode("utf-8", "replace"))
    return f"{kind}, {len(body)} bytes: {clean(shown)}"


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " for char in text)
