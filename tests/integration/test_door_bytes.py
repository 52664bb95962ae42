"""What strangers may send: the real server takes every shape of bytes without a fault."""

import gzip
import socket
from collections.abc import Iterator

import pytest
import requests

from orderlane.embedded import EmbeddedRedis
from orderlane.processes import LOOPBACK
from tests.integration.door_rig import (
    LIMIT,
    THREADS,
    DoorRig,
    fresh_id,
    running_door,
    shopify_headers,
    shopify_order,
)


@pytest.fixture(scope="module")
def door(state_redis: EmbeddedRedis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DoorRig]:
    with running_door(tmp_path_factory.mktemp("door"), state_redis) as rig:
        yield rig


def request_of(raw: bytes, headers: dict[str, str], start: str = "POST /webhooks/shopify") -> bytes:
    lines = [f"{start} HTTP/1.1", "Host: localhost", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + raw


def chunked(raw: bytes, size: int) -> bytes:
    pieces = [raw[at : at + size] for at in range(0, len(raw), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_a_chunked_delivery_is_read_whole(door: DoorRig) -> None:
    raw, identity = shopify_order(), fresh_id()
    headers = {**shopify_headers(raw, identity), "Transfer-Encoding": "chunked"}

    answer = door.talk(request_of(chunked(raw, 100), headers))

    assert status_of(answer) == 200
    assert door.event("shopify", identity)["body"] == raw


def test_a_chunked_body_over_the_limit_is_413_and_not_cut(door: DoorRig) -> None:
    kept = b'{"id": 1}' + b" " * (LIMIT - 9)
    identity = fresh_id()
    headers = {**shopify_headers(kept, identity), "Transfer-Encoding": "chunked"}

    exact = door.talk(request_of(chunked(kept, 8_000), headers))
    longer = door.talk(request_of(chunked(kept + b" ", 8_000), headers))

    assert (status_of(exact), status_of(longer)) == (200, 413)


def test_an_announced_body_over_the_limit_is_413(door: DoorRig) -> None:
    raw = b"x" * (LIMIT + 1)

    answer = door.post("shopify", raw, shopify_headers(raw, fresh_id()))

    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_zipped_body_is_415(door: DoorRig) -> None:
    raw = gzip.compress(shopify_order())
    headers = {**shopify_headers(raw, fresh_id()), "Content-Encoding": "gzip"}

    answer = door.post("shopify", raw, headers)

    assert answer.status_code == 415


@pytest.mark.parametrize(
    "name", ["X-Shopify-Webhook-Id", "X-Shopify-Topic", "X-Shopify-Hmac-Sha256"]
)
def test_a_header_that_counts_and_comes_twice_is_400(door: DoorRig, name: str) -> None:
    raw = shopify_order()
    headers = {**shopify_headers(raw, fresh_id()), "Content-Length": str(len(raw))}
    twice = request_of(raw, headers).replace(
        b"Host: localhost\r\n", b"Host: localhost\r\n%b: again\r\n" % name.encode(), 1
    )

    assert status_of(door.talk(twice)) == 400


@pytest.mark.parametrize("host", [b"", b"Host: localhost\r\nHost: elsewhere\r\n"])
def test_a_delivery_names_its_host_just_once(door: DoorRig, host: bytes) -> None:
    raw, identity = shopify_order(), fresh_id()
    headers = {**shopify_headers(raw, identity), "Content-Length": str(len(raw))}
    data = request_of(raw, headers).replace(b"Host: localhost\r\n", host, 1)

    assert status_of(door.talk(data)) == 400
    assert door.event("shopify", identity) == {}


def test_half_sent_deliveries_do_not_hold_up_others(door: DoorRig) -> None:
    raw, identity = shopify_order(), fresh_id()
    half = request_of(raw[:100], {**shopify_headers(raw, "h"), "Content-Length": str(len(raw))})
    slow = [socket.create_connection((LOOPBACK, door.port)) for _ in range(THREADS - 1)]
    for connection in slow:
        connection.sendall(half)

    answer = door.post("shopify", raw, shopify_headers(raw, identity), timeout_s=5)

    for connection in slow:
        connection.close()
    assert answer.status_code == 200
    assert door.event("shopify", identity)["body"] == raw


ODD = {
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    "length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "an unknown coding": b"Transfer-Encoding: lzma\r\n\r\nabc",
    "bad chunk size": b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    "bad chunk extension": b"Transfer-Encoding: chunked\r\n\r\n3;\n\r\nabc\r\n0\r\n\r\n",
    "chunk without its end": b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n",
    "chunks that stop": b"Transfer-Encoding: chunked\r\n\r\n50\r\nabc",
    "bad trailer": b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nbad trailer\r\n\r\n",
    "bare LF": b"X-One: 1\nX-Two: 2\r\nContent-Length: 0\r\n\r\n",
    "folded": b"X-One: 1\r\n  2\r\nContent-Length: 0\r\n\r\n",
    "NUL": b"X-One: \x00\r\nContent-Length: 0\r\n\r\n",
    "a length of letters": b"Content-Length: abc\r\n\r\n",
    "a negative length": b"Content-Length: -1\r\n\r\n",
    "an endless length": b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n",
    "cut short": b"Content-Length: 50\r\n\r\nabc",
    "too many headers": b"".join(b"X-%d: 1\r\n" % nth for nth in range(110)) + b"\r\n",
    "a long header": b"X-One: " + b"a" * 9_000 + b"\r\n\r\n",
    "a signature that is not ASCII": b"X-Shopify-Hmac-Sha256: \xc3\xa9\xff\r\nContent-Length: 2\r\n\r\n{}",
    "expects to go on": b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
}


@pytest.mark.parametrize("rest", ODD.values(), ids=ODD.keys())
def test_odd_requests_are_refused_and_nothing_is_stored(door: DoorRig, rest: bytes) -> None:
    before = door.received()

    answer = door.talk(b"POST /webhooks/shopify HTTP/1.1\r\nHost: localhost\r\n" + rest)

    final = answer.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert status_of(final) in {400, 401, 408, 413, 431, 501}
    assert door.received() == before


def test_a_smuggled_request_is_not_seen(door: DoorRig) -> None:
    raw, identity = shopify_order(), fresh_id()
    headers = {**shopify_headers(raw, identity), "Content-Length": str(len(raw))}
    inner = request_of(raw, headers)
    outer = (
        b"POST /webhooks/shopify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )

    answer = door.talk(outer + inner)

    assert answer.count(b"HTTP/1.1 ") == 1
    assert door.event("shopify", identity) == {}


@pytest.mark.parametrize(
    "method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "POST"]
)
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "//webhooks/shopify",
        "/webhooks",
        "/webhooks/shopify/x",
        "/webhooks/%00",
        "/%ff",
        "/livez",
        "*",
    ],
)
def test_the_crawl_finds_no_fault_no_banner_and_no_redirect(
    door: DoorRig, method: str, path: str
) -> None:
    answer = door.talk(request_of(b"", {"Content-Length": "0"}, start=f"{method} {path}"))

    head = answer.split(b"\r\n\r\n")[0].lower()
    assert status_of(answer) in {200, 400, 401, 404, 405}
    assert b"gunicorn" not in head
    assert b"werkzeug" not in head
    assert b"x-powered-by" not in head


def test_the_door_tells_that_it_is_ready_and_nothing_of_what_it_runs(door: DoorRig) -> None:
    alive = requests.get(f"{door.url}/livez", timeout=10)
    ready = requests.get(f"{door.url}/readyz", timeout=10)

    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})
