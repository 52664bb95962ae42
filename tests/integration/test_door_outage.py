"""The door while its Redis is gone, frozen, full or careless: 503 in time, and nothing half-stored."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from orderlane.embedded import EmbeddedRedis, embedded_redis
from tests.integration.door_rig import (
    DoorRig,
    fresh_id,
    running_door,
    shopify_headers,
    shopify_order,
)

IN_TIME_S = 2.0
"""How long a sender waits for the answer at most."""


@pytest.fixture
def redis_of_ours(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    (tmp_path / "redis").mkdir()
    with embedded_redis(tmp_path / "redis") as server:
        yield server


@pytest.fixture
def door(redis_of_ours: EmbeddedRedis, tmp_path: Path) -> Iterator[DoorRig]:
    with running_door(tmp_path, redis_of_ours) as rig:
        yield rig


def stored_once(door: DoorRig, identity: str, raw: bytes) -> bool:
    event = door.event("shopify", identity)
    return event["body"] == raw and len(door.views.queue(event["lane"])) == 1


def test_while_redis_is_gone_nothing_is_accepted_and_nothing_is_lost(door: DoorRig) -> None:
    first, raw, identity, other = fresh_id(), shopify_order(), fresh_id(), shopify_order()
    headers = shopify_headers(raw, identity)
    assert door.post("shopify", other, shopify_headers(other, first)).status_code == 200

    door.redis.kill()
    refused = door.post("shopify", raw, headers, timeout_s=IN_TIME_S)
    ready = requests.get(f"{door.url}/readyz", timeout=IN_TIME_S)
    alive = requests.get(f"{door.url}/livez", timeout=IN_TIME_S)
    door.redis.start()
    missing = door.event("shopify", identity)
    again = [door.post("shopify", raw, headers).status_code for _ in range(2)]

    assert (refused.status_code, ready.status_code, alive.status_code) == (503, 503, 200)
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert missing == {}
    assert again == [200, 200]
    assert stored_once(door, identity, raw)
    assert stored_once(door, first, other)


def test_while_redis_is_frozen_the_answer_comes_in_time(door: DoorRig) -> None:
    warm, raw, identity = shopify_order(), shopify_order(), fresh_id()
    headers = shopify_headers(raw, identity)
    assert door.post("shopify", warm, shopify_headers(warm, fresh_id())).status_code == 200

    os.kill(door.redis.pid, signal.SIGSTOP)
    try:
        # The first on a connection that is open already, the others on new ones.
        answers = [door.post("shopify", raw, headers, timeout_s=IN_TIME_S) for _ in range(3)]
        ready = requests.get(f"{door.url}/readyz", timeout=IN_TIME_S)
    finally:
        os.kill(door.redis.pid, signal.SIGCONT)
    again = door.post("shopify", raw, headers)

    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert ready.status_code == 503
    assert again.status_code == 200
    assert stored_once(door, identity, raw)


def test_a_redis_that_is_nearly_full_takes_nothing_in(door: DoorRig) -> None:
    raw, identity = shopify_order(), fresh_id()
    used = door.client.info("memory")["used_memory"]
    door.client.config_set("maxmemory", used)

    refused = door.post("shopify", raw, shopify_headers(raw, identity))
    missing = door.event("shopify", identity)

    assert refused.status_code == 503
    assert missing == {}


def test_a_redis_that_may_lose_something_is_not_ready(door: DoorRig) -> None:
    door.client.config_set("appendfsync", "everysec")

    ready = requests.get(f"{door.url}/readyz", timeout=10)

    assert ready.status_code == 503
