"""`orderlane consume`, `orderlane health consumer` and `orderlane send --queue`, as a person runs them."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orderlane.embedded import EmbeddedRedis
from orderlane.leash import Leashed
from orderlane.processes import wait_until
from tests.integration.queue_rig import QueueRig, event, fresh
from webhooks.queues.pulse import KEY


@pytest.fixture
def house(tmp_path: Path, state_redis: EmbeddedRedis, store: str) -> Iterator[QueueRig]:
    stream = fresh("command")
    rig = QueueRig(tmp_path, state_redis.url, store, f"{state_redis.url}?stream={stream}")
    yield rig
    rig.client.delete(stream)
    rig.close()


def orderlane(house: QueueRig, *words: str, **more: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "orderlane", *words],
        env={**os.environ, **house.environ},
        capture_output=True,
        text=True,
        check=False,
        **more,
    )


def test_once_ends_with_a_count_when_the_queue_is_empty(house: QueueRig):
    for number in ("1", "2", "2"):
        house.put(event(number))
    house.put(b"no JSON")

    first = orderlane(house, "consume", "bus", "--once", "--output", "json")
    second = orderlane(house, "consume", "in", "--once")

    assert json.loads(first.stdout) == {"in": {"ACCEPTED": 2, "DUPLICATE": 1, "QUARANTINED": 1}}
    assert (second.returncode, second.stdout) == (0, "in: 0 taken\n")


def test_a_queue_that_nobody_has_declared_is_told_with_those_that_are(house: QueueRig):
    done = orderlane(house, "consume", "nobody")

    assert done.returncode == 2
    assert "no queue and no queue's source is called nobody (queues: in)" in done.stderr


def test_once_fails_when_the_broker_is_away(house: QueueRig):
    told = house.config.read_text()
    house.config.write_text(told.replace(house.door.url.netloc, "127.0.0.1:9"))

    done = orderlane(house, "consume", "--once")

    assert done.returncode == 2
    assert "127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr


def test_send_puts_a_message_in_as_its_source_would(house: QueueRig):
    sent = orderlane(house, "send", "in", "order.held", "-", "--queue", input=event("1").decode())

    assert sent.returncode == 0
    assert "put into in" in sent.stdout
    assert house.drain() == {"ACCEPTED": 1}


def test_it_lives_until_sigterm_and_then_ends_in_order(house: QueueRig, tmp_path: Path):
    log = tmp_path / "consume.log"
    argv = [sys.executable, "-m", "orderlane", "consume"]
    house.client.delete(f"{KEY}{socket.gethostname()}:in")  # of another test's consumer
    house.put(event("1"))
    consumer = Leashed(argv, log, env=house.environ)
    try:
        wait_until(lambda: bool(house.record("/bus|e-1")), 40, "the message")
        wait_until(lambda: orderlane(house, "health", "consumer").returncode == 0, 20, "its pulse")
        os.kill(consumer.pid, signal.SIGTERM)
        status = consumer.wait()
    finally:
        consumer.end()

    assert status == 0
    assert "in: 1 taken (1 accepted)" in log.read_text()
    assert house.client.xpending(house.door.options["stream"], "orderlane")["pending"] == 0


def test_without_a_consumer_the_health_check_fails(house: QueueRig):
    config = house.config.read_text().replace("[queues.in]", f"[queues.{fresh('queue')}]")
    house.config.write_text(config)

    done = orderlane(house, "health", "consumer")

    assert done.returncode == 2
    assert "no consumer of this host lives for" in done.stderr
