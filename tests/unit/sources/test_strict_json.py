"""The guard before a sender's JSON: what it lets through, and each thing that it refuses."""

import contextlib
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.envelope import Unreadable
from sources import strict_json
from sources.dialect import json_object

NASTY_TEXT = st.text(st.sampled_from('[]{}"\\:,u0 é😀'))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**19), 10**19) | NASTY_TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(NASTY_TEXT, inner),
)


def nested(depth: int, opening: bytes = b"[", closing: bytes = b"]") -> bytes:
    return opening * depth + closing * depth


def objects(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


@settings(max_examples=60, deadline=None)
@given(value=VALUES, escaped=st.booleans(), indent=st.sampled_from([None, 1]))
def test_what_json_writes_is_read_back(value: Any, escaped: bool, indent: int | None) -> None:
    raw = json.dumps(value, ensure_ascii=escaped, indent=indent).encode()

    assert strict_json.loads(raw) == value


def true_depth(value: Any) -> int:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return 1 + max(map(true_depth, inner), default=0)
    return 0


@settings(max_examples=60, deadline=None)
@given(value=VALUES, around=st.integers(20, 40))
def test_the_scan_counts_the_depth_that_the_parser_would_reach(value: Any, around: int) -> None:
    raw = b'{"]": [' * around + json.dumps(value).encode() + b"]}" * around
    too_deep = true_depth(value) + 2 * around > strict_json.MAX_DEPTH

    if too_deep:
        with pytest.raises(Unreadable, match="nested"):
            strict_json.check_depth(raw)
    else:
        strict_json.check_depth(raw)


@pytest.mark.parametrize("raw", [nested(32), objects(32)])
def test_thirty_two_levels_are_read(raw: bytes) -> None:
    strict_json.loads(raw)


@pytest.mark.parametrize(
    "raw",
    [nested(33), objects(33), nested(1_000_000), b'{"a":' * 1_000_000, b"[" * 40 + b"}" * 40],
    ids=["33 lists", "33 objects", "a million lists", "a million left open", "mixed brackets"],
)
def test_deeper_nesting_is_refused_before_it_is_parsed(raw: bytes) -> None:
    with pytest.raises(Unreadable, match="nested"):
        strict_json.loads(raw)


@pytest.mark.parametrize(
    "text",
    ["[" * 50, "{" * 50, '"[' * 50, "\\" * 7 + "[" * 50, '\\"' * 9 + "[" * 50, "[" * 50 + "\\"],
)
def test_brackets_in_a_text_are_no_nesting(text: str) -> None:
    assert strict_json.loads(json.dumps({text: [text]}).encode()) == {text: [text]}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(Unreadable, match="is not JSON"):
        strict_json.loads(f'{{"total": {number}}}'.encode())


@pytest.mark.parametrize("raw", [b'{"id": 1, "id": 2}', b'{"a": {"b": 1, "\\u0062": 2}}'])
def test_a_doubled_key_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable, match="twice"):
        strict_json.loads(raw)


def test_integers_have_at_most_twenty_digits() -> None:
    assert strict_json.loads(b"[" + b"9" * 20 + b", -" + b"9" * 20 + b"]") == [
        10**20 - 1,
        1 - 10**20,
    ]
    with pytest.raises(Unreadable, match="digits"):
        strict_json.loads(b"[" + b"9" * 21 + b"]")
    with pytest.raises(Unreadable, match="digits"):
        strict_json.loads(b"9" * 5000)


@pytest.mark.parametrize(
    "number", [b"1e31", b"1e999999999999999999999", b"1E-31", b"0." + b"1" * 50]
)
def test_a_number_out_of_bounds_is_refused(number: bytes) -> None:
    with pytest.raises(Unreadable, match="out of bounds"):
        strict_json.loads(number)


def test_fractions_are_exact() -> None:
    assert strict_json.loads(b"[0.1, 79.730, 1e2]") == [
        Decimal("0.1"),
        Decimal("79.730"),
        Decimal(100),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b'["\\u0000"]',
        b'{"\\u0000": 1}',
        b'["\\ud800"]',
        b'["\\uDFFF"]',
        b'["\\ude00\\ud83d"]',
        b'{"a": [{"b\\udc00": 1}]}',
    ],
)
def test_nul_and_half_a_surrogate_pair_are_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable, match="surrogate"):
        strict_json.loads(raw)


def test_an_escaped_emoji_and_a_text_about_escapes_are_fine() -> None:
    raw = b'["\\ud83d\\ude00", "\\\\u0000 \\\\ud800"]'

    assert strict_json.loads(raw) == ["😀", "\\u0000 \\ud800"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xef\xbb\xbf{}",
        '{"a": 1}'.encode("utf-16"),
        '{"a": 1}'.encode("utf-16-le"),
        b'{"a": "\xff"}',
        b'["\xed\xa0\x80"]',
        b'["\x00"]',
        b"{}\x00",
        b"{} {}",
        b"{'a': 1}",
        b"[1,]",
        b'"\\x"',
    ],
    ids=[
        "empty",
        "byte order mark",
        "UTF-16 with a mark",
        "UTF-16 without",
        "not UTF-8",
        "a surrogate as UTF-8",
        "bare NUL",
        "NUL after it",
        "two values",
        "single quotes",
        "trailing comma",
        "unknown escape",
    ],
)
def test_what_is_not_one_json_value_in_utf_8_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        strict_json.loads(raw)


def test_an_object_has_at_most_five_thousand_keys() -> None:
    keys = {str(number): number for number in range(5_001)}

    with pytest.raises(Unreadable, match="keys"):
        strict_json.loads(json.dumps(keys).encode())


def test_a_long_order_may_have_more_keys_in_all() -> None:
    lines = [{f"field_{number}": number for number in range(70)} for _ in range(200)]

    assert len(json_object(json.dumps({"line_items": lines}).encode())["line_items"]) == 200


@pytest.mark.parametrize("raw", [b"[]", b"1", b'"a"', b"null", b"true"])
def test_a_body_is_an_object(raw: bytes) -> None:
    with pytest.raises(Unreadable, match="object"):
        json_object(raw)


@settings(deadline=None)
@given(raw=st.binary())
def test_arbitrary_bytes_are_read_or_refused(raw: bytes) -> None:
    with contextlib.suppress(Unreadable):
        strict_json.loads(raw)
