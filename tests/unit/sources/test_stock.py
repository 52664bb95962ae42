"""`[sources.NAME.locations]`: what the OMS calls a sender's places."""

import json
from dataclasses import replace
from typing import Any

import pytest

from config.source import Source
from events import types
from events.envelope import Envelope, Unreadable
from ledger.records import QUARANTINED, QUEUED
from sources import stock
from sources.dialect import Dialect
from sources.registry import DIALECTS, speaking
from webhooks.senders import Sender
from webhooks.sorting import delivery_of

TOLD = Envelope("msg_1", "counts", types.DELIVERY_NOTED, version="2026-11-20T10:00:00.000000Z")
COUNT = stock.Count("MUG BLU", "76733", 48)
HERE = {"76733": "EAST"}


def hero(locations: dict[str, str]) -> Dialect:
    return speaking("shiphero", {"locations": locations, "asked_back": False}, DIALECTS)


def read_again(raw: bytes, locations: dict[str, str]) -> Any:
    sender = Sender(Source("hero", "shiphero", "acme", ()), hero(locations), b"")
    return delivery_of(sender, raw, {}, came_at=1e9)


@pytest.mark.parametrize(
    ("locations", "said"),
    [
        ({}, "locations: names no place; write the sender's own id"),
        (["EAST"], "locations: names no place"),
        ({"76733": ""}, "locations: '76733' leads to ''; write the sender's own id"),
        ({"76733": " "}, "leads to ' '"),
        ({"76733": 7}, "leads to 7"),
        ({" ": "EAST"}, "locations: ' ' leads to"),
        ({"1": "EAST", "2": "EAST "}, "two places lead to one location"),
    ],
)
def test_a_table_that_maps_nothing_is_named_with_its_remedy(locations: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        stock.locations_of({"locations": locations})


def test_without_a_table_there_are_no_locations() -> None:
    assert stock.locations_of({}) is None


@pytest.mark.parametrize("name", ["easypost", "adobe_commerce"])
def test_a_dialect_that_counts_nothing_cannot_be_told_places(name: str) -> None:
    with pytest.raises(ValueError, match="locations: "):
        speaking(name, {"locations": HERE, "asked_back": True}, DIALECTS)


def test_a_count_goes_into_the_lane_of_its_sku_and_location() -> None:
    outside, _ = stock.row(HERE, TOLD, COUNT)

    assert (outside.type, outside.refs) == (types.INVENTORY_LEVEL_SET, ("stock:MUG%20BLU%40EAST",))
    assert (outside.opens_lane, outside.version) == (True, TOLD.version)


def test_two_counts_of_one_delivery_are_two() -> None:
    rows = [stock.row(HERE, TOLD, replace(COUNT, sku=sku)) for sku in ("A", "B|1", "B")]

    assert len({outside.identity for outside, _ in rows}) == 3


def test_a_count_at_a_place_that_nobody_named_waits_in_quarantine_and_is_not_dropped() -> None:
    outside, raw = stock.row({"1": "WEST"}, TOLD, COUNT)
    kept = read_again(raw, {"1": "WEST"})

    assert outside.type == types.INVENTORY_UNPLACED
    assert (kept.state, kept.reason) == (QUARANTINED, "UNKNOWN_LOCATION")


def test_after_the_table_was_mended_it_is_read_as_it_was_told_with_its_own_version() -> None:
    first, raw = stock.row({"1": "WEST"}, TOLD, COUNT)
    mended = read_again(raw, HERE)

    assert (mended.state, mended.task) == (QUEUED, "inventory.set_level")
    assert mended.envelope.identity == first.identity
    assert mended.envelope.version == TOLD.version
    assert hero(HERE).translate(mended.envelope, raw) == {
        "order": None,
        "version": TOLD.version,
        "sku": "MUG BLU",
        "location": "EAST",
        "on_hand": 48,
    }


def test_a_place_that_lost_its_name_since_is_not_guessed() -> None:
    outside, raw = stock.row(HERE, TOLD, COUNT)

    with pytest.raises(Unreadable, match="location"):
        hero({"1": "WEST"}).translate(outside, raw)


def test_a_count_of_half_a_piece_is_unreadable() -> None:
    body = {"identity": "a", "topic": "b", "sku": "MUG", "place": "76733", "on_hand": "1.5"}

    with pytest.raises(Unreadable, match="on_hand"):
        hero(HERE).envelope(json.dumps({"count": body}).encode(), {})
