"""The queue door of a Redis list, on a real Redis."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orderlane.embedded import EmbeddedRedis
from tests.integration.queue_rig import QueueRig, event, fresh

TOLD = 'headers = {"Content-Type" = "application/cloudevents+json"}'


@pytest.fixture
def rig(
    tmp_path: Path, state_redis: EmbeddedRedis, store: str
) -> Iterator[Callable[[str], QueueRig]]:
    made: list[QueueRig] = []
    name = fresh("list")

    def make(options: str = "") -> QueueRig:
        url = f"{state_redis.url}?list={name}{options}"
        made.append(QueueRig(tmp_path, state_redis.url, store, url, more=TOLD))
        return made[-1]

    yield make
    for one in made:
        one.client.delete(*one.client.keys(f"{name}*"), name)
        one.close()


def test_items_are_stored_once_and_gone(rig: Callable[..., QueueRig]):
    house = rig()
    for number in ("1", "2", "2"):
        house.put(event(number))

    assert house.drain() == {"ACCEPTED": 2, "DUPLICATE": 1}
    assert house.client.llen(house.door.options["list"]) == 0
    assert [*house.client.scan_iter(f"{house.door.options['list']}:orderlane:hand:*")] == []


def test_what_a_dead_consumer_held_is_put_back_in_its_order(rig: Callable[..., QueueRig]):
    house = rig("&redeliver_after=0.3")
    for number in ("1", "2", "3"):
        house.put(event(number))
    dead = house.inbox()
    assert len(dead.receive(1.0)) == 3
    dead.close()
    too_soon = house.inbox().receive(1.0)
    time.sleep(0.4)

    again = house.inbox().receive(1.0)

    assert too_soon == []
    assert [message.raw for message in again] == [event("1"), event("2"), event("3")]


def test_what_is_given_back_is_there_at_once_and_in_its_order(rig: Callable[..., QueueRig]):
    house = rig()
    for number in ("1", "2", "3", "4"):
        house.put(event(number))
    first = house.inbox()
    messages = first.receive(1.0)
    first.acknowledge(messages[0])

    first.release(messages[1:])
    again = house.inbox().receive(1.0)

    assert [message.raw for message in again] == [event("2"), event("3"), event("4")]
