import logging
import threading

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from ledger.records import Bell
from webhooks.bellman import Bellman
from worker.bell import NO_MESSAGE, NotRung

WAIT_S = 10.0


class FakeRinger:
    """Rings when it is let; raises what it is told to, once."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.rung: list[str] = []
        self.failure = failure
        self.let = threading.Event()
        self.begun = threading.Semaphore(0)
        self.done = threading.Semaphore(0)

    def message(self, bell: Bell) -> tuple[str, bytes]:
        return NO_MESSAGE

    def ring(self, bell: Bell) -> None:
        self.begun.release()
        assert self.let.wait(WAIT_S)
        failure, self.failure = self.failure, None
        if failure is not None:
            raise failure
        self.rung.append(bell.event_id)
        self.done.release()


def bell(name: str) -> Bell:
    return Bell(name, "orders.hold", "orders", name)


def test_a_bell_rings_although_nobody_waits_for_it() -> None:
    ringer = FakeRinger()

    Bellman(ringer).ring(bell("a"))

    assert ringer.begun.acquire(timeout=WAIT_S)
    assert ringer.rung == []
    ringer.let.set()
    assert ringer.done.acquire(timeout=WAIT_S)
    assert ringer.rung == ["a"]


@pytest.mark.parametrize("failure", [NotRung(), RedisConnectionError(), OSError()])
def test_a_bell_that_fails_is_told_and_the_next_one_rings(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    ringer = FakeRinger(failure)
    ringer.let.set()
    bellman = Bellman(ringer)

    bellman.ring(bell("a"))
    bellman.ring(bell("b"))

    assert ringer.done.acquire(timeout=WAIT_S)
    assert ringer.rung == ["b"]
    assert [record.getMessage() for record in caplog.records] == [
        f"the bell of a did not ring: {type(failure).__name__}"
    ]


def test_bells_beyond_the_room_are_left_to_the_sweep(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    ringer = FakeRinger()
    bellman = Bellman(ringer, room=1)
    bellman.ring(bell("a"))
    assert ringer.begun.acquire(timeout=WAIT_S)

    bellman.ring(bell("b"))
    bellman.ring(bell("c"))

    assert [record.getMessage() for record in caplog.records] == ["no room for the bell of c"]
    ringer.let.set()
    assert ringer.done.acquire(timeout=WAIT_S)
    assert ringer.done.acquire(timeout=WAIT_S)
    assert ringer.rung == ["a", "b"]
