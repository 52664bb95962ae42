"""The queue door of RabbitMQ, on a real broker: ORDERLANE_TEST_AMQP_URL, else one of this machine.

Each test has a queue of its own and deletes it.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from kombu import Connection
from kombu.exceptions import OperationalError

from orderlane.embedded import EmbeddedRedis
from orderlane.processes import wait_until
from tests.integration.queue_rig import QueueRig, event, fresh, signed
from webhooks.queues.app import consumers
from webhooks.queues.port import QueueUnavailable

HERE = "amqp://guest:guest@127.0.0.1:5672//"
URL = os.environ.get("ORDERLANE_TEST_AMQP_URL", HERE)
NOTHING = (
    "NOT TESTED: no RabbitMQ at {}; start one, or name one in ORDERLANE_TEST_AMQP_URL "
    "(amqp://user:password@host:5672/vhost)"
)
STRUCTURED = "application/cloudevents+json"


@pytest.fixture(scope="module")
def broker() -> Iterator[Connection]:
    """A connection of the tests' own, as the queue's owner."""
    with Connection(URL, connect_timeout=3) as connection:
        try:
            connection.ensure_connection(max_retries=1)
        except OperationalError:
            if "ORDERLANE_TEST_AMQP_URL" in os.environ:
                raise
            pytest.skip(NOTHING.format("127.0.0.1:5672"))
        yield connection


class Owner:
    """The queue of one test, as its owner and its producer see it."""

    def __init__(self, broker: Connection) -> None:
        self.name = fresh("queue")
        self.dead = f"{self.name}-dead"
        self.channel: Any = broker.channel()
        self.channel.queue_declare(self.dead, durable=False, auto_delete=False)
        arguments = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": self.dead}
        self.channel.queue_declare(self.name, auto_delete=False, arguments=arguments)

    def publish(self, raw: bytes, **properties: Any) -> None:
        message = self.channel.prepare_message(
            raw,
            content_type=properties.pop("content_type", STRUCTURED),
            content_encoding=properties.pop("content_encoding", "utf-8"),
            headers=properties.pop("headers", None),
            properties=properties,
        )
        self.channel.basic_publish(message, exchange="", routing_key=self.name)

    def waiting(self, name: str = "") -> int:
        return int(self.channel.queue_declare(name or self.name, passive=True).message_count)

    def close(self) -> None:
        for name in (self.name, self.dead):
            self.channel.queue_delete(name)
        self.channel.close()


@pytest.fixture
def owner(broker: Connection) -> Iterator[Owner]:
    with closing(Owner(broker)) as made:
        yield made


@pytest.fixture
def rig(
    tmp_path: Path, state_redis: EmbeddedRedis, store: str, owner: Owner
) -> Iterator[Callable[..., QueueRig]]:
    made: list[QueueRig] = []

    def make(name: str = "", host: str = "", **more: Any) -> QueueRig:
        place = urlsplit(URL)
        vhost = quote(place.path[1:] or "/", safe="")
        at = host or f"{place.hostname}:{place.port or 5672}"
        url = f"amqp://{place.username}@{at}/{vhost}?queue={name or owner.name}"
        told = f'password = "env:PASSWORD"\n{more.pop("more", "")}'
        environ = {"PASSWORD": place.password or ""}
        arguments = {"more": told, "environ": environ, **more}
        made.append(QueueRig(tmp_path, state_redis.url, store, url, **arguments))
        return made[-1]

    yield make
    for one in made:
        one.close()


Make = Callable[..., QueueRig]


def test_messages_are_stored_once_and_gone(rig: Make, owner: Owner):
    house = rig()
    for number in ("1", "2", "2"):
        owner.publish(event(number))

    assert house.drain() == {"ACCEPTED": 2, "DUPLICATE": 1}
    assert house.record("/bus|e-2")["body"] == event("2")
    assert owner.waiting() == 0


@pytest.mark.parametrize(
    "told",
    [
        {"content_type": STRUCTURED},
        {"content_type": "application/CloudEvents+JSON; charset=UTF-8"},
        {"content_type": STRUCTURED, "content_encoding": "binary"},
        {"content_type": STRUCTURED, "content_encoding": "utf-16"},
        {"content_type": STRUCTURED, "headers": {"compression": "application/x-gzip"}},
    ],
)
def test_a_body_is_read_as_it_came_whatever_stands_beside_it(
    rig: Make, owner: Owner, told: dict[str, Any]
):
    house = rig()
    owner.publish(event("7"), **told)

    assert house.drain() == {"ACCEPTED": 1}
    assert house.record("/bus|e-7")["body"] == event("7")


def test_the_attributes_of_cloud_events_stand_in_the_header_table(rig: Make, owner: Owner):
    house = rig()
    table = {"specversion": "1.0", "id": "7", "source": "/lager/münchen", "type": "order.held"}
    raw = b'{"type": "order.held", "order": {"id": "7"}, "reason": "fraud"}'
    headers = {f"cloudEvents:{name}": value for name, value in table.items()}
    owner.publish(raw, content_type="application/json", headers=headers, message_id="m-1")

    assert house.drain() == {"ACCEPTED": 1}
    assert house.record("/lager/m%C3%BCnchen|7")["body"] == raw


def test_poison_is_in_quarantine_with_its_bytes_and_not_dead_lettered(rig: Make, owner: Owner):
    house = rig()
    owner.publish(b"\xff\x00 no JSON", content_type="text/plain")
    owner.publish(event("1", kind="order.sung"))
    owner.publish(event("2"))

    assert house.drain() == {"QUARANTINED": 2, "ACCEPTED": 1}
    bodies = {record["body"]: record["reason"] for record in house.quarantined()}
    assert bodies[b"\xff\x00 no JSON"] == "UNREADABLE"
    assert bodies[event("1", kind="order.sung")] == "UNKNOWN_TOPIC"
    assert (owner.waiting(), owner.waiting(owner.dead)) == (0, 0)


def test_a_signed_message_counts_from_the_time_it_was_sent(rig: Make, owner: Owner):
    house = rig(dialect="standard_webhooks", seal="signature")
    raw = b'{"type": "order.held", "data": {"order": {"id": "7"}, "reason": "fraud"}}'
    long_ago = time.time() - 86_400
    headers = signed(raw, "m-1", long_ago)
    owner.publish(raw, headers=headers)
    owner.publish(raw, headers=headers, timestamp=int(long_ago))

    assert house.drain() == {"QUARANTINED": 1, "ACCEPTED": 1}
    assert house.record("m-1")["state"] == "queued"


def test_no_more_is_in_hand_than_the_settings_allow(rig: Make, owner: Owner):
    house = rig(more="prefetch = 3")
    for number in range(10):
        owner.publish(event(str(number)))

    with closing(house.inbox()) as inbox:
        first = inbox.receive(2.0)
        left = owner.waiting()

    assert [message.raw for message in first] == [event("0"), event("1"), event("2")]
    assert left == 7
    wait_until(lambda: owner.waiting() == 10, 5, "the messages given back")


def test_what_is_given_back_stands_where_it_stood(rig: Make, owner: Owner):
    house = rig()
    for number in ("1", "2", "3"):
        owner.publish(event(number))
    with closing(house.inbox()) as inbox:
        messages = inbox.receive(2.0)
        inbox.acknowledge(messages[0])
        inbox.release(messages[1:])

    with closing(house.inbox()) as inbox:
        again = inbox.receive(2.0)

    assert [message.raw for message in again] == [event("2"), event("3")]


def test_a_queue_that_is_not_there_is_told_and_not_made(rig: Make, owner: Owner):
    missing = fresh("missing")
    house = rig(missing)

    for _ in range(2):
        with pytest.raises(QueueUnavailable, match=f"no queue '{missing}'") as caught:
            house.drain()
        assert "guest:" not in str(caught.value)


def test_a_broker_that_is_away_is_told_without_the_password(rig: Make):
    with pytest.raises(QueueUnavailable, match=r"127.0.0.1:9/.*refused") as caught:
        rig(host="127.0.0.1:9").drain()

    assert "guest@" not in str(caught.value)


def test_a_broker_that_refuses_is_told_without_the_password(rig: Make):
    house = rig(environ={"PASSWORD": "wr0ngpassw0rd"})

    with pytest.raises(QueueUnavailable) as caught:
        house.drain()

    assert "wr0ngpassw0rd" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value) or urlsplit(URL).hostname in str(caught.value)


def test_a_queue_deleted_and_made_again_is_consumed_again(rig: Make, owner: Owner):
    house = rig()
    (consumer,) = consumers(house.settings, ["in"])
    thread = threading.Thread(target=consumer.run, args=(house.over,))
    thread.start()
    owner.publish(event("1"))
    wait_until(lambda: consumer.tally.taken == 1, 10)

    owner.channel.queue_delete(owner.name)
    owner.channel.queue_declare(owner.name, auto_delete=False)
    owner.publish(event("2"))
    wait_until(lambda: consumer.tally.taken == 2, 20)
    house.over.set()
    thread.join()

    assert house.record("/bus|e-2")


class Cut:
    """A proxy before the broker whose connections can be cut, as a network would."""

    def __init__(self) -> None:
        place = urlsplit(URL)
        self._there = (place.hostname or "", place.port or 5672)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.at = f"127.0.0.1:{self._server.getsockname()[1]}"
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            far = socket.create_connection(self._there)
            self._ends += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            return

    def cut(self) -> None:
        """Cut every connection."""
        for end in self._ends:
            with closing(end):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
        self._ends.clear()

    def close(self) -> None:
        self._server.close()
        self.cut()


def test_cut_connections_cost_no_message(rig: Make, owner: Owner):
    with closing(Cut()) as proxy:
        house = rig(host=proxy.at, more="prefetch = 5")
        (consumer,) = consumers(house.settings, ["in"])
        thread = threading.Thread(target=consumer.run, args=(house.over,))
        thread.start()
        for number in range(300):
            owner.publish(event(str(number)))
        for least in (20, 80, 160, 240):
            wait_until(lambda least=least: consumer.tally.taken >= least, 20)
            proxy.cut()
        wait_until(lambda: owner.waiting() == 0 and stored(house, 300), 30, "all 300")
        house.over.set()
        thread.join()

    statuses = consumer.tally.statuses
    assert statuses["ACCEPTED"] <= 300
    assert statuses.keys() <= {"ACCEPTED", "DUPLICATE"}


def stored(house: QueueRig, count: int) -> bool:
    return all(house.record(f"/bus|e-{number}") for number in range(count))
