"""Fixtures that every level shares: a real Redis of our own, one a test process."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from ledger.connection import connect
from orderlane.embedded import EmbeddedRedis, embedded_redis
from tests.oracles import npm


def pytest_report_header() -> str:
    """Say whether the senders' own libraries are asked, or their recorded answers are taken."""
    reason = npm.why_not()
    return f"oracles: {f'recorded answers, {reason}' if reason else 'asked in node'}"


@pytest.fixture(scope="session")
def state_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """A real Redis with every write on disk before its answer; tests share it, so they make own names."""
    folder: Path = tmp_path_factory.mktemp("redis")
    with embedded_redis(folder) as server:
        yield server


@pytest.fixture
def redis_client(state_redis: EmbeddedRedis) -> Iterator["redis.Redis"]:
    client = connect(state_redis.url)
    yield client
    client.close()


@pytest.fixture
def store() -> str:
    """A store that no other test knows."""
    return f"store-{uuid.uuid4().hex[:12]}"
