"""Waves: so many units of an item, expected at a location on a date; releases draw on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from oms_sandbox.checks import Table, instant, text, whole
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, unchanged
from oms_sandbox.errors import INSUFFICIENT_QUANTITY, BackendError, not_found, wrong_state
from oms_sandbox.goods.items import find_item
from oms_sandbox.goods.refusals import taken
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.paging import keep, whole_list
from oms_sandbox.pre_order.entities import Wave
from oms_sandbox.state import Oms, numbered
from oms_sandbox.stock.bulk_jobs import stock_now


def units_in_waves(oms: Oms, sku: str) -> int:
    """Count the units of a SKU that waves promise and no release has drawn; 0 without an item."""
    return sum(map(left, waves_of(oms, sku)))


def waves_of(oms: Oms, sku: str) -> list[Wave]:
    """List the waves of a SKU; none without an item."""
    item = find_item(oms, sku)
    return oms.waves.of(item["ItemId"]) if item is not None else []


def left(wave: Wave) -> int:
    """Count the units of a wave that no release has drawn."""
    return wave["Quantity"] - wave["QuantityReleased"]


def next_date(oms: Oms, sku: str) -> datetime | None:
    """Tell when the earliest wave with units left is expected, if there is one."""
    return min((wave["ExpectedDate"] for wave in waves_of(oms, sku) if left(wave)), default=None)


def units_arrived(oms: Oms, sku: str) -> int:
    """Count the units of a SKU left in the waves whose date has come."""
    return sum(map(left, _arrived(oms, sku)))


def draw(oms: Oms, sku: str, units: int) -> list[int]:
    """Draw units from the waves whose date has come, earliest first; gives their numbers.

    Ask `units_arrived` before: there must be enough.
    """
    drawn_on = []
    for wave in _arrived(oms, sku):
        part = min(units, left(wave))
        if part:
            wave["QuantityReleased"] += part
            oms.touch(wave)
            drawn_on.append(wave["WaveId"])
        units -= part
    return drawn_on


def _arrived(oms: Oms, sku: str) -> list[Wave]:
    now = oms.now()
    arrived = [wave for wave in waves_of(oms, sku) if wave["ExpectedDate"] <= now]
    return sorted(arrived, key=lambda wave: wave["ExpectedDate"])


def create_wave(oms: Oms, call: Call) -> Answer:
    body, now = call.body, oms.now()
    item = numbered(oms.items, body["ItemId"], "ItemId")
    _refuse_unknown_location(oms, body["InventoryLocationId"])
    if body["ExternalId"] is not None and oms.waves.called(body["ExternalId"]):
        raise taken("ExternalId", body["ExternalId"])
    wave = Wave(
        WaveId=oms.waves.new_number(),
        ExternalId=body["ExternalId"] or "",
        ItemId=item["ItemId"],
        Sku=item["Sku"],
        InventoryLocationId=body["InventoryLocationId"],
        ExpectedDate=body["ExpectedDate"],
        Quantity=body["Quantity"],
        QuantityReleased=0,
        CreateDateTimeUtc=now,
        LastUpdatedDateTimeUtc=now,
    )
    oms.waves.put(wave["WaveId"], wave, item["ItemId"], body["ExternalId"])
    return _changed(wave)


def get_wave(oms: Oms, call: Call) -> Answer:
    wave = numbered(oms.waves, call.query["WaveId"], "WaveId")
    return unchanged(wave)


def get_waves(oms: Oms, call: Call) -> Answer:
    return unchanged(whole_list(keep(oms.waves, call.query)))


def update_wave(oms: Oms, call: Call) -> Answer:
    """Change what is given and leave the rest; never below what releases have drawn."""
    wave: Any = numbered(oms.waves, call.query["WaveId"], "WaveId")
    new = {field: value for field, value in call.body.items() if value is not None}
    if all(wave[field] == value for field, value in new.items()):
        return unchanged(wave)
    if new.get("Quantity", wave["Quantity"]) < wave["QuantityReleased"]:
        fault = ("Quantity", "is less than what is released")
        raise BackendError(INSUFFICIENT_QUANTITY, "More of the wave is released.", [fault])
    _refuse_unknown_location(oms, new.get("InventoryLocationId", wave["InventoryLocationId"]))
    wave.update(new)
    oms.touch(wave)
    return _changed(wave)


def delete_wave(oms: Oms, call: Call) -> Answer:
    """Delete a wave that no release has drawn on."""
    wave = numbered(oms.waves, call.query["WaveId"], "WaveId")
    if wave["QuantityReleased"]:
        raise wrong_state("Units of the wave are released.")
    return _changed(oms.waves.remove(wave["WaveId"], wave["ItemId"], wave["ExternalId"] or None))


def _refuse_unknown_location(oms: Oms, number: int) -> None:
    locations = stock_now(oms).locations.values()
    if all(location["InventoryLocationId"] != number for location in locations):
        raise not_found("InventoryLocationId", number)


def _changed(wave: Wave) -> Answer:
    return changed(wave, WaveId=[wave["WaveId"]])


NEW_WAVE: Table = {
    "ExternalId": may_have(text()),
    "ItemId": must_have(whole()),
    "InventoryLocationId": must_have(whole()),
    "ExpectedDate": must_have(instant),
    "Quantity": must_have(whole()),
}
CHANGED_WAVE: Table = {
    "InventoryLocationId": may_have(whole()),
    "ExpectedDate": may_have(instant),
    "Quantity": may_have(whole()),
}

ENDPOINTS = (
    Endpoint(
        "create_wave",
        "POST",
        "/preorder/waves/v1/",
        create_wave,
        answers=Wave,
        body=NEW_WAVE,
        status=201,
    ),
    Endpoint("delete_wave", "DELETE", "/preorder/waves/v1/{waveId}", delete_wave, answers=Wave),
    Endpoint("get_wave", "GET", "/preorder/waves/v1/{waveId}", get_wave, answers=Wave),
    Endpoint(
        "get_waves",
        "GET",
        "/preorder/waves/v1/",
        get_waves,
        answers=ListOf(Wave),
        query=optional("externalId", "itemId", "inventoryLocationId"),
    ),
    Endpoint(
        "update_wave",
        "PUT",
        "/preorder/waves/v1/{waveId}",
        update_wave,
        answers=Wave,
        body=CHANGED_WAVE,
    ),
)
