"""The queue door of Redis Streams, on a real Redis."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from orderlane.embedded import EmbeddedRedis, embedded_redis
from orderlane.processes import wait_until
from tests.integration.queue_rig import QueueRig, event, fresh, signed
from webhooks.queues.app import consumers
from webhooks.queues.port import QueueUnavailable

Make = Callable[..., QueueRig]


@pytest.fixture
def stream() -> str:
    return fresh("stream")


@pytest.fixture
def rig(
    tmp_path: Path, state_redis: EmbeddedRedis, store: str, stream: str
) -> Iterator[Callable[..., QueueRig]]:
    made: list[QueueRig] = []

    def make(options: str = "", **more: str) -> QueueRig:
        url = f"{state_redis.url}?stream={stream}{options}"
        made.append(QueueRig(tmp_path, state_redis.url, store, url, **more))
        return made[-1]

    yield make
    for one in made:
        one.client.delete(stream)
        one.close()


def owed(client: "redis.Redis", stream: str) -> int:
    """Return how many entries the group was given and has not acknowledged."""
    return int(client.xpending(stream, "orderlane")["pending"])


def test_entries_are_stored_once_acknowledged_and_left_in_the_stream(rig: Make, stream: str):
    house = rig()
    for number in ("1", "2", "3"):
        house.put(event(number))

    assert house.drain() == {"ACCEPTED": 3}
    assert house.record("/bus|e-2")["body"] == event("2")
    assert owed(house.client, stream) == 0
    assert house.client.xlen(stream) == 3
    assert house.drain() == {}


def test_a_group_begins_with_the_first_entry_ever_and_another_group_reads_all_again(rig: Make):
    house, other = rig(), rig("&group=others")
    house.put(event("1"))

    assert sum(house.drain().values()) == 1
    assert other.drain() == {"DUPLICATE": 1}


def test_the_fields_beside_the_body_are_the_headers_of_a_signed_message(rig: Make):
    house = rig(dialect="standard_webhooks", seal="signature")
    raw = b'{"type": "order.held", "data": {"order": {"id": "7"}, "reason": "fraud"}}'
    headers = signed(raw, "m-1", time.time())
    house.put(raw, headers)
    house.put(raw.replace(b"7", b"8"), headers)

    house.drain()

    assert house.record("m-1")["body"] == raw
    assert [record["reason"] for record in house.quarantined()] == ["UNSEALED"]


def test_the_body_may_stand_in_a_field_of_another_name(rig: Make, stream: str):
    house = rig("&body=payload")
    house.client.xadd(
        stream, {"payload": event("1"), "Content-Type": "application/cloudevents+json"}
    )

    house.drain()

    assert house.record("/bus|e-1")["body"] == event("1")


def test_an_entry_without_a_body_is_kept_for_a_person_with_all_its_fields(rig: Make, stream: str):
    house = rig()
    house.client.xadd(stream, {"order": "7", "raw": b"\xff"})

    assert house.drain() == {"QUARANTINED": 1}
    (record,) = house.quarantined()
    assert record["reason"] == "UNREADABLE"
    assert record["body"] == '{"order": "7", "raw": "\ufffd"}'.encode("ascii", "backslashreplace")
    assert owed(house.client, stream) == 0


def test_what_a_dead_consumer_held_is_taken_over(rig: Make, stream: str):
    house = rig("&redeliver_after=0.3")
    house.put(event("1"))
    dead = house.inbox()
    assert len(dead.receive(1.0)) == 1
    dead.close()

    before = house.drain()
    time.sleep(0.4)

    assert before == {}
    assert sum(house.drain().values()) == 1
    assert owed(house.client, stream) == 0


def test_what_is_given_back_is_there_at_once_and_in_its_order(rig: Make):
    house = rig("&redeliver_after=60")
    for number in ("1", "2", "3"):
        house.put(event(number))
    first = house.inbox()
    messages = first.receive(1.0)
    first.acknowledge(messages[0])

    first.release(messages[1:])
    again = house.inbox().receive(1.0)

    assert [message.raw for message in again] == [event("2"), event("3")]


def test_more_than_one_page_of_what_was_left_behind_is_taken_over(rig: Make, stream: str):
    house = rig("&redeliver_after=0.2", more="prefetch = 2")
    for number in range(7):
        house.put(event(str(number)))
    dead = [house.inbox() for _ in range(4)]
    assert sum(len(one.receive(1.0)) for one in dead) == 7
    time.sleep(0.3)

    assert sum(house.drain().values()) == 7
    assert owed(house.client, stream) == 0


def test_the_name_of_a_dead_consumer_goes_once_it_owes_nothing(
    rig: Make, stream: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("webhooks.queues.redis_stream._DAY_MS", 50)
    house = rig("&redeliver_after=60")
    house.put(event("1"))
    idle, owing = house.inbox(), house.inbox()
    assert len(owing.receive(1.0)) == 1
    assert idle.receive(0.01) == []
    time.sleep(0.1)

    house.inbox()

    (left,) = house.client.xinfo_consumers(stream, "orderlane")
    assert left["pending"] == 1


def test_entries_trimmed_before_they_were_acknowledged_are_told(
    rig: Make, stream: str, caplog: pytest.LogCaptureFixture
):
    house = rig("&redeliver_after=0.1")
    house.put(event("1"))
    house.inbox().receive(1.0)
    house.client.xtrim(stream, maxlen=0)
    time.sleep(0.2)

    house.inbox().receive(0.01)

    assert "entries were trimmed before they were read" in caplog.text


def test_a_key_that_is_no_stream_is_told_and_nothing_is_changed(rig: Make, stream: str):
    house = rig()
    house.client.set(stream, "a text")

    with pytest.raises(QueueUnavailable, match="WRONGTYPE"):
        house.drain()

    assert house.client.get(stream) == b"a text"


def test_a_ledger_that_goes_away_costs_no_message_and_no_order(
    tmp_path: Path, state_redis: EmbeddedRedis, store: str, stream: str
):
    (tmp_path / "redis").mkdir()
    with embedded_redis(tmp_path / "redis") as ledger:
        house = QueueRig(tmp_path, ledger.url, store, f"{state_redis.url}?stream={stream}")
        (consumer,) = consumers(house.settings, ["in"])
        thread = threading.Thread(target=consumer.run, args=(house.over,))
        thread.start()
        house.put(event("1"))
        wait_until(lambda: consumer.tally.taken == 1, 10)
        ledger.kill()
        for number in ("2", "3", "4"):
            house.put(event(number))
        time.sleep(1.0)
        taken_meanwhile = consumer.tally.taken
        ledger.start()
        wait_until(lambda: consumer.tally.taken == 4, 30)
        house.over.set()
        thread.join()

        assert taken_meanwhile == 1
        assert dict(consumer.tally.statuses).keys() <= {"ACCEPTED", "DUPLICATE"}
        assert all(house.record(f"/bus|e-{number}") for number in range(1, 5))
        assert house.views.balance([store]).received == 4
        house.close()
