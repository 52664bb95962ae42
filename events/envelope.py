"""The outside of a delivery: what the door needs to know, and nothing personal."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

_NUMBER_MARKS = re.compile(r"^[#\s]+|\s+$")


class Unreadable(ValueError):
    """A sealed delivery whose body is not what its dialect sends: it goes to quarantine."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A delivery's CloudEvents attributes, read by its dialect without translating the body.

    identity: the sender's delivery id (stable over its retries), or a content key.
    topic: the sender's own word for what happened. type: ours, of `events.types`.
    refs: every reference to the order, the surest first, each made by `reference`.
    opens_lane: refs[0] is the order's own id at its storefront, so a lane may be opened for it;
        otherwise the event waits until another one brings its reference.
    version: sorts as text within one subject (see `instant`), None when the sender gives none.
    marks: further identities of the same delivery (content keys), for dialects that sign the
        body alone.
    time: business time, RFC 3339 UTC, None when unknown. Never the time of receipt.
    """

    identity: str
    topic: str
    type: str
    refs: tuple[str, ...] = ()
    opens_lane: bool = False
    version: str | None = None
    time: str | None = None
    marks: tuple[str, ...] = ()
    tenant: str | None = None
    correlation: str | None = None
    test: bool = False


def reference(kind: str, value: object) -> str:
    """Return the one spelling of a reference, `kind:value`, safe inside a Redis key.

    A Shopify gid is reduced to its last part; an order number loses `#`, blanks and case.
    """
    text = str(value).rsplit("/", 1)[-1] if str(value).startswith("gid://") else str(value)
    if kind == "number":
        text = _NUMBER_MARKS.sub("", text).casefold()
    return f"{kind}:{quote(text.strip(), safe='')}"


def instant(value: str, *, naive_is_utc: bool = False) -> str:
    """Return an ISO 8601 time in UTC with six decimals and `Z`, so that it sorts as text.

    Raises Unreadable for anything else, and for a time without a zone unless `naive_is_utc`.
    """
    try:
        parsed = datetime.fromisoformat(value)
        if parsed.tzinfo is None and naive_is_utc:
            parsed = parsed.replace(tzinfo=UTC)
        aware = parsed.tzinfo is not None
        text = parsed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    except (TypeError, ValueError, OverflowError):
        aware = False
    if not aware:
        raise Unreadable("not an ISO 8601 time with a zone")
    return text
