"""What the door keeps of refused deliveries, and when it sheds: `[door]` of the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

_LEAST: Final = {"keep_refused": 0, "trusted_hops": 0}


@dataclass(frozen=True, slots=True)
class DoorRules:
    """Bounds at the door. The rates are per minute, and of each receiver process.

    keep_refused: deliveries whose seal does not hold are kept, in quarantine, for a recheck.
    refused_number, refused_bytes, refused_days: how many of a source, how many bytes of bodies, how
        long. refused_per_minute: how many of a source are taken into keeping.
    bad_per_address, bad_per_source: after so many bad seals strangers are answered 429 unread.
    trusted_hops: how many proxies of one's own stand before the receiver; X-Forwarded-For is
        believed for so many hops, for none by default.
    """

    keep_refused: bool = True
    refused_number: int = 1_000
    refused_bytes: int = 16 * 1024 * 1024
    refused_days: int = 7
    refused_per_minute: int = 60
    bad_per_address: int = 300
    bad_per_source: int = 3_000
    trusted_hops: int = 0


def door_of(document: Mapping[str, Any], problems: list[str]) -> DoorRules:
    """Return the rules of `[door]`; what does not hold is added to problems."""
    told, rules = document.get("door", {}), DoorRules()
    known = {field.name: getattr(rules, field.name) for field in fields(DoorRules)}
    for name, value in told.items():
        if name not in known:
            problems.append(f"[door] {name} is unknown; known: {', '.join(sorted(known))}")
        elif type(value) is not type(known[name]):
            kind = "true or false" if isinstance(known[name], bool) else "a whole number"
            problems.append(f"[door] {name} is {value!r}: it must be {kind}")
        elif value < _LEAST.get(name, 1):
            problems.append(f"[door] {name} is {value!r}: it must be {_LEAST.get(name, 1)} or more")
        else:
            known[name] = value
    return DoorRules(**known)
