"""What a picture of invoices says about a wanted sales invoice."""

import json
from typing import Any

import pytest

from worker.effects.invoice_look import uninvoiced
from worker.effects.invoices import judge_auto, judge_by_details
from worker.effects.obstacles import NO_CREATE
from worker.effects.operation import ABSENT, Finding, Found, applied, park

DOUBT = park("INVOICE_IN_DOUBT")
ALL = {"tag": "our"}
ONE_MUG = {"tag": "our", "quantities": {"L1": 1}}


def invoice(number: int, *held: tuple[int, int], **more: Any) -> Any:
    """Picture a sales invoice of (OrderDetailId, quantity) pairs, ten for a piece."""
    total = f"{10 * sum(quantity for _, quantity in held)}.00"
    plain = {"id": number, "type": "Sales", "status": "Paid", "original": None, "tag": ""}
    lines = [{"id": line, "quantity": quantity} for line, quantity in held]
    return {**plain, "total": total, "open": "0.00", "lines": lines, **more}


def order(*invoices: Any, status: str = "Processing", first: int = 1, **more: Any) -> Any:
    """Picture an order of three mugs (L1) and two caps (L2)."""
    lines = [
        {"id": first, "external": "L1", "sku": "MUG", "quantity": 3, "cancelled": 0},
        {"id": first + 1, "external": "L2", "sku": "CAP", "quantity": 2, "cancelled": 0},
    ]
    in_force = [one for one in invoices if one["type"] == "Sales" and one["status"] != "Voided"]
    picture = {
        "found": True,
        "status": status,
        "lines": lines,
        "invoices": list(invoices),
        "invoiced": str(sum(float(one["total"]) for one in in_force)),
        **more,
    }
    return json.loads(json.dumps(picture))


NONE = order()
EARLIER = invoice(41, (1, 1))
REST = invoice(42, (1, 2), (2, 2))
VOID = invoice(40, (1, 3), (2, 2), status="Voided")
CREDIT = invoice(43, (1, 1), type="Credit", original=41)

AUTO: dict[str, tuple[Any, Any, Finding]] = {
    "an unknown order waits for its create": (None, {"found": False}, NO_CREATE),
    "something is open": (None, order(EARLIER), ABSENT),
    "nothing is left": (None, order(EARLIER, REST), applied()),
    "a voided invoice covers nothing": (None, order(VOID), ABSENT),
    "a credit covers nothing": (None, order(CREDIT), ABSENT),
    "it bears our tag already": (
        None,
        order(invoice(42, (1, 3), tag="our")),
        applied(InvoiceId=42),
    ),
    "read back: one new over all that was open": (
        order(EARLIER),
        order(EARLIER, REST),
        applied(InvoiceId=42),
    ),
    "read back: no new one": (order(EARLIER), order(EARLIER), ABSENT),
    "read back: a new one over less": (NONE, order(EARLIER), DOUBT),
    "read back: two new ones": (NONE, order(EARLIER, REST), DOUBT),
    "read back: a new one that another effect made": (
        order(EARLIER),
        order(EARLIER, {**REST, "tag": "other"}),
        DOUBT,
    ),
    "read back: new, but the OMS's own sum disagrees": (
        order(EARLIER),
        order(EARLIER, REST, invoiced="999.00"),
        DOUBT,
    ),
    "read back: an old one was voided meanwhile": (
        order(EARLIER),
        order({**EARLIER, "status": "Voided"}),
        DOUBT,
    ),
    "read back: a new credit is none of it": (order(EARLIER), order(EARLIER, CREDIT), ABSENT),
    "read back: two bear our tag": (
        NONE,
        order(invoice(42, (1, 1), tag="our"), invoice(43, (1, 1), tag="our")),
        DOUBT,
    ),
}


@pytest.mark.parametrize(("before", "now", "finding"), AUTO.values(), ids=AUTO)
def test_an_invoice_over_the_rest_is_told_by_what_was_open(before: Any, now: Any, finding: Finding):
    assert judge_auto(ALL, before, now) == finding


TAGGED = {**EARLIER, "tag": "other"}
TWIN = invoice(42, (1, 1))
DETAILS: dict[str, tuple[Any, Any, Finding]] = {
    "an unknown order waits for its create": (None, {"found": False}, NO_CREATE),
    "so much is open": (None, NONE, ABSENT),
    "an equal invoice is another's": (None, order(EARLIER), ABSENT),
    "less is open than asked": (None, order(invoice(41, (1, 3))), park("MORE_THAN_OPEN")),
    "read back: one new with just the lines": (NONE, order(EARLIER), applied(InvoiceId=41)),
    "read back: a second equal one beside a tagged one": (
        order(TAGGED),
        order(TAGGED, TWIN),
        applied(InvoiceId=42),
    ),
    "read back: a second equal one beside one without a tag": (
        order(EARLIER),
        order(EARLIER, TWIN),
        applied(InvoiceId=42),
    ),
    "read back: two new equal ones": (NONE, order(EARLIER, TWIN), DOUBT),
    "read back: one new equal one, of another effect": (NONE, order(TAGGED), DOUBT),
    "read back: one new with other lines": (NONE, order(invoice(41, (2, 1))), DOUBT),
    "read back: nothing new": (order(EARLIER), order(EARLIER), ABSENT),
    "read back: lines renumbered": (
        NONE,
        order(invoice(41, (71, 1)), first=71),
        applied(InvoiceId=41),
    ),
}


@pytest.mark.parametrize(("before", "now", "finding"), DETAILS.values(), ids=DETAILS)
def test_an_invoice_over_lines_is_told_by_what_the_pre_image_lacks(
    before: Any, now: Any, finding: Finding
):
    assert judge_by_details(ONE_MUG, before, now) == finding


def test_a_line_that_the_order_has_not_is_not_invoiced():
    ask = {"tag": "our", "quantities": {"L9": 1}}

    assert judge_by_details(ask, None, NONE) == park("LINES_NOT_FOUND")


@pytest.mark.parametrize("judge", [judge_auto, judge_by_details])
@pytest.mark.parametrize("before", [None, NONE], ids=["before", "read back"])
def test_new_invoices_wait_while_their_order_is_on_hold(judge: Any, before: Any):
    finding = judge(ONE_MUG, before, order(status="OnHold"))

    assert (finding.found, finding.reason) == (Found.WAIT, "ON_HOLD")


def test_cancelled_pieces_are_not_to_be_invoiced():
    picture = order(EARLIER)
    picture["lines"][0]["cancelled"] = 2

    assert uninvoiced(picture) == {"L2": 2}
