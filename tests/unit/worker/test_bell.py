"""A ready-made bell is what Celery itself would have sent."""

import json
from typing import Any

from celery import Celery
from kombu.transport.virtual import Message

from config.secret import SecretRef
from config.settings import Settings
from ledger.records import Bell
from worker.bell import NO_MESSAGE, RedisRinger, celery_message
from worker.ringers import ringer_for

BELL = Bell("17-abc", "orders.hold", "orders", "17-abc.1")


class RecordingChannel:
    """A channel that decodes as kombu's virtual channel does without a body encoding."""

    def decode_body(self, body: Any, encoding: str | None) -> Any:
        assert encoding is None
        return body


def celery_s_own() -> Any:
    app = Celery("x", broker="memory://localhost/")
    app.send_task("orders.hold", args=["17-abc"], task_id="17-abc.1", queue="orders")
    with app.connection_for_read() as connection:
        message = connection.SimpleQueue("orders").get(timeout=5)
        message.ack()
        return message


def test_the_ready_made_message_says_what_celery_s_own_says():
    theirs = celery_s_own()
    ours = Message(json.loads(celery_message(BELL)), channel=RecordingChannel())

    args, kwargs, _ = ours.decode()
    their_args, their_kwargs, _ = theirs.decode()
    assert (args, kwargs) == (their_args, their_kwargs) == (["17-abc"], {})
    for name in ("lang", "task", "id", "root_id", "retries", "argsrepr", "kwargsrepr"):
        assert ours.headers[name] == theirs.headers[name], name
    assert ours.content_type == theirs.content_type
    assert ours.properties["correlation_id"] == theirs.properties["correlation_id"]


def test_two_messages_never_share_a_delivery_tag():
    tags = {json.loads(celery_message(BELL))["properties"]["delivery_tag"] for _ in range(50)}

    assert len(tags) == 50


def test_a_bell_carries_the_event_s_id_and_nothing_else():
    body = json.loads(json.loads(celery_message(BELL))["body"])

    assert body[:2] == [["17-abc"], {}]


def test_ringing_pushes_on_the_list_of_its_queue(redis_client: Any, store: str):
    RedisRinger(redis_client).ring(Bell("17-abc", "orders.hold", store, "17-abc"))

    assert redis_client.llen(store) == 1


def settings(broker: str) -> Settings:
    return Settings(
        redis_url="redis://localhost:1/0",
        broker_url=broker,
        oms_url="",
        oms_key=SecretRef("env:X"),
        sources={},
        external_ids={},
    )


def test_one_redis_for_state_and_bells_lets_the_ledger_ring(redis_client: Any):
    ringer = ringer_for(settings("redis://localhost:1/0"), redis_client, Celery())

    queue, message = ringer.message(BELL)

    assert queue == "orders"
    assert b"17-abc.1" in message


def test_another_broker_is_rung_through_celery(redis_client: Any):
    app = Celery("x", broker="memory://localhost/")
    ringer = ringer_for(settings("memory://localhost/"), redis_client, app)

    ringer.ring(BELL)

    assert ringer.message(BELL) == NO_MESSAGE
    with app.connection_for_read() as connection:
        assert connection.SimpleQueue("orders").get(timeout=5).headers["id"] == "17-abc.1"
