import time

from orderlane.recheck import patiently
from webhooks.again import NO_KEY, Reading

FOUND = Reading(None, "UNREADABLE")
AWAY = Reading(None, NO_KEY)


def test_a_key_that_is_fetched_meanwhile_is_waited_for() -> None:
    readings = iter([AWAY, AWAY, FOUND])

    assert patiently(lambda: next(readings), time.monotonic() + 30) is FOUND


def test_a_key_that_never_comes_is_not_waited_for_for_ever() -> None:
    assert patiently(lambda: AWAY, time.monotonic() + 0.3) is AWAY


def test_whatever_else_is_read_once() -> None:
    readings = iter([FOUND])

    assert patiently(lambda: next(readings), time.monotonic() + 30) is FOUND
