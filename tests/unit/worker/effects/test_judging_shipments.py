"""What a picture of shipments says about each wanted effect."""

import json
from typing import Any

import pytest

from events import types
from worker.effects.obstacles import NO_CREATE, OF_THE_ORDER, ORDER_CANCELLED
from worker.effects.operation import ABSENT, Finding, Found, applied, park
from worker.effects.shipment_look import tracking_digests, unallocated
from worker.effects.shipments import (
    judge_cancel,
    judge_create_all,
    judge_status,
    judge_tracking,
)

UPS = {"TrackingNumber": "1Z1", "Carrier": "UPS", "Url": ""}
DHL = {"TrackingNumber": "JD2", "Carrier": "DHL", "Url": ""}
BY_HAND = {"TrackingNumber": "0", "Carrier": "", "Url": ""}
NOT_FOUND = {"found": False}


def shipment(number: int, quantity: int = 2, status: str = "Open", *tracking: Any) -> Any:
    return {
        "id": number,
        "status": status,
        "parent": None,
        "tag": "",
        "tracking": tracking_digests(tracking),
        "lines": [{"id": 21, "sku": "MUG", "quantity": quantity}],
    }


def order(*shipments: Any, status: str = "Processing", **line: int) -> Any:
    """Picture an order of three mugs, as it comes back out of a record."""
    mugs = {"id": 21, "external": "L1", "sku": "MUG", "quantity": 3, "cancelled": 0, "shipped": 0}
    picture = {
        "found": True,
        "status": status,
        "lines": [{**mugs, **line}],
        "shipments": list(shipments),
    }
    return json.loads(json.dumps(picture))


EMPTY = order(status="Created")

CREATE_ALL: dict[str, tuple[Any, Any, Finding]] = {
    "an unknown order waits for its create": (None, NOT_FOUND, NO_CREATE),
    "a cancelled order needs no shipments": (
        None,
        order(status="Cancelled"),
        ORDER_CANCELLED,
    ),
    "live shipments that hold everything are what was wanted": (
        None,
        order(shipment(31), shipment(32, 1, "Packed")),
        applied(ShipmentIds=[31, 32]),
    ),
    "what has left is named no more": (
        None,
        order(shipment(31, 2, "Shipped"), shipment(32, 1), shipped=2),
        applied(ShipmentIds=[32]),
    ),
    "cancelled pieces need no shipment": (
        None,
        order(shipment(31), cancelled=1),
        applied(ShipmentIds=[31]),
    ),
    "pieces in a rejected shipment are not open": (
        None,
        order(shipment(31, 3, "Rejected")),
        applied(ShipmentIds=[]),
    ),
    "an imported order has shipped without shipments": (
        None,
        order(status="Shipped", shipped=3),
        applied(ShipmentIds=[]),
    ),
    "something open is to be sent": (None, EMPTY, ABSENT),
    "a cancelled shipment leaves its pieces open": (
        None,
        order(shipment(31, 3, "Cancelled")),
        ABSENT,
    ),
    "read back: all in new shipments": (
        EMPTY,
        order(shipment(31), shipment(32, 1)),
        applied(ShipmentIds=[31, 32]),
    ),
    "read back: new beside old": (
        order(shipment(31)),
        order(shipment(31), shipment(32, 1)),
        applied(ShipmentIds=[31, 32]),
    ),
    "read back: new shipments, but something is open": (
        EMPTY,
        order(shipment(31)),
        park("PARTIAL_SHIPMENTS"),
    ),
    "read back: no new shipment": (order(shipment(31)), order(shipment(31)), ABSENT),
}


@pytest.mark.parametrize(("before", "now", "finding"), CREATE_ALL.values(), ids=CREATE_ALL)
def test_create_all_shipments_is_judged_by_what_is_open(before: Any, now: Any, finding: Finding):
    assert judge_create_all({}, before, now) == finding


@pytest.mark.parametrize("before", [None, EMPTY], ids=["before", "read back"])
def test_shipments_of_an_order_on_hold_wait_for_its_release(before: Any):
    finding = judge_create_all({}, before, order(status="OnHold"))

    assert (finding.found, finding.reason) == (Found.WAIT, "ON_HOLD")
    assert finding.unblocked_by == OF_THE_ORDER
    assert {types.ORDER_RELEASED, types.ORDER_CANCELLED, types.ORDER_DELETED} < set(OF_THE_ORDER)


def test_shipments_made_before_a_hold_came_are_found_in_spite_of_it():
    finding = judge_create_all({}, EMPTY, order(shipment(31, 3), status="OnHold"))

    assert finding == applied(ShipmentIds=[31])


def test_what_is_open_is_counted_by_line_and_never_below_nought():
    lines = [
        {"id": 1, "quantity": 1, "cancelled": 0, "shipped": 0},
        {"id": 2, "quantity": 2, "cancelled": 0, "shipped": 0},
    ]
    too_much = {"status": "Open", "lines": [{"id": 1, "quantity": 5}]}

    assert unallocated({"lines": lines, "shipments": [too_much]}) == 2


STATUS: dict[str, tuple[str, str, Finding]] = {
    "as wanted": ("Shipped", "Shipped", applied()),
    "farther than wanted": ("Delivered", "Shipped", applied()),
    "not so far": ("Packed", "Shipped", ABSENT),
    "cancelled": ("Cancelled", "Shipped", park("SHIPMENT_GONE")),
    "rejected": ("Rejected", "Picked", park("SHIPMENT_GONE")),
    "a word that the OMS has from tomorrow on": ("Levitating", "Picked", park("STATUS_UNKNOWN")),
}


@pytest.mark.parametrize(("stands", "wanted", "finding"), STATUS.values(), ids=STATUS)
@pytest.mark.parametrize("before", [None, order(shipment(31))], ids=["before", "read back"])
def test_a_status_is_judged_by_its_rank(before: Any, stands: str, wanted: str, finding: Finding):
    ask = {"shipment": 31, "status": wanted}

    assert judge_status(ask, before, order(shipment(31, 3, stands))) == finding


def test_a_status_waits_for_a_held_or_an_unknown_order_and_parks_an_unknown_shipment():
    ask = {"shipment": 31, "status": "Shipped"}
    on_hold = judge_status(ask, None, order(shipment(31), status="OnHold"))
    already = judge_status(ask, None, order(shipment(31, 3, "Shipped"), status="OnHold"))

    assert (on_hold.found, on_hold.reason) == (Found.WAIT, "ON_HOLD")
    assert already == applied()
    assert judge_status(ask, None, NOT_FOUND) == NO_CREATE
    assert judge_status(ask, None, order(shipment(99))) == park("SHIPMENT_UNKNOWN")


BY_SOMEONE = park("TRACKING_CHANGED_BY_HAND")
TRACKING: dict[str, tuple[Any, list[Any], Finding]] = {
    # earlier list (None: nothing sent yet), present list
    "as wanted": (None, [UPS, DHL], applied()),
    "as wanted, in another order": (None, [DHL, UPS], applied()),
    "nothing stands there": (None, [], ABSENT),
    "a part of what is wanted": (None, [UPS], ABSENT),
    "what we wrote last": (None, [UPS, BY_HAND], ABSENT),
    "somebody's own number": (None, [BY_HAND], BY_SOMEONE),
    "one more than wanted": (None, [UPS, DHL, BY_HAND], BY_SOMEONE),
    "another carrier for the same number": (None, [{**UPS, "Carrier": "DHL"}], BY_SOMEONE),
    "read back: as wanted": ([], [UPS, DHL], applied()),
    "read back: as it was": ([UPS], [UPS], ABSENT),
    "read back: a third list": ([UPS], [UPS, BY_HAND], BY_SOMEONE),
    "read back: emptied by somebody": ([UPS], [], BY_SOMEONE),
}


@pytest.mark.parametrize(("earlier", "present", "finding"), TRACKING.values(), ids=TRACKING)
def test_tracking_numbers_are_replaced_only_where_nobody_elses_would_be_lost(
    earlier: list[Any] | None, present: list[Any], finding: Finding
):
    ask = {
        "shipment": 31,
        "tracking": [UPS, DHL],
        "replaces": tracking_digests([UPS, BY_HAND]),
    }
    before = None if earlier is None else order(shipment(31, 3, "Open", *earlier))

    assert judge_tracking(ask, before, order(shipment(31, 3, "Open", *present))) == finding


@pytest.mark.parametrize("status", ["Cancelled", "Rejected"])
def test_a_shipment_that_is_off_takes_no_tracking_numbers(status: str):
    ask = {"shipment": 31, "tracking": [UPS], "replaces": []}

    assert judge_tracking(ask, None, order(shipment(31, 3, status))) == park("SHIPMENT_GONE")
    assert judge_tracking(ask, None, order()) == park("SHIPMENT_UNKNOWN")


def test_tracking_numbers_are_equal_in_spite_of_blanks_and_missing_fields():
    assert tracking_digests([{"TrackingNumber": " 1Z1", "Carrier": "UPS"}]) == tracking_digests(
        [UPS]
    )


CANCEL: dict[str, Finding] = {
    "Cancelled": applied(),
    "Open": ABSENT,
    "Packed": ABSENT,
    "Rejected": ABSENT,
    "Shipped": park("SHIPMENT_ALREADY_GONE"),
    "Delivered": park("SHIPMENT_ALREADY_GONE"),
}


@pytest.mark.parametrize(("status", "finding"), CANCEL.items(), ids=CANCEL)
@pytest.mark.parametrize("before", [None, order(shipment(31))], ids=["before", "read back"])
def test_a_shipment_is_cancelled_unless_it_has_left(before: Any, status: str, finding: Finding):
    assert judge_cancel({"shipment": 31}, before, order(shipment(31, 3, status))) == finding


def test_an_unknown_shipment_is_not_cancelled():
    assert judge_cancel({"shipment": 31}, None, order()) == park("SHIPMENT_UNKNOWN")
