"""What a picture of the OMS says about an import."""

from typing import Any

import pytest

from worker.effects.look import content_digest
from worker.effects.operation import ABSENT, Finding, applied, park
from worker.effects.orders import judge_import

LINES = [{"Sku": "MUG", "Quantity": 2, "UnitPrice": "12.50"}]
SAME, OTHER = content_digest(LINES), content_digest([{**LINES[0], "Quantity": 3}])
DONE = applied(InternalOrderId=7)

CASES: dict[str, tuple[str, Any, Finding]] = {
    "nothing there": ("Shipped", {"found": False}, ABSENT),
    "ours by its tag, whatever it has become": ("Shipped", ("ours", OTHER, "Cancelled"), DONE),
    "the same, shipped": ("Shipped", ("", SAME, "Shipped"), DONE),
    "the same, completed since": ("Shipped", ("", SAME, "Completed"), DONE),
    "the same, but alive": ("Shipped", ("", SAME, "Processing"), park("OTHER_STATUS")),
    "the same, but cancelled": ("Shipped", ("", SAME, "Cancelled"), park("OTHER_STATUS")),
    "cancelled, and shipped there": ("Cancelled", ("", SAME, "Shipped"), park("OTHER_STATUS")),
    "the same, cancelled": ("Cancelled", ("", SAME, "Cancelled"), DONE),
    "open, and moved on since": ("Created", ("", SAME, "Shipped"), DONE),
    "other lines": ("Created", ("", OTHER, "Created"), park("OTHER_CONTENT")),
}


@pytest.mark.parametrize(("status", "seen", "finding"), CASES.values(), ids=CASES)
def test_an_import_is_judged_by_tag_content_and_end(status: str, seen: Any, finding: Finding):
    ask = {"tag": "ours", "body": {"LineItems": LINES, "OrderStatus": status}}
    if isinstance(seen, tuple):
        names = ("tag", "content", "status")
        seen = {"found": True, "id": 7, **dict(zip(names, seen, strict=True))}

    assert judge_import(ask, None, seen) == finding
