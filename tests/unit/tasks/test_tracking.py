"""Where a tracking number goes, and when it means a delivery."""

from typing import Any

import pytest

from tasks.tracking import update_tracking
from tests.unit.tasks.telling import BOX, Make, NewEvent, wait_of

UPDATED = "tracking.updated"


def test_a_number_is_added_to_the_shipment_that_the_sender_names(
    oms: Any, event: NewEvent, a_shipment: Make
):
    oms.standing = [a_shipment(1, "Open", "T2", MUG=1), a_shipment(2, "Shipped", "T1", MUG=1)]
    memory = {"shipments": {"shop": {"box-1": [2]}}}
    moving = event(
        UPDATED, memory, shipment=BOX, tracking_number=" T2 ", carrier="UPS", status="in_transit"
    )
    update_tracking.run(moving, oms)

    assert oms.asked == [("add", 2, "T2", "UPS")]
    assert memory["tracking"] == {"2": ["T1", "T2"]}


def test_without_a_name_it_is_the_shipment_that_carries_the_number(
    oms: Any, event: NewEvent, a_shipment: Make
):
    oms.standing = [a_shipment(1, MUG=1), a_shipment(2, "Shipped", "T1", MUG=1)]
    update_tracking.run(event(UPDATED, tracking_number="T1", status="delivered"), oms)

    assert oms.asked == [("mark", 2, "Delivered")]


def test_of_several_shipments_under_one_name_it_is_the_one_that_carries_the_number(
    oms: Any, event: NewEvent, a_shipment: Make
):
    oms.standing = [a_shipment(1, "Shipped", "T1", MUG=1), a_shipment(2, "Shipped", MUG=1)]
    memory = {"requested": {"shop": {"box-1": [1, 2]}}}
    arrived = event(UPDATED, memory, shipment=BOX, tracking_number="T1", status="delivered")
    update_tracking.run(arrived, oms)

    assert oms.asked == [("mark", 1, "Delivered")]


@pytest.mark.parametrize("status", ["Open", "Shipped"])
def test_else_it_is_the_only_shipment_that_is_live_or_has_left(
    oms: Any, event: NewEvent, a_shipment: Make, status: str
):
    oms.standing = [a_shipment(1, "Cancelled", MUG=1), a_shipment(2, status, MUG=1)]
    arrived = event(UPDATED, shipment=BOX, tracking_number="T1", status="delivered")
    update_tracking.run(arrived, oms)

    assert oms.asked == [("add", 2, "T1", ""), ("mark", 2, "Delivered")]


@pytest.mark.parametrize("count", [0, 2])
def test_a_number_that_no_one_shipment_has_waits_for_its_shipment(
    oms: Any, event: NewEvent, a_shipment: Make, count: int
):
    oms.standing = [a_shipment(number, MUG=1) for number in range(1, count + 1)]
    moving = event(UPDATED, tracking_number="T1", status="in_transit")

    waits = wait_of(update_tracking, moving, oms)

    assert waits.reason == "SHIPMENT_UNKNOWN"
    assert {"shipment.created", "shipment.split", "order.cancelled"} < set(waits.unblocked_by)
    assert oms.asked == []


@pytest.mark.parametrize("status", ["in_transit", "out_for_delivery", "exception", "unknown"])
def test_no_other_status_changes_anything_in_the_oms(
    oms: Any, event: NewEvent, a_shipment: Make, status: str
):
    oms.standing = [a_shipment(1, "Shipped", "T1", MUG=1)]
    update_tracking.run(event(UPDATED, tracking_number="T1", status=status), oms)

    assert oms.asked == []
