import itertools
from typing import Any

import pytest

from desk.drawing import LEAST_WIDTH, draw

Entry = dict[str, Any]


def entry(at: int, what: str, **facts: Any) -> Entry:
    return {"at": at, "what": what, **facts}


APPLIED = [
    entry(0, "delivered"),
    entry(100, "claimed"),
    entry(150, "intent", operation="create_order"),
    entry(180, "outcome", operation="create_order", state="APPLIED"),
    entry(200, "settled"),
]
PARKED = [
    *APPLIED[:3],
    entry(180, "outcome", operation="create_order", state="REJECTED"),
    entry(200, "parked", reason="REFUSED_TAX"),
]


def drawn(entries: list[Entry], now_ms: int = 1_000):
    return draw(entries, [str(one["what"]) for one in entries], now_ms)


def test_a_turn_and_its_call_are_spans_and_a_delivery_is_a_mark():
    drawing = drawn(APPLIED)

    assert [(span.kind, span.nth, span.open) for span in drawing.spans] == [
        ("claimed", 1, False),
        ("outcome applied", 2, False),
    ]
    assert [(mark.kind, mark.nth) for mark in drawing.marks] == [("delivered", 0)]
    turn, call = drawing.spans
    assert turn.x < call.x < call.x + call.width < turn.x + turn.width


def test_later_is_further_right_and_all_of_it_is_inside():
    drawing = drawn([entry(at, "duplicate") for at in (0, 1, 50, 3_000, 90_000_000)])
    places = [mark.x for mark in drawing.marks]

    assert places == sorted(places)
    assert len(set(places)) == len(places)
    assert places[0] > 0
    assert places[-1] < drawing.width


def test_a_second_of_much_is_not_lost_beside_a_day_of_nothing():
    drawing = drawn([*PARKED, entry(86_400_000, "retried"), entry(86_400_100, "claimed")])
    call = next(span for span in drawing.spans if span.kind == "outcome rejected")

    assert call.width > 20


def test_what_has_not_ended_goes_on_to_the_present():
    parked = drawn(PARKED, now_ms=60_200).spans[-1]

    assert parked.open
    assert parked.title == "parked, 1 min"
    assert parked.x + parked.width == pytest.approx(LEAST_WIDTH - 24, abs=1)


def test_a_verb_of_a_person_ends_what_was_parked():
    drawing = drawn([*PARKED, entry(5_200, "retried"), entry(5_300, "claimed")])
    parked = next(span for span in drawing.spans if span.kind == "parked")

    assert (parked.open, parked.title) == (False, "parked, 5 s")
    assert [name for name, _ in drawing.rows] == [
        "deliveries",
        "turns",
        "effects",
        "waiting",
        "people",
    ]


def test_a_call_is_told_at_its_end_and_drawn_from_its_beginning():
    drawing = drawn([*APPLIED[:3], entry(170, "called", method="POST", ms=15), *APPLIED[3:]])
    turn, effect, call = drawing.spans

    assert call.kind == "called post"
    assert call.title == "called, 15 ms"
    assert effect.x < call.x < call.x + call.width < effect.x + effect.width
    assert turn.y < effect.y < call.y


def test_rows_that_hold_nothing_are_not_drawn():
    assert [name for name, _ in drawn(APPLIED[:1]).rows] == ["deliveries"]


def test_a_label_is_drawn_only_where_it_fits():
    wide, narrow = drawn(PARKED).spans[-1], drawn([*PARKED, entry(201, "retried")]).spans[-1]

    assert wide.label == "REFUSED_TAX"
    assert narrow.label == ""


def test_a_long_story_becomes_wider_instead_of_denser():
    drawing = drawn([entry(nth, "duplicate") for nth in range(400)])
    gaps = [b.x - a.x for a, b in zip(drawing.marks, drawing.marks[1:], strict=False)]

    assert drawing.width > LEAST_WIDTH
    assert min(gaps) > 3


def test_the_ticks_name_start_and_end_and_do_not_run_into_each_other():
    ticks = drawn([entry(nth * 40, "duplicate") for nth in range(60)]).ticks

    assert (ticks[0].label, ticks[-1].label) == ("0", "+2.4 s")
    assert min(b.x - a.x for a, b in itertools.pairwise(ticks)) >= 60


def test_one_moment_alone_can_be_drawn():
    assert len(drawn(APPLIED[:1]).marks) == 1


def test_an_entry_of_a_kind_that_is_not_known_is_left_to_the_list():
    assert drawn([*APPLIED, entry(300, "invented later")]).marks[-1].nth == 0
