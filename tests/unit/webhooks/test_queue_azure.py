"""Azure Service Bus by the library's own messages, encoded and decoded by it; no emulator."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from azure.servicebus import ServiceBusMessage, ServiceBusReceivedMessage, exceptions
from azure.servicebus._pyamqp._encode import encode_payload
from azure.servicebus._pyamqp.message import Message as WireMessage
from azure.servicebus._pyamqp.types import TYPE, VALUE, AMQPTypes
from azure.servicebus._transport._pyamqp_transport import PyamqpTransport

from config.queue_doors import TRANSPORT, QueueDoor
from config.secret import SecretRef
from tests.unit.webhooks.conftest import NOW
from webhooks.queues import azure_bus
from webhooks.queues.azure_bus import AzureInbox
from webhooks.queues.port import QueueUnavailable
from webhooks.queues.reading import delivery_of_message

BODY = b'{"refs": ["order:1001"]}'
KEY = {"KEY": "c2hhcmVkLWFjY2Vzcy1rZXk="}
SENT_MS = 1_732_000_000_000


def door(path: str = "/events") -> QueueDoor:
    url = urlsplit(f"azure://listen@acme.servicebus.windows.net{path}")
    return QueueDoor("in", url, "shop", TRANSPORT, 20, SecretRef("env:KEY", KEY))


def over_the_wire(message: WireMessage) -> ServiceBusReceivedMessage:
    """Return a message as the library hands it over after it has come in."""
    annotations = {b"x-opt-enqueued-time": {TYPE: AMQPTypes.timestamp, VALUE: SENT_MS}}
    wire = encode_payload(bytearray(), message._replace(message_annotations=annotations))
    return ServiceBusReceivedMessage.from_bytes(bytes(wire))


def sent(raw: bytes, **told: Any) -> ServiceBusReceivedMessage:
    message = ServiceBusMessage(raw, **told)
    return over_the_wire(PyamqpTransport.to_outgoing_amqp_message(message.raw_amqp_message))


@dataclass
class FakeReceiver:
    """A receiver that settles nothing but remembers; `failure` is raised."""

    messages: list[ServiceBusReceivedMessage]
    completed: list[Any] = field(default_factory=list)
    abandoned: list[Any] = field(default_factory=list)
    asked: dict[str, Any] = field(default_factory=dict)
    failure: Exception | None = None

    def receive_messages(self, **asked: Any) -> list[ServiceBusReceivedMessage]:
        self.asked = asked
        if self.failure:
            raise self.failure
        return self.messages

    def complete_message(self, message: Any) -> None:
        if self.failure:
            raise self.failure
        self.completed.append(message)

    def abandon_message(self, message: Any) -> None:
        self.abandoned.append(message)


def inbox(receiver: FakeReceiver, close: Callable[[], None] = lambda: None) -> AzureInbox:
    return AzureInbox(door(), receiver, close)


def test_a_message_is_read_as_the_delivery_it_would_be_over_http(rig):
    told = {"X-Plain-Topic": "orders/new", "X-Plain-Webhook-Id": "d-1"}
    came = sent(BODY, content_type="application/json", application_properties=told)

    (message,) = inbox(FakeReceiver([came])).receive(5.0)
    delivery = delivery_of_message(door(), rig.senders["shop"], message, limit=1000, now=NOW)

    assert (delivery.state, delivery.envelope.identity, delivery.body) == ("queued", "d-1", BODY)


def test_content_type_id_and_time_of_sending_are_read_from_the_properties():
    came = sent(BODY, content_type="application/cloudevents+json", message_id="m-1")

    (message,) = inbox(FakeReceiver([came])).receive(5.0)

    assert message.headers.get("content-type") == "application/cloudevents+json"
    assert (message.ident, message.at) == ("m-1", SENT_MS / 1000)


@pytest.mark.parametrize(
    ("shape", "raw"),
    [
        ({"data": [b'{"a"', b": 1}"]}, b'{"a": 1}'),
        ({"value": '{"a": 1}'}, b'{"a": 1}'),
        ({"value": {"a": 1}}, b"{b'a': 1}"),
        ({"sequence": [["a", 1]]}, b"[[b'a', 1]]"),
    ],
)
def test_every_body_of_amqp_becomes_bytes(shape: dict[str, Any], raw: bytes):
    (message,) = inbox(FakeReceiver([over_the_wire(WireMessage(**shape))])).receive(5.0)

    assert message.raw == raw


def test_no_more_is_locked_than_the_settings_allow():
    receiver = FakeReceiver([])

    inbox(receiver).receive(5.0)

    assert receiver.asked == {"max_message_count": 20, "max_wait_time": 5.0}


def test_a_message_is_completed_or_abandoned():
    came = [sent(BODY), sent(BODY)]
    receiver = FakeReceiver(came)
    opened = inbox(receiver)

    first, second = opened.receive(5.0)
    opened.acknowledge(first)
    opened.release([second])

    assert (receiver.completed, receiver.abandoned) == ([came[0]], [came[1]])


def test_a_lock_that_is_lost_is_told_as_a_broker_that_refuses():
    receiver = FakeReceiver([sent(BODY)])
    opened = inbox(receiver)
    (message,) = opened.receive(5.0)
    receiver.failure = exceptions.MessageLockLostError()

    with pytest.raises(QueueUnavailable, match=r"azure://acme.servicebus.windows.net/events"):
        opened.acknowledge(message)


def test_closing_ends_the_connection_whatever_it_says():
    closed = []

    def close() -> None:
        closed.append("closed")
        raise exceptions.ServiceBusConnectionError

    inbox(FakeReceiver([]), close).close()

    assert closed == ["closed"]


@pytest.mark.parametrize(
    ("path", "entity"),
    [("/events", "events"), ("/orders/orderlane", "orders/Subscriptions/orderlane")],
)
def test_a_queue_or_a_subscription_is_opened_by_its_path(path: str, entity: str):
    opened = azure_bus.open_inbox(door(path))

    assert opened._receiver.entity_path == entity  # type: ignore[attr-defined] # the library's own
    opened.close()
