import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoPermissionError
from redis.exceptions import TimeoutError as RedisTimeoutError


def test_the_process_lives_without_redis(rig) -> None:
    rig.redis.failure = RedisConnectionError()

    answer = rig.client().get("/livez")

    assert (answer.status_code, answer.json) == (200, {"status": "alive"})


def test_ready_when_redis_keeps_everything(rig) -> None:
    answer = rig.client().get("/readyz")

    assert (answer.status_code, answer.json) == (200, {"status": "ready"})


VOLATILE = [("appendonly", "no"), ("appendfsync", "everysec"), ("maxmemory-policy", "allkeys-lru")]


@pytest.mark.parametrize(("name", "value"), VOLATILE)
def test_not_ready_when_redis_may_lose_something(
    rig, name: str, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    rig.redis.config[name] = value

    answer = rig.client().get("/readyz")

    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert name not in answer.text
    assert f"{name} {value}" in caplog.text


@pytest.mark.parametrize(("name", "value"), VOLATILE)
def test_a_volatile_redis_may_be_allowed_and_is_told(rig, name: str, value: str) -> None:
    rig.redis.config[name] = value

    answer = rig.client(volatile_allowed=True).get("/readyz")

    assert (answer.status_code, answer.json) == (200, {"status": "ready", "volatile": True})


@pytest.mark.parametrize("failure", [RedisConnectionError(), RedisTimeoutError()])
@pytest.mark.parametrize("volatile_allowed", [True, False])
def test_not_ready_when_redis_does_not_answer(
    rig, failure: Exception, volatile_allowed: bool, caplog: pytest.LogCaptureFixture
) -> None:
    rig.redis.failure = failure

    answer = rig.client(volatile_allowed=volatile_allowed).get("/readyz")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert f"Redis does not answer: {type(failure).__name__}" in caplog.text


@pytest.mark.parametrize(("volatile_allowed", "status"), [(False, 503), (True, 200)])
def test_a_redis_that_hides_its_configuration_is_not_trusted(
    rig, volatile_allowed: bool, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    rig.redis.refusal = NoPermissionError()

    answer = rig.client(volatile_allowed=volatile_allowed).get("/readyz")

    assert answer.status_code == status
    assert "CONFIG GET" in caplog.text
