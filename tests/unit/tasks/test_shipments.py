"""What a task asks of the OMS when shipments are requested, split, moved on, cancelled."""

from dataclasses import replace
from typing import Any

import pytest

from tasks import shipments as tasks
from tests.unit.tasks.telling import BOX, Make, NewEvent, lines, reason_of, skus, wait_of
from worker.outcomes import NeedsPerson, Superseded

Oms = Any


def test_a_request_makes_all_shipments_and_remembers_which_it_meant(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.makes = [a_shipment(1, MUG=1), a_shipment(2, CAP=1)]
    requested = event("shipment.requested", shipment=BOX)
    tasks.create_shipments.run(requested, oms)

    assert oms.asked == [("create_all", requested.id)]
    assert requested.known["requested"] == {"shop": {"box-1": [1, 2]}}


def test_each_part_of_a_split_is_split_off_and_the_last_is_what_remains(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG")
    oms.standing = [a_shipment(2, MUG=9), a_shipment(1, MUG=3)]
    memory = {"requested": {"shop": {"fo": [1]}}}
    into = [{"shipment": {"id": name}, "lines": skus(MUG=1)} for name in ("a", "b", "c")]
    split = event("shipment.split", memory, **{"from": {"id": "fo"}}, into=into)
    tasks.split_shipment.run(split, oms)

    assert [ask[:3] for ask in oms.asked] == [
        ("split", "split shop a", 1),
        ("split", "split shop b", 1),
    ]
    assert memory["split"] == {"shop": {"a": [100], "b": [101], "c": [1]}}


def test_a_split_by_ids_is_by_line_and_a_repeat_changes_nothing(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG", "CAP")
    oms.standing = [a_shipment(1, MUG=2, CAP=2)]
    into = [{"shipment": BOX, "lines": lines(MUG=1)}]
    for _ in range(2):
        tasks.split_shipment.run(event("shipment.split", into=into), oms)

    assert oms.asked == [("split", "split shop box-1", 1, "OrderDetailId", {"MUG": 1})]


def test_a_part_may_be_split_again(oms: Oms, event: NewEvent, a_shipment: Make):
    oms.order("MUG")
    oms.standing = [a_shipment(1, MUG=3)]
    memory = {"split": {"shop": {"a": [1]}}}
    into = [{"shipment": {"id": "b"}, "lines": skus(MUG=1)}]
    split = event("shipment.split", memory, **{"from": {"id": "a"}}, into=into)
    tasks.split_shipment.run(split, oms)

    assert memory["split"] == {"shop": {"a": [1], "b": [100]}}


def test_a_part_split_off_in_an_earlier_turn_is_not_mistaken_for_an_equal_rest(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG")
    oms.standing = [a_shipment(1, MUG=2)]
    into = [{"shipment": BOX, "lines": skus(MUG=1)}]
    turns = [event("shipment.split", into=into) for _ in range(2)]
    for turn in turns:
        tasks.split_shipment.run(turn, oms)

    assert [turn.known["split"] for turn in turns] == [{"shop": {"box-1": [100]}}] * 2


def test_what_was_split_for_a_plan_is_shipped_under_the_parcels_own_id(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG")
    oms.standing = [a_shipment(1, MUG=2), a_shipment(100, MUG=1)]
    memory = {"split": {"shop": {"fo-2": [100]}}, "requested": {"shop": {"fo": [1]}}}
    shipped = event("shipment.created", memory, shipment={"id": "parcel"}, lines=skus(MUG=1))
    tasks.ship.run(shipped, oms)

    assert oms.asked == [("mark", 100, "Shipped")]


def test_a_status_is_given_to_the_shipment_the_sender_means(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.standing = [a_shipment(1, MUG=1), a_shipment(2, MUG=1)]
    memory = {"shipments": {"shop": {"box-1": [2]}, "hub": {"box-1": [1]}}}
    tasks.update_status.run(event("shipment.updated", memory, shipment=BOX, state="packed"), oms)

    assert oms.asked == [("mark", 2, "Packed")]


def test_an_unknown_id_means_the_orders_only_shipment_or_waits_for_its_own(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    picked = event("shipment.updated", shipment=BOX, state="picked")
    oms.standing = [a_shipment(1, "Cancelled", MUG=1), a_shipment(2, MUG=1)]
    tasks.update_status.run(picked, oms)

    assert oms.asked == [("mark", 2, "Picked")]
    oms.standing = [a_shipment(1, MUG=1), a_shipment(2, MUG=1)]
    assert wait_of(tasks.update_status, picked, oms).reason == "SHIPMENT_UNKNOWN"


def test_a_shipment_is_cancelled_by_the_id_it_was_requested_under(oms: Oms, event: NewEvent):
    memory = {"requested": {"shop": {"box-1": [1, 2], "box-9": [3]}}}
    tasks.cancel_shipment.run(event("shipment.cancelled", memory, shipment=BOX), oms)

    assert oms.asked == [("cancel", 1), ("cancel", 2)]


@pytest.mark.parametrize("book", ["requested", "split"])
def test_a_shipment_that_another_id_means_too_is_not_cancelled(
    oms: Oms, event: NewEvent, book: str
):
    memory = {"requested": {"shop": {"box-1": [1, 2]}}}
    memory.setdefault(book, {}).setdefault("shop", {})["box-2"] = [2, 3]
    cancelled = event("shipment.cancelled", memory, shipment=BOX)

    assert reason_of(tasks.cancel_shipment, cancelled, oms) == "SHIPMENT_SHARED"
    assert oms.asked == []


def test_what_was_sent_under_an_id_is_cancelled_by_it_though_requests_share_it(
    oms: Oms, event: NewEvent
):
    requested = {"shop": {"box-1": [1], "box-2": [1]}}
    memory = {"requested": requested, "shipments": {"shop": {"box-1": [1]}}}
    tasks.cancel_shipment.run(event("shipment.cancelled", memory, shipment=BOX), oms)

    assert oms.asked == [("cancel", 1)]


def test_an_unknown_id_cancels_the_only_shipment_nothing_or_asks_a_person(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    cancelled = event("shipment.cancelled", shipment=BOX)
    oms.standing = [a_shipment(1, "Cancelled", MUG=1)]
    tasks.cancel_shipment.run(cancelled, oms)
    nothing = list(oms.asked)
    oms.standing = [a_shipment(1, "Cancelled", MUG=1), a_shipment(2, "Rejected", MUG=1)]
    tasks.cancel_shipment.run(cancelled, oms)
    only = list(oms.asked)
    oms.standing = [a_shipment(2, MUG=1), a_shipment(3, MUG=1)]

    assert (nothing, only) == ([], [("cancel", 2)])
    assert reason_of(tasks.cancel_shipment, cancelled, oms) == "SHIPMENT_UNKNOWN"


def test_an_exception_is_told_to_a_person_without_its_message(oms: Oms, event: NewEvent):
    told = event("shipment.exception", shipment=BOX, code="E7", message="Ana is not at home")
    with pytest.raises(NeedsPerson) as parked:
        tasks.report_exception.run(told, oms)

    assert (parked.value.reason, parked.value.detail) == ("SHIPMENT_EXCEPTION", "E7")


def rejection(event: NewEvent, number: str) -> Any:
    told = {"code": "ShipmentRejected", "message": "the shipment was rejected"}
    return event("shipment.exception", source="oms", shipment={"id": number}, **told)


def test_a_shipment_that_is_still_rejected_in_the_oms_is_for_a_person(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    turned_down = replace(a_shipment(7, "Rejected", MUG=1), why="Out of stock")
    oms.standing = [a_shipment(6, MUG=1), turned_down]
    with pytest.raises(NeedsPerson) as parked:
        tasks.report_exception.run(rejection(event, "7"), oms)

    assert parked.value.reason == "SHIPMENT_REJECTED"
    assert parked.value.detail == "shipment 7: Out of stock"
    assert oms.asked == []


@pytest.mark.parametrize("status", ["Open", "Shipped", "Cancelled"])
def test_a_rejection_that_is_over_asks_nobody(
    status: str, oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.standing = [a_shipment(6, "Rejected", MUG=1), a_shipment(7, status, MUG=1)]
    tasks.report_exception.run(rejection(event, "7"), oms)

    assert oms.asked == []


def test_a_rejection_of_a_shipment_that_is_not_the_order_s_is_for_a_person(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.standing = [a_shipment(6, MUG=1)]

    assert reason_of(tasks.report_exception, rejection(event, "7"), oms) == "SHIPMENT_EXCEPTION"


def test_a_split_of_a_cancelled_order_is_superseded(oms: Oms, event: NewEvent):
    oms.cancelled = True
    part = {"shipment": {"id": "part-1"}, "lines": skus(MUG=1)}
    with pytest.raises(Superseded, match="ORDER_CANCELLED"):
        tasks.split_shipment.run(event("shipment.split", into=[part]), oms)

    assert oms.asked == []


@pytest.mark.parametrize(
    ("version", "splits"), [("1", []), ("3", ["split"]), ("", ["split"])], ids=repr
)
def test_a_part_planned_before_the_parcel_left_is_the_parcel(
    oms: Oms, event: NewEvent, a_shipment: Make, version: str, splits: list[str]
):
    memory: dict[str, Any] = {}
    oms.order("MUG")
    oms.standing = [a_shipment(1, MUG=1), a_shipment(2, MUG=2)]
    part = {"shipment": {"id": "part-1"}, "lines": skus(MUG=1)}
    sent = event("shipment.created", memory, version="2", shipment=BOX, lines=skus(MUG=1))
    tasks.ship.run(sent, oms)
    oms.asked = []
    tasks.split_shipment.run(event("shipment.split", memory, version=version, into=[part]), oms)

    assert [asked[0] for asked in oms.asked] == splits
