"""The version guard: an older fact never overwrites a newer one of the same group."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from events import types

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Guard:
    """keeps: the group under which an event's version is remembered, '' for a plain command.

    against: the groups whose newer version makes the event stale.
    """

    keeps: str = ""
    against: tuple[str, ...] = ()


def part_of(data: Data) -> str:
    """Return the part of the order that is meant, '' for all of it."""
    return str((data.get("shipment") or {}).get("id") or "")


def _one(group: str) -> Guard:
    return Guard(group, (group,))


def _held(data: Data) -> Guard:
    """A hold is undone by a newer release that names it, or that names none."""
    part, hold = part_of(data), data.get("hold_id") or ""
    released = dict.fromkeys((f"release:{part}:{hold}", f"release:{part}:"))
    return Guard(f"hold:{part}:{hold}", tuple(released))


def _released(data: Data) -> Guard:
    part, hold = part_of(data), data.get("hold_id") or ""
    return Guard(f"release:{part}:{hold}", (f"hold:{part}:{hold}",))


GUARDS: Final[dict[str, Callable[[Data], Guard]]] = {
    types.ORDER_ADDRESS_CHANGED: lambda data: _one("address"),
    types.ORDER_HELD: _held,
    types.ORDER_RELEASED: _released,
    types.SHIPMENT_HELD: _held,
    types.SHIPMENT_RELEASED: _released,
    types.SHIPMENT_UPDATED: lambda data: _one(f"shipment:{part_of(data)}"),
    types.INVENTORY_LEVEL_SET: lambda data: _one("stock"),
    types.TRACKING_UPDATED: lambda data: _one(f"tracking:{data['tracking_number']}"),
}


def guard_of(event_type: str, data: Data) -> Guard:
    """Return what guards an event's version."""
    guard = GUARDS.get(event_type)
    return guard(data) if guard else Guard()


def is_stale(version: str, stored: str) -> bool:
    """Return whether a version is older than the stored one (equal is not: it may be a repeat)."""
    return bool(version and stored) and version < stored


def overtaken_by(event_type: str, data: Data, version: str, lane: Mapping[str, str]) -> str:
    """Return the newer version that a lane knows of what an event tells, '' when there is none."""
    own = str(data.get("version") or version)
    known = [lane.get(f"v:{group}", "") for group in guard_of(event_type, data).against]
    return max((one for one in known if is_stale(own, one)), default="")
