"""Release schedules: the dates of an item in a country, and what becomes of them on its lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from oms_sandbox.checks import Table, instant, letters, whole
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, required, unchanged
from oms_sandbox.errors import invalid
from oms_sandbox.goods.refusals import taken
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.paging import keep, whole_list
from oms_sandbox.pre_order.entities import KEEP_DATES, ReleaseSchedule
from oms_sandbox.pre_order.lines import PreOrderLine, waiting_lines
from oms_sandbox.state import Oms, numbered


def create_release_schedule(oms: Oms, call: Call) -> Answer:
    """Make the schedule of an item in a country; the waiting lines there follow it."""
    body, now = call.body, oms.now()
    item = numbered(oms.items, body["ItemId"], "ItemId")
    if keep(oms.release_schedules.of(item["ItemId"]), {"CountryId": body["CountryId"]}):
        raise taken("CountryId", body["CountryId"])
    _refuse_early_delivery(body["ReleaseDate"], body["DeliveryDate"])
    schedule = ReleaseSchedule(
        ReleaseScheduleId=oms.release_schedules.new_number(),
        ItemId=item["ItemId"],
        Sku=item["Sku"],
        CountryId=body["CountryId"],
        ReleaseDate=body["ReleaseDate"],
        DeliveryDate=body["DeliveryDate"],
        CreateDateTimeUtc=now,
        LastUpdatedDateTimeUtc=now,
    )
    oms.release_schedules.put(schedule["ReleaseScheduleId"], schedule, item["ItemId"])
    return _changed(oms, schedule, [])


def get_release_schedule(oms: Oms, call: Call) -> Answer:
    return unchanged(_named(oms, call))


def get_release_schedules(oms: Oms, call: Call) -> Answer:
    return unchanged(whole_list(keep(oms.release_schedules, call.query)))


def update_release_schedule(oms: Oms, call: Call) -> Answer:
    """Change what is given; waiting lines keep their dates unless they are recalculated."""
    schedule: Any = _named(oms, call)
    new = {field: value for field, value in call.body.items() if value is not None}
    dates = {**schedule, **new}
    _refuse_early_delivery(dates["ReleaseDate"], dates["DeliveryDate"])
    moved = any(schedule[field] != value for field, value in new.items())
    if call.query["Recalculate"]:
        lines = _free(_governed(oms, schedule))
    else:
        lines = _pin(oms, _governed(oms, schedule)) if moved else []
    if not moved and not lines:
        return unchanged(schedule)
    schedule.update(new)
    oms.touch(schedule)
    return _changed(oms, schedule, lines)


def delete_release_schedule(oms: Oms, call: Call) -> Answer:
    """Delete a schedule; its waiting lines keep their dates, or fall back to the item's waves."""
    schedule = _named(oms, call)
    lines = _governed(oms, schedule)
    keeps = call.query["FallbackMode"] == KEEP_DATES
    written = _pin(oms, lines) if keeps else _free(lines)
    oms.release_schedules.remove(schedule["ReleaseScheduleId"], schedule["ItemId"])
    return _changed(oms, schedule, written)


def _named(oms: Oms, call: Call) -> ReleaseSchedule:
    return numbered(oms.release_schedules, call.query["ReleaseScheduleId"], "ReleaseScheduleId")


def _governed(oms: Oms, schedule: ReleaseSchedule) -> list[PreOrderLine]:
    item = numbered(oms.items, schedule["ItemId"], "ItemId")
    return [one for one in waiting_lines(oms, item) if one.schedule is schedule]


def _pin(oms: Oms, lines: Iterable[PreOrderLine]) -> list[PreOrderLine]:
    """Let lines keep the dates they have; gives those that followed the schedule until now."""
    following = [one for one in lines if one.part["KeptDates"] is None]
    for one in following:
        one.decide(KeptDates=one.dates(oms))
    return following


def _free(lines: Iterable[PreOrderLine]) -> list[PreOrderLine]:
    """Let lines follow schedule and waves again; gives those that kept dates until now."""
    keeping = [one for one in lines if one.part["KeptDates"] is not None]
    for one in keeping:
        one.decide(KeptDates=None)
    return keeping


def _refuse_early_delivery(release: datetime, delivery: datetime | None) -> None:
    if delivery is not None and delivery < release:
        raise invalid("DeliveryDate", "must not be before ReleaseDate")


def _changed(oms: Oms, schedule: ReleaseSchedule, lines: Iterable[PreOrderLine]) -> Answer:
    """Answer a change of the schedule that wrote something about these lines."""
    orders = {one.order["InternalOrderId"]: one.order for one in lines}
    for order in orders.values():
        oms.touch(order)
    ids = {"InternalOrderId": list(orders)} if orders else {}
    return changed(schedule, None, ReleaseScheduleId=[schedule["ReleaseScheduleId"]], **ids)


SCHEDULE: Table = {
    "ItemId": must_have(whole()),
    "CountryId": must_have(letters(2)),
    "ReleaseDate": must_have(instant),
    "DeliveryDate": may_have(instant),
}
CHANGED_SCHEDULE: Table = {"ReleaseDate": may_have(instant), "DeliveryDate": may_have(instant)}
PATH = "/preorder/releaseschedules/v1/"
NUMBERED_PATH = "/preorder/releaseschedules/v1/{releaseScheduleId}"

ENDPOINTS = (
    Endpoint(
        "create_release_schedule",
        "POST",
        PATH,
        create_release_schedule,
        answers=ReleaseSchedule,
        body=SCHEDULE,
        status=201,
    ),
    Endpoint(
        "delete_release_schedule",
        "DELETE",
        PATH,
        delete_release_schedule,
        answers=ReleaseSchedule,
        query=required("releaseScheduleId") + optional("fallbackMode"),
    ),
    Endpoint(
        "get_release_schedule", "GET", NUMBERED_PATH, get_release_schedule, answers=ReleaseSchedule
    ),
    Endpoint(
        "get_release_schedules",
        "GET",
        PATH,
        get_release_schedules,
        answers=ListOf(ReleaseSchedule),
        query=optional("itemId", "countryId"),
    ),
    Endpoint(
        "update_release_schedule",
        "PUT",
        NUMBERED_PATH,
        update_release_schedule,
        answers=ReleaseSchedule,
        query=optional("recalculate"),
        body=CHANGED_SCHEDULE,
    ),
)
