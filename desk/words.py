"""Times and numbers as a person reads them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markupsafe import Markup

UNITS: Final = ((86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s"))


def span_text(ms: int) -> str:
    """Return a length of time in its two largest units: `40 ms`, `1.2 s`, `5 min 30 s`, `2 d 4 h`."""
    if ms < 1_000:
        return f"{max(0, ms)} ms"
    if ms < 60_000:
        return f"{ms / 1000:.1f}".removesuffix(".0") + " s"
    at = next(nth for nth, (length, _) in enumerate(UNITS) if ms >= length)
    whole, rest = divmod(ms, UNITS[at][0])
    smaller = rest // UNITS[at + 1][0]
    return f"{whole} {UNITS[at][1]}" + (f" {smaller} {UNITS[at + 1][1]}" if smaller else "")


def moment(ms: int) -> datetime:
    """Return a time of the ledger (unix ms) as UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def clock_text(ms: int) -> str:
    """Return a time with its day, in UTC: `28 Nov 21:04:05.123`."""
    at = moment(ms)
    return f"{at.day} {at:%b %H:%M:%S}.{at.microsecond // 1000:03d}"


def iso_text(ms: int) -> str:
    """Return a time as machines read it."""
    return moment(ms).isoformat(timespec="milliseconds")


def since_text(start_ms: int, ms: int) -> str:
    """Return how long after a start something was: `+1.2 s`."""
    return f"+{span_text(ms - start_ms)}"


def number_text(number: int) -> str:
    """Return a number with its thousands apart."""
    return f"{number:,}".replace(",", "\u202f")


def breaking(name: str) -> "Markup":
    """Return a long NAME_LIKE_THIS that may break between its words."""
    from markupsafe import Markup

    return Markup("_<wbr>").join(name.split("_"))


def short_id(eid: str) -> str:
    """Return an event id as lists show it, with the suffix of a derived one."""
    shard, _, rest = eid.partition("-")
    return f"{shard}-{rest[:6]}…{rest[20:]}" if len(rest) > 6 else eid
