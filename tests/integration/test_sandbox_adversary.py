"""Every kind of bad answer at every point: what the client sees, and what the journal says."""

import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime

import pytest
import requests

import oms_sandbox
from oms_sandbox.faults.faults import KINDS
from tests.integration.adversary_rig import PATIENCE_S, Adversary, Seen, emptied, look

OF_THE_STATE = {
    "duplicate_commit",
    "stale_reads",
    "unseen_commit",
    "page_2_only",
    "renumbered_lines",
    "person",
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with oms_sandbox.running(keys=("test-key",), rate_limit=None) as sandbox:
        yield sandbox.url


@pytest.fixture
def oms(url: str) -> Iterator[Adversary]:
    with emptied(url) as oms:
        yield oms


def error(status: int, code: str) -> Callable[[Seen], bool]:
    return lambda seen: (seen.status, seen.json["ErrorCode"]) == (status, code)


def page(status: int) -> Callable[[Seen], bool]:
    return lambda seen: seen.status == status and seen.body.startswith(b"<html>")


def gateway(status: int) -> Callable[[Seen], bool]:
    return lambda seen: seen.status == seen.json["statusCode"] == status


def nothing(seen: Seen) -> bool:
    return (seen.head, seen.body, seen.end) == ("", b"", "reset")


def half_and_reset(seen: Seen) -> bool:
    return seen.status == 201 and len(seen.body) == seen.length // 2 and seen.end == "reset"


def half_and_closed(seen: Seen) -> bool:
    return seen.status == 201 and len(seen.body) == seen.length // 2 and seen.end == "closed"


def whole(seen: Seen) -> bool:
    return seen.status == 201 and seen.json["ExternalOrderId"] == "1001"


def no_json(seen: Seen) -> bool:
    return seen.status == 201 and len(seen.body) == seen.length and not seen.body.endswith(b"}")


def less_than_told(seen: Seen) -> bool:
    return whole(seen) and len(seen.body) < seen.length


def more_than_told(seen: Seen) -> bool:
    return whole(seen) and len(seen.body) // 2 == seen.length


def bomb(seen: Seen) -> bool:
    return seen.header("Content-Encoding") == "gzip" and len(seen.body) == seen.length < 200_000


PARSING, BEFORE, AFTER, INSIDE = "before_parsing", "before_commit", "after_commit", "inside_answer"
NEVER = {PARSING: 0, BEFORE: 0}
BY_POINT = {**NEVER, AFTER: 1}
INSIDE_ONLY = {INSIDE: 1}

# The kind, what is seen of it, and how many commits there are by point.
ROWS: list[tuple[str, Callable[[Seen], bool], dict[str, int]]] = [
    ("error_500", error(500, "INTERNAL_ERROR"), BY_POINT),
    ("error_502", page(502), BY_POINT),
    ("error_503", error(503, "DEPENDENCY_UNAVAILABLE"), BY_POINT),
    ("overloaded", error(429, "TOO_MANY_REQUESTS"), BY_POINT),
    ("error_in_200", error(200, "INTERNAL_ERROR"), BY_POINT),
    ("html", page(200), BY_POINT),
    ("refuse", error(422, "INSUFFICIENT_QUANTITY"), {BEFORE: 0}),
    ("rate_limited", gateway(429), NEVER),
    ("unauthorized", gateway(401), NEVER),
    ("reset", nothing, BY_POINT),
    ("reset", half_and_reset, INSIDE_ONLY),
    ("hang", nothing, BY_POINT),
    ("hang", half_and_reset, INSIDE_ONLY),
    ("delay", whole, {PARSING: 1, BEFORE: 1, AFTER: 1, INSIDE: 1}),
    ("late_commit", whole, {BEFORE: 1}),
    ("error_500_after_commit", error(500, "INTERNAL_ERROR"), {AFTER: 1}),
    ("reset_after_commit", nothing, {AFTER: 1}),
    ("hang_after_commit", nothing, {AFTER: 1}),
    ("slow", whole, INSIDE_ONLY),
    ("cut_body", half_and_closed, INSIDE_ONLY),
    ("cut_json", no_json, INSIDE_ONLY),
    ("length_too_long", less_than_told, INSIDE_ONLY),
    ("length_too_short", more_than_told, INSIDE_ONLY),
    ("drip", whole, INSIDE_ONLY),
    ("gzip_bomb", bomb, INSIDE_ONLY),
]
CASES = [
    (kind, point, seen, commits) for kind, seen, points in ROWS for point, commits in points.items()
]


@pytest.mark.parametrize(("kind", "point", "expected", "commits"), CASES)
def test_a_kind_strikes_at_its_point(oms, kind, point, expected, commits):
    oms.fault(kind, Point=point, Seconds=0.02, Megabytes=1)

    seen = look(oms.url)

    assert expected(seen), seen
    assert oms.journal() == [("create_order", None)] * commits


def test_every_kind_is_tried_at_every_point_here_or_beside():
    points = {(kind, point.word) for kind, row in KINDS.items() for point in row.deeds}

    tried = {(kind, point) for kind, point, *_ in CASES}
    assert tried == {pair for pair in points if pair[0] not in OF_THE_STATE}


def test_a_point_where_a_kind_cannot_strike_is_refused(oms):
    refused = oms.call("POST", "/_sandbox/faults", {"Kind": "refuse", "Point": "after_commit"})

    assert refused.status_code == 400
    assert refused.json()["Errors"] == [
        {"Field": "Point", "Message": "must be one of before_commit"}
    ]


def test_without_a_point_a_kind_strikes_where_it_always_did(oms):
    for kind in ("error_500", "reset", "late_commit", "hang_after_commit"):
        oms.fault(kind, Operation="get_order")

    told = oms.get("/_sandbox/faults")["Faults"]
    assert [one["Point"] for one in told] == [BEFORE, BEFORE, BEFORE, AFTER]


def test_a_bomb_inflates_to_50_megabytes_unless_told_and_never_to_more(oms):
    oms.fault("gzip_bomb", Operation="get_order")

    refused = oms.call("POST", "/_sandbox/faults", {"Kind": "gzip_bomb", "Megabytes": 51})

    assert refused.status_code == 400
    assert [one["Megabytes"] for one in oms.get("/_sandbox/faults")["Faults"]] == [50]


def test_before_parsing_a_malformed_request_is_struck_and_before_the_commit_it_is_not(oms):
    statuses = []
    for point in (PARSING, BEFORE):
        oms.fault("error_503", Point=point)
        statuses.append(oms.call("POST", "/v1/orders", {"Colour": "red"}).status_code)

    assert statuses == [503, 400]


def test_retry_after_comes_as_seconds_as_a_date_or_not_at_all(oms):
    for fields in ({}, {"RetryAfterForm": "date"}, {"RetryAfter": None, "RetryAfterForm": "date"}):
        oms.fault("rate_limited", **{"RetryAfter": 90, **fields})

    seconds, date, absent = [look(oms.url) for _ in range(3)]

    told = parsedate_to_datetime(date.header("Retry-After"))
    sent = parsedate_to_datetime(date.header("Date"))
    assert seconds.header("Retry-After") == "90"
    assert 88 <= (told - sent).total_seconds() <= 92
    assert absent.header("Retry-After") is None


def test_a_delay_before_the_commit_is_in_the_journal(oms):
    oms.fault("delay", Point=BEFORE, Seconds=0.2)

    look(oms.url)

    commit = oms.commits()[0]
    assert commit["CommittedAt"] - commit["ReceivedAt"] >= 0.2


def test_a_drip_outlasts_a_time_out_for_silence(oms):
    oms.fault("drip", Seconds=0.8)

    answer = requests.post(
        f"{oms.url}/v1/orders", json={"x": 1}, headers=oms.session.headers, timeout=0.6, stream=True
    )

    began = time.monotonic()
    with answer:
        parts = list(answer.iter_content(1))
    assert time.monotonic() - began > 0.6
    assert len(parts) == int(answer.headers["Content-Length"])


def test_a_hang_is_longer_than_a_client_waits_and_nothing_is_committed(oms):
    oms.fault("hang", Seconds=1)

    with pytest.raises(requests.ReadTimeout):
        oms.create(timeout=0.1)

    assert oms.commits() == []


def test_a_gzip_bomb_is_small_and_inflates_to_megabytes_of_valid_json(oms):
    oms.fault("gzip_bomb", Megabytes=10)

    seen = look(oms.url)

    assert len(seen.body) < 40_000
    inflated = seen.inflated()
    assert 10 * 2**20 < len(inflated) < 11 * 2**20
    assert b'"ExternalOrderId": "1001"' in inflated[:2000]
    assert inflated.rstrip().endswith(b"}")


def test_what_is_left_of_a_too_long_body_is_met_by_the_next_answer(oms):
    oms.fault("length_too_short")
    answer = oms.create()

    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    again = oms.session.post(f"{oms.url}/v1/orders/Search", timeout=PATIENCE_S)
    assert again.json()["TotalCount"] == 1
