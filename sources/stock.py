"""Counts of stock at a sender's own places: `[sources.NAME.locations]` says what the OMS calls them.

A delivery of several counts is taken apart. Each goes on as a body of its own, `{"count": {...}}`:
it has a lane of its own, and one whose place nobody has named is read again from quarantine alone.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Final
from urllib.parse import quote

from events import types
from events.envelope import Envelope
from sources import canonical, fields
from sources.dialect import (
    Dialect,
    Headers,
    Options,
    Payload,
    Reader,
    Row,
    body_hash,
    json_object,
    references,
    translator,
)

ONLY_PLACE: Final = "default"
"""The key of a sender that has one place and gives it no id."""

_COUNT: Final = "count"
_OPTIONS: Final = ("locations", "asked_back")
_REMEDY: Final = "write the sender's own id of a place = \"the OMS's LocationInternalName\""

Locations = Mapping[str, str]
"""The OMS's name of a location by the sender's own id of the place."""

ReadEnvelope = Callable[[bytes, Headers], Envelope]
Rows = Callable[[Locations, Envelope, bytes], tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class Count:
    """So much of a SKU lies at one place of the sender's, all in all."""

    sku: str
    place: str
    on_hand: int


def locations_of(options: Options) -> Locations | None:
    """Return the option `locations`, None when it is not told; raise ValueError."""
    told = options.get("locations")
    if told is None:
        return None
    if not isinstance(told, Mapping) or not told:
        raise ValueError(f"locations: names no place; {_REMEDY}")
    for place, name in told.items():
        if not place.strip() or not isinstance(name, str) or not name.strip():
            raise ValueError(f"locations: {place!r} leads to {name!r}; {_REMEDY}")
    names = [name.strip() for name in told.values()]
    if len({*names}) < len(names):
        raise ValueError(
            "locations: two places lead to one location, and the count of one would overwrite the"
            " other's; give each place a location of its own"
        )
    return dict(zip(told, names, strict=True))


def beside(options: Options) -> dict[str, object]:
    """Return the options that do not speak of stock."""
    return {name: value for name, value in options.items() if name not in _OPTIONS}


def only_locations_of(options: Options) -> Locations | None:
    """Return the option `locations` of a dialect that knows no other; raise ValueError."""
    for name in beside(options):
        raise ValueError(f"{name}: this dialect can be told its locations only")
    return locations_of(options)


def counting(
    plain: Dialect,
    locations: Locations,
    *,
    readers: Mapping[str, Reader],
    envelope: ReadEnvelope,
    rows: Rows,
) -> Dialect:
    """Return a dialect that takes its deliveries of counts apart. readers: those of all other events."""
    return replace(
        plain,
        envelope=_reading(locations, envelope),
        rows=partial(rows, locations),
        translate=translator({**readers, types.INVENTORY_LEVEL_SET: _reader(locations)}),
    )


def placed(locations: Locations, told: Envelope, count: Count) -> Envelope:
    """Return the outside of one count: in its own lane, unplaced where nobody has named the place."""
    refs = canonical.stock(count.sku, locations.get(count.place))
    event_type = types.INVENTORY_LEVEL_SET if refs else types.INVENTORY_UNPLACED
    return replace(told, type=event_type, refs=refs, opens_lane=bool(refs))


def level(locations: Locations, count: Count) -> Payload:
    """Return the data of `inventory.level_set`."""
    location = fields.required(locations.get(count.place), "location: of a place in locations")
    return {"sku": count.sku, "location": location, "on_hand": count.on_hand}


def listed(told: Envelope) -> Envelope:
    """Return the outside of a delivery of several counts: of no order, each of them goes on alone."""
    refs = references(("delivery", body_hash(told.identity.encode())[:20]))
    return replace(told, type=types.DELIVERY_RECEIVED, refs=refs, opens_lane=True)


def row(locations: Locations, told: Envelope, count: Count) -> Row:
    """Return one count of a longer delivery."""
    parts = (count.sku, count.place)
    body = {
        "identity": "|".join([told.identity, *(quote(part, safe="") for part in parts)]),
        "topic": told.topic,
        "version": told.version,
        **asdict(count),
    }
    return _alone(locations, body), json.dumps({_COUNT: body}).encode()


def _reading(locations: Locations, envelope: ReadEnvelope) -> ReadEnvelope:
    """Return an envelope function that reads a row of ours, too, as when it leaves quarantine."""

    def read(raw: bytes, headers: Headers) -> Envelope:
        body = json_object(raw)
        if body.keys() == {_COUNT}:
            return _alone(locations, fields.part(body, _COUNT))
        return envelope(raw, headers)

    return read


def _reader(locations: Locations) -> Reader:
    """Return the reader of a row's data."""
    return lambda body, envelope: level(locations, _count(fields.part(body, _COUNT)))


def _count(body: Payload) -> Count:
    return Count(fields.key(body, "sku"), fields.key(body, "place"), fields.whole(body, "on_hand"))


def _alone(locations: Locations, body: Payload) -> Envelope:
    version = fields.text(body, "version")
    told = Envelope(
        identity=fields.key(body, "identity"),
        topic=fields.key(body, "topic"),
        type=types.INVENTORY_LEVEL_SET,
        version=version,
        time=version,
    )
    return placed(locations, told, _count(body))
