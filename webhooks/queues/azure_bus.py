"""Azure Service Bus: `azure://KEYNAME@NAMESPACE.servicebus.windows.net/QUEUE` (or `/TOPIC/SUBSCRIPTION`).

Needs azure-servicebus (extra `azure`). The user is the name of a shared access key with the right
to listen, `password` the key. Messages are locked, not taken; the queue's own lock duration holds.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from azure.core.credentials import AzureNamedKeyCredential
from azure.core.exceptions import AzureError
from azure.servicebus import ServiceBusClient, ServiceBusMessage
from azure.servicebus.amqp import AmqpMessageBodyType

from config.queue_doors import QueueDoor
from sources.dialect import Headers
from webhooks.queues.headers import CONTENT_TYPE, headers_of
from webhooks.queues.port import Inbox, Message, QueueUnavailable


@contextmanager
def _telling(door: QueueDoor) -> Iterator[None]:
    """Turn what the library or the network raise into QueueUnavailable."""
    try:
        yield
    except (AzureError, OSError) as err:
        raise QueueUnavailable(f"{door.shown}: {err}") from err


class AzureInbox:
    """One receiver that locks messages until they are completed. close_all ends its connection."""

    def __init__(self, door: QueueDoor, receiver: Any, close_all: Any) -> None:
        self._door = door
        self._receiver = receiver
        self._close_all = close_all

    def receive(self, wait_s: float) -> list[Message]:
        """Return the messages that could be locked."""
        with _telling(self._door):
            found = self._receiver.receive_messages(
                max_message_count=self._door.prefetch, max_wait_time=wait_s
            )
        return [_message(self._door, came) for came in found]

    def acknowledge(self, message: Message) -> None:
        """Complete a message."""
        with _telling(self._door):
            self._receiver.complete_message(message.handle)

    def release(self, messages: Sequence[Message]) -> None:
        """Unlock messages."""
        with _telling(self._door):
            for message in messages:
                self._receiver.abandon_message(message.handle)

    def close(self) -> None:
        """End the connection."""
        with suppress(AzureError, OSError):
            self._close_all()


def open_inbox(door: QueueDoor) -> Inbox:
    """Open a queue or a subscription; raise QueueUnavailable."""
    with _telling(door):
        client = _client(door)
        if len(door.path) > 1:
            receiver = client.get_subscription_receiver(door.path[0], door.path[1])
        else:
            receiver = client.get_queue_receiver(door.path[0])
    return AzureInbox(door, receiver, client.close)


def send(door: QueueDoor, raw: bytes, headers: Headers) -> None:
    """Send a message to the queue or topic; raise QueueUnavailable."""
    message = ServiceBusMessage(
        raw,
        content_type=headers.get(CONTENT_TYPE),
        application_properties={k: v for k, v in headers.items() if k != CONTENT_TYPE},
    )
    with _telling(door), _client(door) as client:
        to_topic = len(door.path) > 1
        opened = client.get_topic_sender if to_topic else client.get_queue_sender
        with opened(door.path[0]) as sender:
            sender.send_messages(message)


def _client(door: QueueDoor) -> ServiceBusClient:
    key = AzureNamedKeyCredential(door.user or "", door.secret() or "")
    return ServiceBusClient(door.url.hostname or "", key, retry_total=0)


def _message(door: QueueDoor, came: Any) -> Message:
    properties = came.application_properties or {}
    sent = came.enqueued_time_utc
    return Message(
        raw=_body(came),
        headers=headers_of(properties.items(), came.content_type, door.headers),
        handle=came,
        ident=str(came.message_id or ""),
        at=sent.timestamp() if sent else None,
    )


def _body(came: Any) -> bytes:
    """Return the bytes of a message; what some clients send as a value is text, or poison."""
    if came.body_type == AmqpMessageBodyType.DATA:
        return b"".join(came.body)
    value = came.body if came.body_type == AmqpMessageBodyType.VALUE else [*came.body]
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else repr(value)).encode()
