"""What a picture of shipments says about a split, which a repeat would double."""

import json
from functools import partial
from typing import Any

import pytest

from worker.effects.lines import LINE, SKU
from worker.effects.obstacles import NO_CREATE
from worker.effects.operation import ABSENT, Finding, Found, applied, park
from worker.effects.splits import judge_split

by_sku = partial(judge_split, SKU)
by_line = partial(judge_split, LINE)

DOUBT = park("SPLIT_IN_DOUBT")
NO = park("CANNOT_SPLIT")
MUGS = {"shipment": 31, "quantities": {"MUG": 1}, "tag": "our"}
ONE_OF_LINE_1 = {"shipment": 31, "quantities": {"L1": 1}, "tag": "our"}


def shipment(number: int, *held: tuple[int, int], **more: Any) -> Any:
    """Picture a shipment of (OrderDetailId, quantity) pairs; the odd lines are mugs, the even caps."""
    lines = [{"id": n, "sku": "MUG" if n % 2 else "CAP", "quantity": q} for n, q in held]
    plain = {"id": number, "status": "Open", "parent": None, "tag": "", "tracking": []}
    return {**plain, "lines": lines, **more}


def child(number: int, *held: tuple[int, int], **more: Any) -> Any:
    return shipment(number, *held, **{"parent": 31, **more})


def order(*shipments: Any, status: str = "Processing", first: int = 1, ids: bool = True) -> Any:
    """Picture an order whose lines are L1 (mugs), L2 (caps), L3 (mugs), numbered from `first`."""
    lines = [
        {"id": first + n, "external": f"L{n + 1}" if ids else "", "sku": sku, "quantity": 5}
        for n, sku in enumerate(("MUG", "CAP", "MUG"))
    ]
    picture = {"found": True, "status": status, "lines": lines, "shipments": list(shipments)}
    return json.loads(json.dumps(picture))


WHOLE = shipment(31, (1, 3), (2, 1))
REST = shipment(31, (1, 2), (2, 1))
BEFORE = order(WHOLE)

FIRST: dict[str, tuple[Any, Finding]] = {
    "an unknown order waits for its create": ({"found": False}, NO_CREATE),
    "there is more than asked": (order(WHOLE), ABSENT),
    "an older split of the same goods is another's": (order(WHOLE, child(32, (1, 1))), ABSENT),
    "it bears our tag already": (
        order(REST, child(32, (1, 1), tag="our")),
        applied(ShipmentId=32),
    ),
    "there is no such shipment": (order(shipment(30, (1, 3))), NO),
    "there is just as much as asked": (order(shipment(31, (1, 1))), NO),
    "there is less of it than asked": (order(shipment(31, (2, 4))), NO),
    "it is packed": (order({**WHOLE, "status": "Packed"}), NO),
    "it is cancelled": (order({**WHOLE, "status": "Cancelled"}), NO),
}


@pytest.mark.parametrize(("now", "finding"), FIRST.values(), ids=FIRST)
def test_before_anything_is_sent_a_split_needs_an_origin_that_can_give(now: Any, finding: Finding):
    assert by_sku(MUGS, None, now) == finding


READ_BACK: dict[str, tuple[Any, Any, Finding]] = {
    "one new child with just the asked goods": (
        BEFORE,
        order(REST, child(32, (1, 1))),
        applied(ShipmentId=32),
    ),
    "nothing has changed": (BEFORE, BEFORE, ABSENT),
    "an older equal split is not ours": (
        order(WHOLE, child(32, (1, 1))),
        order(WHOLE, child(32, (1, 1))),
        ABSENT,
    ),
    "a second equal split beside an older, tagged one": (
        order(WHOLE, child(32, (1, 1), tag="other")),
        order(REST, child(32, (1, 1), tag="other"), child(33, (1, 1))),
        applied(ShipmentId=33),
    ),
    "a second equal split beside an older one without a tag": (
        order(WHOLE, child(32, (1, 1))),
        order(REST, child(32, (1, 1)), child(33, (1, 1))),
        applied(ShipmentId=33),
    ),
    "the new child has moved on since": (
        BEFORE,
        order({**REST, "status": "Shipped"}, child(32, (1, 1), status="Cancelled")),
        applied(ShipmentId=32),
    ),
    "the split was done twice": (
        BEFORE,
        order(shipment(31, (1, 1), (2, 1)), child(32, (1, 1)), child(33, (1, 1))),
        DOUBT,
    ),
    "a new child with other goods": (
        BEFORE,
        order(shipment(31, (1, 3)), child(32, (2, 1))),
        DOUBT,
    ),
    "a new child, but the origin was changed as well": (
        BEFORE,
        order(shipment(31, (1, 1), (2, 1)), child(32, (1, 1))),
        DOUBT,
    ),
    "no child, but the origin was changed": (BEFORE, order(shipment(31, (1, 2))), DOUBT),
    "a new shipment that is no child": (BEFORE, order(REST, shipment(32, (1, 1))), DOUBT),
    "a child that another effect made": (
        BEFORE,
        order(REST, child(32, (1, 1), tag="other")),
        DOUBT,
    ),
    "the origin has vanished": (BEFORE, order(child(32, (1, 1))), DOUBT),
    "two bear our tag": (
        BEFORE,
        order(REST, child(32, (1, 1), tag="our"), child(33, (1, 1), tag="our")),
        DOUBT,
    ),
}


@pytest.mark.parametrize(("before", "now", "finding"), READ_BACK.values(), ids=READ_BACK)
def test_a_split_in_doubt_is_told_by_what_the_pre_image_lacks(
    before: Any, now: Any, finding: Finding
):
    assert by_sku(MUGS, before, now) == finding


@pytest.mark.parametrize("before", [None, BEFORE], ids=["before", "read back"])
def test_a_split_waits_while_its_order_is_on_hold(before: Any):
    finding = by_sku(MUGS, before, order(WHOLE, status="OnHold"))

    assert (finding.found, finding.reason) == (Found.WAIT, "ON_HOLD")


def test_a_split_by_line_tells_two_lines_of_one_sku_apart():
    before = order(shipment(31, (1, 2), (3, 2)))
    right = order(shipment(31, (1, 1), (3, 2)), child(32, (1, 1)))
    wrong = order(shipment(31, (1, 2), (3, 1)), child(32, (3, 1)))

    assert by_line(ONE_OF_LINE_1, before, right) == applied(ShipmentId=32)
    assert by_line(ONE_OF_LINE_1, before, wrong) == DOUBT
    assert by_sku(MUGS, before, wrong) == applied(ShipmentId=32)


def test_a_split_by_line_is_found_again_after_the_lines_were_renumbered():
    now = order(shipment(31, (51, 2), (52, 1)), child(32, (51, 1)), first=51)

    assert by_line(ONE_OF_LINE_1, BEFORE, now) == applied(ShipmentId=32)
    assert by_line(ONE_OF_LINE_1, BEFORE, order(shipment(31, (51, 3), (52, 1)), first=51)) == ABSENT


def test_renumbered_lines_without_ids_of_their_own_are_for_a_person():
    ask = {**ONE_OF_LINE_1, "quantities": {"#1": 1}}
    now = order(shipment(31, (51, 2), (52, 1)), child(32, (51, 1)), first=51, ids=False)

    assert by_line(ask, order(WHOLE, ids=False), now) == DOUBT
