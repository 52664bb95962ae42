import pytest

from desk.words import breaking, clock_text, number_text, short_id, span_text


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0 ms"),
        (-5, "0 ms"),
        (999, "999 ms"),
        (1_000, "1 s"),
        (1_250, "1.2 s"),
        (59_960, "60 s"),
        (60_000, "1 min"),
        (90_000, "1 min 30 s"),
        (3_600_000, "1 h"),
        (9_000_000, "2 h 30 min"),
        (187_200_000, "2 d 4 h"),
    ],
)
def test_a_length_of_time_is_told_in_its_two_largest_units(ms: int, text: str):
    assert span_text(ms) == text


def test_a_time_is_told_in_utc():
    assert clock_text(1_764_000_000_123) == "24 Nov 16:00:00.123"


def test_thousands_stand_apart():
    assert number_text(1_234_567) == "1\u202f234\u202f567"


def test_an_event_id_is_short_and_a_derived_one_shows_which():
    assert short_id("17-0123456789abcdef0123") == "17-012345…"
    assert short_id("17-0123456789abcdef0123.a1") == "17-012345….a1"


def test_a_long_name_may_break_and_brings_no_markup_with_it():
    assert breaking("A_<b>") == "A_<wbr>&lt;b&gt;"
