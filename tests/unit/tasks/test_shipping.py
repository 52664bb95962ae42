"""Which shipment a task finds for what a sender says was sent, and what it asks for it."""

from typing import Any

import pytest

from tasks import shipments as tasks
from tests.unit.tasks.telling import BOX, Make, NewEvent, lines, reason_of, skus

Oms = Any

CREATED = "shipment.created"


def test_what_a_live_shipment_holds_exactly_is_tracked_and_marked_as_shipped(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG", "CAP")
    oms.standing = [a_shipment(1, MUG=2, CAP=1), a_shipment(2, MUG=1)]
    packages = [{"tracking_number": "T1"}, {"tracking_number": None}, {"tracking_number": "T1"}]
    shipped = event(CREATED, shipment=BOX, lines=skus(MUG=1), packages=packages)
    tasks.ship.run(shipped, oms)

    assert oms.asked == [("put", 2, ["T1"], []), ("mark", 2, "Shipped")]
    assert shipped.known["shipments"] == {"shop": {"box-1": [2]}}
    assert shipped.known["tracking"] == {"2": ["T1"]}


def test_a_label_is_tracked_but_not_marked_as_shipped(oms: Oms, event: NewEvent, a_shipment: Make):
    oms.order("MUG")
    oms.standing = [a_shipment(1, MUG=2)]
    packages = [{"tracking_number": "T1"}]
    label = event(CREATED, shipment=BOX, lines=skus(MUG=2), packages=packages, shipped=False)
    tasks.ship.run(label, oms)

    assert oms.asked == [("put", 1, ["T1"], [])]


def test_goods_of_a_larger_shipment_are_split_off_by_sku(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG", "CAP")
    oms.standing = [a_shipment(1, "Packed", MUG=3), a_shipment(2, MUG=2, CAP=1)]
    tasks.ship.run(event(CREATED, shipment=BOX, lines=lines(MUG=1)), oms)

    assert oms.asked == [
        ("split", "sent shop box-1", 2, "Sku", {"MUG": 1}),
        ("mark", 100, "Shipped"),
    ]


def test_goods_are_split_off_by_line_when_their_sku_stands_on_two_lines(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG_1", "MUG_2")
    oms.standing = [a_shipment(1, MUG_1=2, MUG_2=2)]
    tasks.ship.run(event(CREATED, shipment=BOX, lines=lines(MUG_2=1)), oms)

    assert oms.asked[0] == ("split", "sent shop box-1", 1, "OrderDetailId", {"MUG_2": 1})


def test_goods_are_split_off_by_sku_when_the_oms_does_not_know_the_senders_lines(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG_1", "MUG_2", known=False)
    oms.standing = [a_shipment(1, MUG_1=2, MUG_2=2)]
    tasks.ship.run(event(CREATED, shipment=BOX, lines=lines(MUG_2=1)), oms)

    assert oms.asked[0] == ("split", "sent shop box-1", 1, "Sku", {"MUG": 1})


def test_shipments_are_made_first_when_none_is_live(oms: Oms, event: NewEvent, a_shipment: Make):
    oms.order("MUG")
    oms.makes = [a_shipment(1, MUG=2)]
    shipped = event(CREATED, shipment=BOX, lines=skus(MUG=2))
    tasks.ship.run(shipped, oms)

    assert oms.asked == [("create_all", shipped.id), ("mark", 1, "Shipped")]


def test_no_lines_mean_everything_that_is_still_open(oms: Oms, event: NewEvent, a_shipment: Make):
    oms.order("MUG")
    oms.standing = [
        a_shipment(1, "Shipped", MUG=1),
        a_shipment(2, MUG=1),
        a_shipment(3, "Picked", MUG=1),
    ]
    shipped = event(CREATED, shipment=BOX)
    tasks.ship.run(shipped, oms)

    assert oms.asked == [("mark", 2, "Shipped"), ("mark", 3, "Shipped")]
    assert shipped.known["shipments"] == {"shop": {"box-1": [2, 3]}}


def test_everything_open_is_found_again_after_a_crash_in_between(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG")
    oms.standing = [a_shipment(1, "Shipped", MUG=1), a_shipment(2, MUG=1), a_shipment(3, MUG=1)]
    oms.mark(2, "Shipped", event(CREATED, shipment=BOX).id)
    again = event(CREATED, shipment=BOX)
    tasks.ship.run(again, oms)

    assert again.known["shipments"] == {"shop": {"box-1": [2, 3]}}


def test_a_split_and_a_mark_of_an_earlier_turn_are_known_again(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG")
    oms.standing = [a_shipment(1, MUG=3)]
    for _ in range(2):
        tasks.ship.run(event(CREATED, shipment=BOX, lines=skus(MUG=1)), oms)
    tasks.ship.run(event(CREATED, shipment={"id": "box-2"}, lines=skus(MUG=2)), oms)
    again = event(CREATED, shipment={"id": "box-2"}, lines=skus(MUG=2))
    tasks.ship.run(again, oms)

    assert [what for what, *_ in oms.asked].count("split") == 1
    assert again.known["shipments"] == {"shop": {"box-2": [1]}}


def test_a_box_split_off_in_an_earlier_turn_is_not_mistaken_for_an_equal_rest(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG")
    oms.standing = [a_shipment(1, MUG=2)]
    label = {"shipment": BOX, "lines": skus(MUG=1), "shipped": False}
    sent = [event(CREATED, **label) for _ in range(2)]
    for turn in sent:
        tasks.ship.run(turn, oms)

    assert [turn.known["shipments"] for turn in sent] == [{"shop": {"box-1": [100]}}] * 2


def test_a_box_marked_in_an_earlier_turn_is_not_split_off_another_shipment(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG")
    oms.standing = [a_shipment(1, MUG=1), a_shipment(2, MUG=3)]
    for _ in range(2):
        tasks.ship.run(event(CREATED, shipment=BOX, lines=skus(MUG=1)), oms)

    assert oms.asked == [("mark", 1, "Shipped"), ("mark", 1, "Shipped")]


def test_of_equal_shipments_it_is_the_one_that_was_requested_by_this_id(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG")
    oms.standing = [a_shipment(1, MUG=1), a_shipment(2, MUG=1)]
    memory = {"requested": {"shop": {"box-1": [2]}}}
    tasks.ship.run(event(CREATED, memory, shipment=BOX, lines=skus(MUG=1)), oms)

    assert oms.asked == [("mark", 2, "Shipped")]


def test_two_equal_boxes_of_one_sender_are_two_shipments(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG")
    oms.standing = [a_shipment(1, MUG=1), a_shipment(2, MUG=1)]
    memory: dict[str, Any] = {}
    for box in ("box-1", "box-2"):
        label = event(CREATED, memory, shipment={"id": box}, lines=skus(MUG=1), shipped=False)
        tasks.ship.run(label, oms)

    assert memory["shipments"] == {"shop": {"box-1": [1], "box-2": [2]}}
    third = event(CREATED, memory, shipment={"id": "box-3"}, lines=skus(MUG=1))
    assert reason_of(tasks.ship, third, oms) == "LINES_NOT_FOUND"


def test_what_another_sender_told_of_is_not_shipped_twice(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG")
    oms.standing = [a_shipment(1, MUG=2)]
    memory: dict[str, Any] = {}
    tasks.ship.run(event(CREATED, memory, shipment=BOX, lines=skus(MUG=2)), oms)
    tasks.ship.run(event(CREATED, memory, source="hub", shipment=BOX, lines=skus(MUG=2)), oms)

    assert oms.asked == [("mark", 1, "Shipped"), ("mark", 1, "Shipped")]


def test_a_tracking_number_tells_an_echo_from_a_second_equal_box(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.order("MUG")
    oms.standing = [a_shipment(1, MUG=3), a_shipment(2, "Shipped", "T1", MUG=1)]
    echo = event(CREATED, shipment=BOX, lines=skus(MUG=1), packages=[{"tracking_number": "T1"}])
    other = event(CREATED, source="hub", shipment=BOX, lines=skus(MUG=1))
    tasks.ship.run(echo, oms)
    tasks.ship.run(other, oms)

    assert echo.known["shipments"] == {"shop": {"box-1": [2]}}
    assert other.known["shipments"] == {"hub": {"box-1": [100]}}


def test_a_box_told_of_again_keeps_its_shipment_and_may_change_its_own_numbers(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.standing = [a_shipment(1, "Shipped", MUG=1)]
    memory = {"shipments": {"shop": {"box-1": [1]}}, "tracking": {"1": ["digest"]}}
    packages = [{"tracking_number": "T2"}]
    again = event(CREATED, memory, shipment=BOX, lines=skus(MUG=1), packages=packages)
    tasks.ship.run(again, oms)

    assert oms.asked == [("put", 1, ["T2"], ["digest"]), ("mark", 1, "Shipped")]


@pytest.mark.parametrize(
    "wanted",
    [
        skus(MUG=2, CAP=1),
        skus(MUG=4),
        skus(HAT=1),
        [{"id": "nobody's", "quantity": 1}],
    ],
    ids=["over two shipments", "more than there is", "not ordered", "neither SKU nor known id"],
)
def test_lines_that_no_single_live_shipment_covers_are_for_a_person(
    oms: Oms, event: NewEvent, a_shipment: Make, wanted: Any
):
    oms.order("MUG", "CAP")
    oms.standing = [a_shipment(1, MUG=3), a_shipment(2, CAP=1)]

    assert reason_of(tasks.ship, event(CREATED, shipment=BOX, lines=wanted), oms) == (
        "LINES_NOT_FOUND"
    )
    assert oms.asked == []


def test_a_line_without_sku_is_known_by_its_id(oms: Oms, event: NewEvent, a_shipment: Make):
    oms.order("MUG", "CAP")
    oms.standing = [a_shipment(1, MUG=3, CAP=1)]
    wanted = [{"id": "CAP", "quantity": 1}]
    tasks.ship.run(event(CREATED, shipment=BOX, lines=wanted), oms)

    assert oms.asked[0] == ("split", "sent shop box-1", 1, "Sku", {"CAP": 1})


def test_goods_of_an_order_that_has_no_shipments_left_are_for_a_person(
    oms: Oms, event: NewEvent, a_shipment: Make
):
    oms.standing = [a_shipment(1, "Cancelled", MUG=1)]

    assert reason_of(tasks.ship, event(CREATED, shipment=BOX), oms) == "NOTHING_TO_SHIP"


def test_goods_sent_of_a_cancelled_order_are_for_a_person(oms: Oms, event: NewEvent):
    oms.order("MUG")
    oms.cancelled = True
    shipped = event(CREATED, shipment=BOX, lines=skus(MUG=1))

    assert reason_of(tasks.ship, shipped, oms) == "SENT_AFTER_CANCEL"
    assert oms.asked == []
