"""What a picture of returns says about making one, and about committing it."""

import json
from typing import Any

import pytest

from worker.effects.obstacles import NO_CREATE, NOT_PAID, NOT_SHIPPED
from worker.effects.operation import ABSENT, Finding, applied, park
from worker.effects.returns import judge_cancel, judge_commit, judge_create

NOT_FOUND = {"found": False}


def order(*returns: Any, shipped: int = 2, cancelled: int = 0, invoices: Any = ()) -> Any:
    """An order of three mugs."""
    line = {"id": 21, "external": "L1", "sku": "MUG", "quantity": 3}
    lines = [{**line, "shipped": shipped, "cancelled": cancelled}]
    picture = {"found": True, "lines": lines, "returns": list(returns), "invoices": list(invoices)}
    return json.loads(json.dumps(picture))


def a_return(number: int, quantity: int, status: str = "Created", tag: str = "") -> Any:
    lines = [{"id": 21, "quantity": quantity}]
    return {"id": number, "status": status, "tag": tag, "credit": None, "lines": lines}


DOUBT = park("RETURN_IN_DOUBT")
CREATE: dict[str, tuple[Any, Any, Finding]] = {
    "an unknown order waits for its create": (None, NOT_FOUND, NO_CREATE),
    "so much has left": (None, order(), ABSENT),
    "so much has left besides another return": (None, order(a_return(61, 1)), ABSENT),
    "a cancelled return does not count": (None, order(a_return(61, 2, "Cancelled")), ABSENT),
    "less has left, but more may": (None, order(a_return(61, 2)), NOT_SHIPPED),
    "nothing has left": (None, order(shipped=0), NOT_SHIPPED),
    "more than was ever wanted": (None, order(a_return(61, 3)), park("MORE_THAN_SHIPPED")),
    "the rest is cancelled": (
        None,
        order(a_return(61, 2), cancelled=1),
        park("MORE_THAN_SHIPPED"),
    ),
    "one bears our tag already": (None, order(a_return(61, 1, tag="our")), applied(ReturnId=61)),
    "read back: there": (order(), order(a_return(61, 1, tag="our")), applied(ReturnId=61)),
    "read back: twice": (
        order(),
        order(a_return(61, 1, tag="our"), a_return(62, 1, tag="our")),
        DOUBT,
    ),
    "read back: not there": (order(a_return(61, 1)), order(a_return(61, 1)), ABSENT),
    "read back: an equal one without a tag": (order(), order(a_return(61, 1)), DOUBT),
}


@pytest.mark.parametrize(("before", "now", "finding"), CREATE.values(), ids=CREATE)
def test_a_return_is_told_by_its_tag_and_no_more_comes_back_than_has_left(
    before: Any, now: Any, finding: Finding
):
    assert judge_create({"tag": "our", "quantities": {"L1": 1}}, before, now) == finding


def test_a_line_that_the_order_does_not_have_is_for_a_person():
    finding = judge_create({"tag": "our", "quantities": {"L9": 1}}, None, order())

    assert finding == park("LINES_NOT_FOUND")


def invoice(number: int, status: str = "Paid", total: str = "30.00", **more: Any) -> Any:
    plain = {"type": "Sales", "original": None, "tag": "", "lines": []}
    return {"id": number, "status": status, "total": total, **plain, **more}


def credit(number: int, total: str = "30.00") -> Any:
    return invoice(number, total=total, type="Credit", original=41)


def committed(*invoices: Any, credit_id: int | None = 42) -> Any:
    one = {**a_return(61, 1, "Committed"), "credit": credit_id}
    return order(one, invoices=[invoice(41), *invoices])


CREATED = order(a_return(61, 1), invoices=[invoice(41)])
COMMIT_DOUBT = park("COMMIT_IN_DOUBT")
COMMIT: dict[str, tuple[Any, Any, Finding]] = {
    "an unknown order waits for its create": (None, NOT_FOUND, NO_CREATE),
    "no such return": (None, order(a_return(60, 1)), park("RETURN_UNKNOWN")),
    "it is paid": (None, CREATED, ABSENT),
    "it is not paid": (
        None,
        order(a_return(61, 1), invoices=[invoice(41, "Pending")]),
        NOT_PAID,
    ),
    "all is given back": (
        None,
        order(a_return(61, 1), invoices=[invoice(41, "PartiallyCredited"), credit(42)]),
        NOT_PAID,
    ),
    "it was cancelled": (None, order(a_return(61, 1, "Cancelled")), park("RETURN_CANCELLED")),
    "somebody committed it": (None, committed(credit(42)), applied(InvoiceId=42)),
    "read back: committed, one credit": (CREATED, committed(credit(42)), applied(InvoiceId=42)),
    "read back: committed, no credit": (CREATED, committed(), COMMIT_DOUBT),
    "read back: committed, two credits": (
        CREATED,
        committed(credit(42), credit(43)),
        COMMIT_DOUBT,
    ),
    "read back: nothing happened": (CREATED, CREATED, ABSENT),
    "read back: a credit, but not committed": (
        CREATED,
        order(a_return(61, 1), invoices=[invoice(41), credit(42)]),
        COMMIT_DOUBT,
    ),
}


@pytest.mark.parametrize(("before", "now", "finding"), COMMIT.values(), ids=COMMIT)
def test_a_commit_is_told_by_its_state_and_one_new_credit(before: Any, now: Any, finding: Finding):
    assert judge_commit({"return": 61, "quantities": {}}, before, now) == finding


@pytest.mark.parametrize(
    ("arrived", "finding"), [({"L1": 1}, ABSENT), ({"L1": 2}, park("RETURN_DIFFERS"))]
)
def test_only_what_was_requested_is_committed(arrived: dict[str, int], finding: Finding):
    assert judge_commit({"return": 61, "quantities": arrived}, None, CREATED) == finding


CANCEL: dict[str, tuple[Any, Finding]] = {
    "an unknown order waits for its create": (NOT_FOUND, NO_CREATE),
    "it stands": (order(a_return(61, 1)), ABSENT),
    "it is cancelled": (order(a_return(61, 1, "Cancelled")), applied(ReturnId=61)),
    "it was committed": (order(a_return(61, 1, "Committed")), park("RETURN_COMMITTED")),
    "it is not there": (order(), park("RETURN_UNKNOWN")),
}


@pytest.mark.parametrize("before", [None, order(a_return(61, 1))], ids=["first look", "read back"])
@pytest.mark.parametrize(("now", "finding"), CANCEL.values(), ids=CANCEL)
def test_whether_a_return_is_cancelled(before: Any, now: Any, finding: Finding):
    assert judge_cancel({"return": 61}, before, now) == finding
