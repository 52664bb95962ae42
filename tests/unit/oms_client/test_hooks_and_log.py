"""What other rooms get to see of each call."""

import logging
import threading

import pytest

from oms_client import Ambiguous, Exchange, Hooks, OmsError, Throttled, Unauthorized


class FakeRoom:
    def __init__(self, refusal=None):
        self.asked = []
        self.told = []
        self.refusal = refusal
        self.hooks = Hooks(self.before, self.after)

    def before(self, endpoint):
        self.asked.append(endpoint.operation)
        if self.refusal:
            raise self.refusal

    def after(self, endpoint, exchange):
        assert endpoint.operation == exchange.operation
        self.told.append(exchange)


def hold(client):
    return client.order_orchestration.hold_order(external_order_id="A-1", hold_reason="my-reason")


def test_a_good_call_is_told_with_all_its_facts(serve, connect):
    server = serve(serve.answer(200, TraceID="t-1"))
    room = FakeRoom()

    answer = hold(connect(server, hooks=room.hooks))

    (told,) = room.told
    assert room.asked == ["hold_order"]
    assert 0 < answer.duration_s <= told.duration_s
    assert told == Exchange(
        "hold_order", "POST", "/v1/orders/Hold", told.duration_s, 200, "t-1", "ok", None
    )


def test_a_failed_call_is_told_with_the_wait_it_was_asked_for(serve, connect):
    body = {"statusCode": 429, "message": "Rate limit is exceeded."}
    server = serve(serve.answer(429, body, Retry_After="4", TraceID="t-2"))
    room = FakeRoom()

    with pytest.raises(Throttled):
        hold(connect(server, hooks=room.hooks))

    (told,) = room.told
    assert (told.status, told.trace_id, told.outcome) == (429, "t-2", "throttled")
    assert told.retry_after_s == 4.0


def test_a_call_without_an_answer_is_told_without_a_status(serve, connect):
    server = serve(serve.reset())
    room = FakeRoom()

    with pytest.raises(Ambiguous):
        hold(connect(server, hooks=room.hooks))

    assert [(told.status, told.outcome) for told in room.told] == [(None, "ambiguous")]


def test_a_refusal_before_the_call_sends_nothing_and_is_not_told_as_a_call(serve, connect):
    server = serve()
    room = FakeRoom(refusal=PermissionError("the breaker is open"))

    with pytest.raises(PermissionError):
        hold(connect(server, hooks=room.hooks))

    assert (server.connections, room.told) == (0, [])


def test_a_call_ended_by_something_else_is_told_too(serve, connect):
    room = FakeRoom()

    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hold(connect(serve(), key=interrupted, hooks=room.hooks))

    assert [told.outcome for told in room.told] == ["aborted"]


def test_a_call_repeated_with_a_new_key_is_one_call(serve, connect):
    server = serve(serve.answer(401), serve.answer())
    keys = iter(["old", "new"])
    room = FakeRoom()

    hold(connect(server, key=lambda: next(keys), hooks=room.hooks))

    assert len(server.requests) == 2
    assert [told.outcome for told in room.told] == ["ok"]


def test_time_spent_waiting_in_the_hook_counts_for_the_deadline(serve, connect):
    server = serve(serve.answer())

    def wait(endpoint):
        threading.Event().wait(0.03)

    with pytest.raises(OmsError, match="deadline"):
        hold(connect(server, deadline_s=0.02, hooks=Hooks(before=wait)))

    assert server.requests == []


@pytest.mark.parametrize(("status", "outcome"), [(200, "ok"), (403, "unauthorized")])
def test_each_call_leaves_one_line_with_the_same_values_as_fields(
    serve, connect, caplog, status, outcome
):
    caplog.set_level(logging.INFO)
    server = serve(serve.answer(status, TraceID="t-3"))

    try:
        hold(connect(server))
    except Unauthorized:
        assert status == 403

    (record,) = caplog.records
    milliseconds = record.duration_ms
    assert record.getMessage() == (
        f"OMS hold_order: HTTP {status}, TraceID t-3, {milliseconds} ms, {outcome}"
    )
    assert (record.operation, record.status, record.trace_id, record.outcome) == (
        "hold_order",
        status,
        "t-3",
        outcome,
    )
