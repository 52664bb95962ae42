"""What a picture of the order says about a hold, a release, a cancel and an address."""

from typing import Any

import pytest

from worker.effects.look import address_digest
from worker.effects.obstacles import NO_CREATE, ORDER_CANCELLED
from worker.effects.operation import ABSENT, Finding, applied, park
from worker.effects.orders import judge_address, judge_cancel, judge_hold, judge_resume

NEW = {"City": "Ghent"}
ASK = {"address": NEW, "reason": "fraud"}
NOT_FOUND = {"found": False}


def order(status: str, *, shipped: int = 0, cancelled: int = 0, **more: Any) -> Any:
    line = {"id": 21, "quantity": 3, "cancelled": cancelled, "shipped": shipped}
    plain = {"hold_reason": "", "updated": "1", "address": "old", "lines": [line]}
    return {"found": True, "status": status, **plain, **more}


OPEN = order("Processing")
PARTLY = order("PartiallyShipped", shipped=1)
Judge = Any
CASES: dict[str, tuple[Judge, Any, Any, Finding]] = {
    "a hold of an unknown order waits": (judge_hold, None, NOT_FOUND, NO_CREATE),
    "a hold": (judge_hold, None, OPEN, ABSENT),
    "a hold of a held order": (judge_hold, None, order("OnHold"), applied()),
    "a hold after the cancel": (judge_hold, None, order("Cancelled"), ORDER_CANCELLED),
    "a hold in doubt when it was cancelled": (judge_hold, OPEN, order("Cancelled"), applied()),
    "a hold of what has left": (judge_hold, None, order("Shipped"), park("TOO_LATE_TO_HOLD")),
    "a release of an order that is not held": (judge_resume, None, OPEN, applied()),
    "a release after the cancel": (judge_resume, None, order("Cancelled"), ORDER_CANCELLED),
    "a release in doubt when it was cancelled": (
        judge_resume,
        order("OnHold"),
        order("Cancelled"),
        applied(),
    ),
    "a release of somebody else's hold": (
        judge_resume,
        None,
        order("OnHold", hold_reason="stock"),
        park("HELD_BY_SOMEONE_ELSE"),
    ),
    "a cancel of a cancelled order": (judge_cancel, None, order("Cancelled"), applied()),
    "a cancel of what has partly left": (judge_cancel, None, PARTLY, ABSENT),
    "a cancel of what has left": (judge_cancel, None, order("Shipped"), park("NEEDS_A_RETURN")),
    "a cancel in doubt of what had partly left on hold": (
        judge_cancel,
        order("OnHold", shipped=1),
        order("Shipped", shipped=1, cancelled=2),
        applied(),
    ),
    "a cancel in doubt that was shipped instead": (
        judge_cancel,
        PARTLY,
        order("Shipped", shipped=3),
        park("NEEDS_A_RETURN"),
    ),
    "an address": (judge_address, None, OPEN, ABSENT),
    "an address that stands there": (
        judge_address,
        None,
        order("Shipped", address=address_digest(NEW)),
        applied(),
    ),
    "an address after the cancel": (judge_address, None, order("Cancelled"), ORDER_CANCELLED),
    "an address of what has partly left": (
        judge_address,
        None,
        PARTLY,
        park("TOO_LATE_FOR_ADDRESS"),
    ),
    "an address of what has left": (
        judge_address,
        None,
        order("Completed"),
        park("TOO_LATE_FOR_ADDRESS"),
    ),
}


@pytest.mark.parametrize(("judge", "before", "now", "finding"), CASES.values(), ids=CASES)
def test_what_is_asked_of_an_order_is_judged_by_its_state(
    judge: Judge, before: Any, now: Any, finding: Finding
):
    assert judge(ASK, before, now) == finding
