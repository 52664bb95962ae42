"""RabbitMQ, and every broker of AMQP 0-9-1: `amqp://USER@HOST/VHOST?queue=NAME`.

The queue is its owner's: it is never declared here. kombu's own message is passed by: it would
inflate whatever calls itself compressed, and end the connection over what it cannot.
"""

import uuid
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from amqp.exceptions import AMQPError
from kombu import Connection, Producer

from config.queue_doors import QueueDoor
from sources.dialect import Headers
from webhooks.queues.headers import CONTENT_TYPE, headers_of
from webhooks.queues.port import Inbox, Message, QueueUnavailable

HEARTBEAT_S: Final = 30
CONNECT_S: Final = 5


@contextmanager
def _telling(door: QueueDoor) -> Iterator[None]:
    """Turn what the broker or the network raise into QueueUnavailable."""
    try:
        yield
    except (AMQPError, OSError) as err:
        reason = str(err) or type(err).__name__
        raise QueueUnavailable(f"{door.shown}: {reason}") from err


class RabbitInbox:
    """One channel that consumes one queue, `prefetch` messages ahead."""

    def __init__(self, door: QueueDoor) -> None:
        self._door = door
        self._came: deque[Any] = deque()
        self._connection = _connection(door)
        self._channel: Any = None

    def consume(self) -> None:
        """Connect, and ask for messages."""
        door = self._door
        with _telling(door):
            self._channel = self._connection.channel()
            self._channel.auto_decode = False
            self._channel.basic_qos(0, door.prefetch, False)
            self._channel.basic_consume(
                door.options["queue"],
                consumer_tag=f"orderlane-{uuid.uuid4().hex}",
                callback=self._came.append,
            )

    def receive(self, wait_s: float) -> list[Message]:
        """Return what has come."""
        with _telling(self._door):
            self._connection.heartbeat_check()
            with suppress(TimeoutError):  # before OSError, of which it is one
                while len(self._came) < self._door.prefetch:
                    self._connection.drain_events(timeout=0.001 if self._came else wait_s)
        messages = [_message(self._door, raw) for raw in self._came]
        self._came.clear()
        return messages

    def acknowledge(self, message: Message) -> None:
        """Let the broker forget a message."""
        with _telling(self._door):
            self._channel.basic_ack(message.handle)

    def release(self, messages: Sequence[Message]) -> None:
        """Put messages back where they stood."""
        with _telling(self._door):
            for message in messages:
                self._channel.basic_reject(message.handle, requeue=True)

    def close(self) -> None:
        """End the connection; the broker gives what was not acknowledged to another consumer."""
        with suppress(AMQPError, OSError):
            self._connection.release()


def open_inbox(door: QueueDoor) -> Inbox:
    """Open a queue; raise QueueUnavailable."""
    inbox = RabbitInbox(door)
    try:
        inbox.consume()
    except QueueUnavailable:
        inbox.close()
        raise
    return inbox


def send(door: QueueDoor, raw: bytes, headers: Headers) -> None:
    """Publish a message to the queue, confirmed; raise QueueUnavailable."""
    with _telling(door), _connection(door) as connection:
        Producer(connection.channel()).publish(
            raw,
            routing_key=door.options["queue"],
            content_type=headers.get(CONTENT_TYPE, "application/json"),
            content_encoding="binary",
            headers={name: value for name, value in headers.items() if name != CONTENT_TYPE},
            message_id=str(uuid.uuid4()),
            mandatory=True,
        )


def _connection(door: QueueDoor) -> Connection:
    url = door.url
    return Connection(
        hostname=url.hostname or "",
        port=url.port or (5671 if url.scheme == "amqps" else 5672),
        userid=door.user,
        password=door.secret(),
        virtual_host="/".join(door.path) or "/",
        ssl=url.scheme == "amqps",
        transport="amqp",
        heartbeat=HEARTBEAT_S,
        connect_timeout=CONNECT_S,
        transport_options={"confirm_publish": True},
    )


def _message(door: QueueDoor, came: Any) -> Message:
    told = came.properties
    body = came.body.encode() if isinstance(came.body, str) else bytes(came.body)
    pairs = [*(told.get("application_headers") or {}).items()]
    return Message(
        raw=body,
        headers=headers_of(pairs, told.get("content_type"), door.headers),
        handle=came.delivery_tag,
        ident=str(told.get("message_id") or ""),
        at=float(told["timestamp"]) if "timestamp" in told else None,
    )
