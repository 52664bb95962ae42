"""Fixtures of the integration tests."""

from collections.abc import Iterator

import pytest
import redis

import oms_sandbox
from ledger.connection import connect
from orderlane.embedded import EmbeddedRedis, embedded_redis
from tests.integration.lane_rig import KEY, Lane, lane_of


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    """A sandbox that the tests share, so each makes its own order."""
    with oms_sandbox.running(keys=(KEY,), rate_limit=None, seed=7) as sandbox:
        yield sandbox.url


@pytest.fixture(scope="module")
def own_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """A Redis of one file's tests: a shard's figures are those of every store in it."""
    with embedded_redis(tmp_path_factory.mktemp("own-redis")) as server:
        yield server


@pytest.fixture
def own_client(own_redis: EmbeddedRedis) -> Iterator["redis.Redis"]:
    """The file's own Redis, emptied."""
    with connect(own_redis.url) as client:
        client.flushall()
        yield client


@pytest.fixture
def lane(redis_client: "redis.Redis", sandbox_url: str, store: str) -> Iterator[Lane]:
    """The lane of an order that neither ledger nor OMS knows yet."""
    with lane_of(redis_client, sandbox_url, store) as opened:
        yield opened
