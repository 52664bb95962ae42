"""Who is slow waits by himself: two hundred of them hold nobody up."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from orderlane.embedded import EmbeddedRedis
from orderlane.processes import LOOPBACK
from tests.integration.door_rig import (
    DoorRig,
    fresh_id,
    running_door,
    shopify_headers,
    shopify_order,
)

POST = b"POST /webhooks/shopify HTTP/1.1\r\nHost: localhost\r\n"
SLOW = {
    "silent": b"",
    "half a head": POST + b"X-Slow: 1",
    "half a body": POST + b"Content-Length: 5000\r\n\r\nhalf",
    "a whole one and half of the next": (
        b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n" + POST + b"X-Slow: 1"
    ),
    "half a chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n50\r\nhalf",
}


@pytest.fixture(scope="module")
def door(state_redis: EmbeddedRedis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DoorRig]:
    with running_door(tmp_path_factory.mktemp("door"), state_redis) as rig:
        yield rig


def test_two_hundred_slow_connections_hold_nobody_up(door: DoorRig) -> None:
    with ExitStack() as stack:
        for nth in range(200):
            slow = stack.enter_context(socket.create_connection((LOOPBACK, door.port)))
            slow.sendall(list(SLOW.values())[nth % len(SLOW)])
        times = []
        for _ in range(20):
            raw, identity = shopify_order(), fresh_id()
            headers = shopify_headers(raw, identity)
            started = time.monotonic()
            answer = door.post("shopify", raw, headers)
            times.append(time.monotonic() - started)

            assert answer.status_code == 200
            assert door.event("shopify", identity)["body"] == raw

    assert max(times) < 3, times


def test_a_request_that_comes_byte_by_byte_is_answered(door: DoorRig) -> None:
    raw, identity = b'{"id": 5, "updated_at": "2026-11-28T20:00:00Z"}', fresh_id()
    headers = {**shopify_headers(raw, identity, "orders/delete"), "Content-Length": str(len(raw))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection((LOOPBACK, door.port)) as slow:
        for byte in POST + f"{lines}Connection: close\r\n\r\n".encode() + raw:
            slow.sendall(bytes([byte]))
        answer = b"".join(iter(lambda: slow.recv(4096), b""))

    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("sent", SLOW.values(), ids=SLOW.keys())
def test_who_is_too_slow_is_let_go(door: DoorRig, sent: bytes) -> None:
    with socket.create_connection((LOOPBACK, door.port), timeout=20) as slow:
        slow.sendall(sent)
        answer = b"".join(iter(lambda: slow.recv(4096), b""))

    assert answer == b"" or b"HTTP/1.1 408 " in answer


def test_who_waits_to_go_on_is_told_to(door: DoorRig) -> None:
    raw, identity = shopify_order(), fresh_id()
    headers = {**shopify_headers(raw, identity), "Content-Length": str(len(raw))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection((LOOPBACK, door.port), timeout=20) as polite:
        polite.sendall(POST + f"{lines}Connection: close\r\nExpect: 100-continue\r\n\r\n".encode())
        told = polite.recv(4096)
        polite.sendall(raw)
        answer = b"".join(iter(lambda: polite.recv(4096), b""))

    assert told.startswith(b"HTTP/1.1 100 ")
    assert b"HTTP/1.1 200 " in answer
