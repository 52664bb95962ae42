"""One question to a source: what is sent, what an answer means, and what is never told."""

import json
import logging
import socket
import tracemalloc
from typing import Any

import pytest

from sources.dialect import Fetch
from storefronts.bigcommerce import BigCommerce
from storefronts.errors import Refused, SourceError, Throttled, Unauthorized, Unavailable
from tests.unit.storefronts.conftest import JSON, FakeGate, FakeSource, Given, gzipped

ORDER = Fetch("order", {"id": "250"})
FINE = {
    "/v2/orders/250": {"id": 250},
    "/v2/orders/250/products": [],
    "/v2/orders/250/shipments": [],
    "/v2/orders/250/shipping_addresses": [{"id": 1}],
    "/v3/orders/250/transactions": {"data": [{"id": 9}]},
}


def port(source: FakeSource, gate: FakeGate, **more: Any) -> BigCommerce:
    return BigCommerce("shop", source.account(**more), gate)


def test_the_document_has_a_member_for_each_part(source: FakeSource, gate: FakeGate):
    source.answer = lambda asked: Given(FINE[asked.path])

    found = port(source, gate).get(ORDER)
    assert not found.is_gone
    assert found.body == (
        b'{"order":{"id": 250},"products":[],"shipping_addresses":[{"id": 1}],'
        b'"transactions":[{"id": 9}]}'
    )
    assert [asked.headers["x-auth-token"] for asked in source.asked] == ["the-key"] * 4
    assert source.asked[3].query == {"limit": "250", "page": "1"}
    assert gate.told == [("ok", None)] * 4


def test_a_part_that_is_gone_is_null_and_an_empty_one_is_empty(source: FakeSource, gate: FakeGate):
    def answer(asked: Any) -> Given:
        if asked.path.endswith("/products"):
            return Given(status=204)
        return Given({"id": 1}) if asked.path == "/v2/orders/250" else Given({}, 404)

    source.answer = answer

    found = port(source, gate).get(ORDER)
    assert found.body == (
        b'{"order":{"id": 1},"products":[],"shipping_addresses":null,"transactions":null}'
    )


def test_404_is_gone_once_the_source_has_answered_otherwise(source: FakeSource, gate: FakeGate):
    source.answer = lambda asked: Given({}, 200 if asked.path == "/v2/time" else 404)

    found = port(source, gate).get(Fetch("shipments", {"id": "250"}))
    assert (found.body, found.is_gone) == (b"{}", True)
    assert [asked.path for asked in source.asked] == ["/v2/orders/250", "/v2/time"]


def test_404_for_everything_speaks_of_the_base_and_not_of_an_order(
    source: FakeSource, gate: FakeGate
):
    source.answer = lambda asked: Given({}, 404)

    with pytest.raises(Unavailable, match="look at its url"):
        port(source, gate).get(ORDER)


@pytest.mark.parametrize(
    ("given", "error", "outcome", "rest_s"),
    [
        (Given({}, 401), Unauthorized, "refused", None),
        (Given({}, 403), Unauthorized, "refused", None),
        (Given({}, 429, {**JSON, "Retry-After": "2.5"}), Throttled, "throttled", 2.5),
        (Given({}, 429, {**JSON, "X-Rate-Limit-Reset": "17"}), Throttled, "throttled", 17.0),
        (Given({}, 429, {"X-Rate-Limit-Time-Reset-Ms": "1500"}), Throttled, "throttled", 1.5),
        (Given({}, 422), Refused, "ok", None),
        (Given({}, 500), Unavailable, "failed", None),
        (Given(b"<html>", 200, {"Content-Type": "text/html"}), Unavailable, "failed", None),
        (Given(b"<html>", 404, {"Content-Type": "text/html"}), Unavailable, "failed", None),
        (
            Given(b"{}", 302, {**JSON, "Location": "http://169.254.169.254/"}),
            Unavailable,
            "failed",
            None,
        ),
        (Given(b'{"id": 1', 200), Unavailable, "failed", None),
        (Given(b'{"id": 1}', length=50), Unavailable, "failed", None),
        (Given(b"{}", headers={**JSON, "Content-Encoding": "br"}), Unavailable, "failed", None),
        (Given(b"[" * 200_000), Unavailable, "failed", None),
    ],
)
def test_an_answer_means_one_thing(
    source: FakeSource,
    gate: FakeGate,
    given: Given,
    error: type[SourceError],
    outcome: str,
    rest_s: float | None,
):
    source.answer = lambda asked: given

    with pytest.raises(error) as caught:
        port(source, gate).get(ORDER)

    assert len(source.asked) == 1
    assert gate.told == [(outcome, rest_s)]
    assert caught.value.__cause__ is None


def test_a_date_to_come_again_counts_from_the_source_s_own_date_and_an_hour_is_enough(
    source: FakeSource, gate: FakeGate
):
    headers = {**JSON, "Retry-After": "Mon, 29 Nov 2100 10:00:00 GMT"}
    source.answer = lambda asked: Given({}, 429, headers)

    with pytest.raises(Throttled) as caught:
        port(source, gate).get(ORDER)
    assert caught.value.retry_after_s == 3600.0


LARGE = b'"%s"' % (b"a" * (5 * 1024 * 1024))


@pytest.mark.parametrize("given", [Given(LARGE), gzipped(LARGE * 20)])
def test_an_answer_over_5_mb_once_inflated_is_never_held_whole(
    source: FakeSource, gate: FakeGate, given: Given
):
    source.answer = lambda asked: given
    tracemalloc.start()

    with pytest.raises(Unavailable, match="TooLarge"):
        port(source, gate).get(ORDER)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30_000_000


def test_what_is_sent_slowly_ends_with_the_whole_deadline(source: FakeSource, gate: FakeGate):
    source.answer = lambda asked: Given(b'{"id": 250}' * 100, drip_s=0.05)

    with pytest.raises(Unavailable, match="TimeoutError"):
        port(source, gate, deadline_s=0.4).get(ORDER)


def test_an_inflated_answer_is_read(source: FakeSource, gate: FakeGate):
    source.answer = lambda asked: gzipped(json.dumps(FINE[asked.path]).encode())

    found = port(source, gate).get(Fetch("shipments", {"id": "250"}))
    assert found.body == b'{"order":{"id": 250},"shipments":[]}'


def test_nothing_is_asked_while_the_gate_is_shut(source: FakeSource, gate: FakeGate):
    def shut() -> None:
        raise PermissionError

    gate.ask = shut

    with pytest.raises(PermissionError):
        port(source, gate).get(ORDER)
    assert (source.asked, gate.told) == ([], [])


def test_a_key_that_no_header_can_hold_is_not_sent(source: FakeSource, gate: FakeGate):
    with pytest.raises(Unauthorized):
        port(source, gate, key=lambda: "a\r\nX: b").get(ORDER)

    assert source.asked == []


@pytest.mark.parametrize("given", [Given(b"the-key", 500), Given(b"{", 200), Given(b"", length=9)])
def test_no_log_and_no_error_names_a_key_or_an_id(
    source: FakeSource, gate: FakeGate, given: Given, caplog: pytest.LogCaptureFixture
):
    source.answer = lambda asked: given
    one = port(source, gate)

    with caplog.at_level(logging.DEBUG), pytest.raises(SourceError) as caught:
        one.get(Fetch(ORDER.resource, {"id": "9182736450"}))

    told = f"{caught.value!r} {caught.value} {one!r} {one._asker!r} {caplog.text}"
    assert "the-key" not in told
    assert "9182736450" not in told  # long enough for no port or address to hold it by chance
    assert "asked shop: HTTP" in caplog.text


def test_the_name_is_kept_in_the_host_header(
    source: FakeSource, gate: FakeGate, monkeypatch: pytest.MonkeyPatch
):
    port_number = int(source.url.rsplit(":", 1)[1])
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *args, **more: real("127.0.0.1", *args, **more)
    )
    source.answer = lambda asked: Given(FINE[asked.path.removeprefix("/stores/x1")])
    source.url = f"http://api.sandbox.example:{port_number}/stores/x1"

    port(source, gate).get(Fetch("shipments", {"id": "250"}))
    assert source.asked[0].headers["host"] == f"api.sandbox.example:{port_number}"
    assert source.asked[0].path == "/stores/x1/v2/orders/250"
