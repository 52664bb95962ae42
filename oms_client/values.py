"""How values are written on the wire: query values as text, bodies as JSON."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

QueryValue = str | int | bool | datetime | Sequence[str] | Sequence[int]


def instant(moment: datetime) -> str:
    """Write an aware datetime as ISO 8601 UTC with Z, to the millisecond; naive: ValueError."""
    if moment.utcoffset() is None:
        raise ValueError("a datetime without time zone cannot be sent: which instant is it?")
    fine = "milliseconds" if moment.microsecond else "seconds"
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=fine) + "Z"


def query_text(name: str, value: QueryValue) -> str:
    """Write one query value; blank is a ValueError, for an OMS may read it as "no filter"."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, str | bytes) or not isinstance(value, Sequence):
        return _scalar(name, value)
    items = [_scalar(name, item) for item in value]
    if not items or any("," in item for item in items):
        raise ValueError(f"{name}: a sequence needs items, and they must not hold a comma")
    return ",".join(items)


def _scalar(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        raise TypeError(f"{name} cannot be sent as {type(value).__name__}")
    if not value.strip():
        raise ValueError(f"{name} is blank")
    return value


def json_bytes(body: Mapping[str, Any]) -> bytes:
    """Write a body as JSON; ValueError for NaN, a naive datetime, or a Decimal that would change."""
    return json.dumps(dict(body), allow_nan=False, default=_plain).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return instant(value)
    if not isinstance(value, Decimal):
        raise TypeError(f"a body cannot hold a {type(value).__name__}")
    number = float(value)
    if Decimal(repr(number)) != value:
        raise ValueError("a Decimal in the body has more digits than a JSON number carries safely")
    return number
