"""Every kind of fault over a real socket: what the client sees, and whether it was committed."""

from collections.abc import Iterator

import pytest
import requests

import oms_sandbox
from tests.integration.sandbox_rig import (
    FOREVER_S,
    PATIENCE_S,
    Oms,
    connected,
    raw_create,
    read_to_end,
    wait_for_commit,
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with oms_sandbox.running(keys=("test-key",), rate_limit=None) as sandbox:
        yield sandbox.url


@pytest.fixture
def oms(url: str) -> Iterator[Oms]:
    with connected(url) as oms:
        oms.session.post(f"{url}/_sandbox/reset", timeout=PATIENCE_S).raise_for_status()
        yield oms


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("error_500", 500, "INTERNAL_ERROR"),
        ("error_503", 503, "DEPENDENCY_UNAVAILABLE"),
        ("refuse", 422, "INSUFFICIENT_QUANTITY"),
    ],
)
def test_an_error_before_the_commit_changes_nothing(oms, kind, status, code):
    oms.fault(kind)

    answer = oms.create()

    assert (answer.status_code, answer.json()["ErrorCode"]) == (status, code)
    assert oms.commits() == []
    assert oms.create().status_code == 201


def test_unauthorized_and_rate_limited_are_the_gateways_words(oms):
    oms.fault("unauthorized")
    oms.fault("rate_limited", RetryAfter=7)
    oms.fault("rate_limited", RetryAfter=None)

    answers = [oms.create() for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 429, 429]
    assert [answer.headers.get("Retry-After") for answer in answers] == [None, "7", None]
    assert {tuple(answer.json()) for answer in answers} == {("statusCode", "message")}
    assert oms.commits() == []


def test_html_is_a_200_that_is_no_json_and_no_commit(oms):
    oms.fault("html")

    answer = oms.create()

    assert (answer.status_code, answer.headers["Content-Type"][:9]) == (200, "text/html")
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert oms.commits() == []


def test_an_error_after_the_commit_is_a_commit_all_the_same(oms):
    oms.fault("error_500_after_commit")

    answer = oms.create()

    assert (answer.status_code, answer.json()["ErrorCode"]) == (500, "INTERNAL_ERROR")
    assert [one["Operation"] for one in oms.commits()] == ["create_order"]
    assert oms.commits()[0]["TraceID"] == answer.headers["TraceID"]
    assert oms.get("/v1/orders?ExternalOrderId=1001")["OrderStatus"] == "Created"


@pytest.mark.parametrize(("kind", "commits"), [("reset", 0), ("reset_after_commit", 1)])
def test_a_reset_is_a_tcp_reset_before_or_after_the_commit(oms, kind, commits):
    oms.fault(kind)

    with raw_create(oms.url) as client, pytest.raises(ConnectionResetError):
        read_to_end(client)

    assert len(oms.commits()) == commits
    assert oms.create().status_code == (409 if commits else 201)


def test_hang_after_commit_stays_silent_and_then_resets(oms):
    oms.fault("hang_after_commit", Seconds=0.1)

    with raw_create(oms.url) as client, pytest.raises(ConnectionResetError):
        read_to_end(client)

    assert len(oms.commits()) == 1


def test_the_client_of_a_hang_times_out_and_the_commit_stands(oms):
    oms.fault("hang_after_commit", Seconds=FOREVER_S)

    with pytest.raises(requests.ReadTimeout):
        oms.create(timeout=0.1)

    assert wait_for_commit(oms)["Operation"] == "create_order"


def test_cut_body_tells_the_whole_length_and_gives_half(oms):
    oms.fault("cut_body")

    with raw_create(oms.url) as client:
        received = read_to_end(client)

    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert head.startswith(b"HTTP/1.1 201")
    assert len(body) == length // 2
    assert len(oms.commits()) == 1


def test_requests_sees_a_cut_body_as_a_broken_answer(oms):
    oms.fault("cut_body")

    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        oms.create()

    assert len(oms.commits()) == 1


def test_slow_answers_whole_in_the_end(oms):
    oms.fault("slow", Seconds=0.1)

    answer = oms.create()

    assert (answer.status_code, answer.json()["ExternalOrderId"]) == (201, "1001")


def test_slow_has_committed_before_it_waits(oms):
    oms.fault("slow", Seconds=FOREVER_S)

    with pytest.raises(requests.ReadTimeout):
        oms.create(timeout=0.1)

    assert wait_for_commit(oms)["Operation"] == "create_order"


def test_late_commit_waits_before_it_commits_though_its_client_has_left(oms):
    oms.fault("late_commit", Seconds=1)

    with pytest.raises(requests.ReadTimeout):
        oms.create(timeout=0.1)

    late = wait_for_commit(oms)
    assert late["CommittedAt"] - late["ReceivedAt"] > 0.9


def test_a_waiting_fault_holds_nobody_else_up(oms):
    oms.fault("late_commit", Seconds=FOREVER_S, ExternalOrderId="stuck")
    with pytest.raises(requests.ReadTimeout):
        oms.create("stuck", timeout=0.1)

    assert oms.create("free").status_code == 201
    assert [one["ExternalOrderId"] for one in oms.commits()] == ["free"]
