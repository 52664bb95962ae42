"""What a sender's return becomes in the OMS."""

from typing import Any

import pytest

from tasks import returns as tasks
from tests.unit.tasks.telling import NewEvent, reason_of, wait_of
from worker.outcomes import Superseded

RMA = {"id": "rma-1"}
LINES = [
    {"id": "MUG_1", "quantity": 1, "reason": "broken"},
    {"sku": "CAP", "quantity": 2},
]


def requested(event: NewEvent, lines: Any = LINES) -> Any:
    return event("return.requested", lines=lines, **{"return": RMA})


def received(event: NewEvent, **data: Any) -> Any:
    return event("return.received", **{"return": RMA}, **data)


def test_a_request_makes_a_return_of_its_lines_with_their_reasons(oms: Any, event: NewEvent):
    oms.order("MUG_1", "MUG_2", "CAP")
    tasks.create_return.run(requested(event), oms)

    asked = ("shop rma-1", "OrderDetailId", {"MUG_1": 1, "CAP": 2}, {"MUG_1": "broken"})
    assert oms.asked == [("return", *asked)]


def test_a_line_that_is_not_the_order_s_is_for_a_person(oms: Any, event: NewEvent):
    oms.order("MUG_1", "MUG_2")
    unknown = requested(event, [{"sku": "MUG", "quantity": 1}])

    assert reason_of(tasks.create_return, unknown, oms) == "LINES_NOT_FOUND"


def test_what_has_arrived_is_committed_as_it_was_requested_or_as_it_is_told(
    oms: Any, event: NewEvent
):
    oms.order("MUG_1", "CAP")
    oms.back = {"shop rma-1": 61}
    tasks.commit_return.run(received(event), oms)
    tasks.commit_return.run(received(event, lines=LINES), oms)

    assert oms.asked == [
        ("commit", "shop rma-1", 61, None),
        ("commit", "shop rma-1", 61, {"MUG_1": 1, "CAP": 2}),
    ]


def test_an_arrival_waits_for_its_request(oms: Any, event: NewEvent):
    waits = wait_of(tasks.commit_return, received(event), oms)

    assert waits.reason == "NO_RETURN"
    assert {"return.requested", "order.cancelled"} < set(waits.unblocked_by)
    assert oms.asked == []


def cancelled(event: NewEvent, known: Any) -> Any:
    return event("return.cancelled", known, **{"return": RMA})


def test_a_return_that_came_to_nothing_is_cancelled(oms: Any, event: NewEvent):
    oms.back = {"shop rma-1": 61}
    tasks.cancel_return.run(cancelled(event, {}), oms)

    assert oms.asked == [("cancel_return", "shop rma-1", 61)]


def test_a_request_that_comes_after_its_own_end_makes_no_return(oms: Any, event: NewEvent):
    known: dict[str, Any] = {}
    oms.order("MUG_1", "CAP")
    tasks.cancel_return.run(cancelled(event, known), oms)

    with pytest.raises(Superseded):
        tasks.create_return.run(
            event("return.requested", known, lines=LINES, **{"return": RMA}), oms
        )
    assert oms.asked == []


def asked(event: NewEvent, known: Any, source: str, *names: str, rma: str = "rma-1") -> Any:
    lines = [{"id": name, "quantity": 1} for name in names]
    return event("return.requested", known, source=source, lines=lines, **{"return": {"id": rma}})


def test_goods_that_two_senders_ask_back_make_one_return_and_a_person_looks(
    oms: Any, event: NewEvent
):
    known: dict[str, Any] = {}
    oms.order("MUG_1", "CAP")
    tasks.create_return.run(asked(event, known, "shop", "MUG_1"), oms)

    second = asked(event, known, "warehouse", "MUG_1", "CAP")
    assert reason_of(tasks.create_return, second, oms) == "RETURN_TOLD_TWICE"
    assert [call[1] for call in oms.asked] == ["shop rma-1"]


def test_other_goods_of_another_sender_and_more_of_the_same_one_are_returns_of_their_own(
    oms: Any, event: NewEvent
):
    known: dict[str, Any] = {}
    oms.order("MUG_1", "CAP")
    for source, name, rma in [
        ("shop", "MUG_1", "1"),
        ("shop", "MUG_1", "2"),
        ("warehouse", "CAP", "1"),
    ]:
        tasks.create_return.run(asked(event, known, source, name, rma=rma), oms)

    assert [call[1] for call in oms.asked] == ["shop 1", "shop 2", "warehouse 1"]


def test_a_return_that_came_to_nothing_leaves_its_goods_to_another_sender(
    oms: Any, event: NewEvent
):
    known: dict[str, Any] = {}
    oms.order("MUG_1")
    tasks.create_return.run(asked(event, known, "shop", "MUG_1"), oms)
    tasks.cancel_return.run(cancelled(event, known), oms)
    tasks.create_return.run(asked(event, known, "warehouse", "MUG_1"), oms)

    assert [call[1] for call in oms.asked] == ["shop rma-1", "warehouse rma-1"]
