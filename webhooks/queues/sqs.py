"""Amazon SQS: the queue's own URL with `sqs` for `https` (docs/queues.md). Needs boto3 (extra `sqs`).

Credentials are boto3's own chain (role, profile, environment), or the URL's user as access key id
with `password` as its secret. What SNS or EventBridge have wrapped is unwrapped.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import boto3  # type: ignore[import-untyped] # it ships no types
from botocore.config import Config  # type: ignore[import-untyped] # it ships no types
from botocore.exceptions import (  # type: ignore[import-untyped] # it ships no types
    BotoCoreError,
    ClientError,
)

from config.queue_doors import QueueDoor
from sources.dialect import Headers
from webhooks.queues.envelopes import unwrapped
from webhooks.queues.headers import headers_of
from webhooks.queues.port import Inbox, Message, QueueUnavailable

MOST: Final = 10
LONGEST_WAIT_S: Final = 20
ANSWER_S: Final = 5
ATTRIBUTES_A_MESSAGE: Final = 10

_REGION: Final = re.compile(r"sqs(?:-fips)?\.([a-z0-9-]+)\.")


@contextmanager
def _telling(door: QueueDoor) -> Iterator[None]:
    """Turn what Amazon or the network raise into QueueUnavailable."""
    try:
        yield
    except (BotoCoreError, ClientError) as err:
        raise QueueUnavailable(f"{door.shown}: {err}") from err


class SqsInbox:
    """One reader of a queue, by long polls."""

    def __init__(self, door: QueueDoor) -> None:
        self._door = door
        self._url = _queue_url(door)
        with _telling(door):
            self._client = _client(door)

    def receive(self, wait_s: float) -> list[Message]:
        """Return at most ten messages; they are ours for the queue's visibility time-out."""
        asked: dict[str, Any] = {
            "QueueUrl": self._url,
            "MaxNumberOfMessages": min(MOST, self._door.prefetch),
            "WaitTimeSeconds": min(LONGEST_WAIT_S, max(1, round(wait_s))),
            "MessageAttributeNames": ["All"],
            "MessageSystemAttributeNames": ["SentTimestamp"],
        }
        if "redeliver_after" in self._door.options:
            asked["VisibilityTimeout"] = round(self._door.redeliver_after_s)
        with _telling(self._door):
            found = self._client.receive_message(**asked).get("Messages", [])
        return [_message(self._door, told) for told in found]

    def acknowledge(self, message: Message) -> None:
        """Delete a message."""
        with _telling(self._door):
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message.handle)

    def release(self, messages: Sequence[Message]) -> None:
        """Make messages visible again."""
        with _telling(self._door):
            for message in messages:
                self._client.change_message_visibility(
                    QueueUrl=self._url, ReceiptHandle=message.handle, VisibilityTimeout=0
                )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def open_inbox(door: QueueDoor) -> Inbox:
    """Open a queue; raise QueueUnavailable."""
    return SqsInbox(door)


def send(door: QueueDoor, raw: bytes, headers: Headers) -> None:
    """Send a message, at most ten headers as its attributes; raise QueueUnavailable."""
    attributes = {
        name: {"DataType": "String", "StringValue": value}
        for name, value in [*headers.items()][:ATTRIBUTES_A_MESSAGE]
    }
    with _telling(door):
        _client(door).send_message(
            QueueUrl=_queue_url(door), MessageBody=raw.decode(), MessageAttributes=attributes
        )


def _queue_url(door: QueueDoor) -> str:
    scheme = "http" if door.options.get("tls") == "0" else "https"
    place = door.url.netloc.rpartition("@")[2]
    return f"{scheme}://{place}/{'/'.join(door.path)}"


def _client(door: QueueDoor) -> Any:
    found = _REGION.match(door.url.hostname or "")
    key = {"aws_access_key_id": door.user, "aws_secret_access_key": door.secret()}
    return boto3.client(
        "sqs",
        region_name=door.options.get("region") or (found[1] if found else None),
        endpoint_url=_queue_url(door).rpartition("/")[0].rpartition("/")[0],
        config=Config(
            connect_timeout=ANSWER_S,
            read_timeout=LONGEST_WAIT_S + ANSWER_S,
            retries={"total_max_attempts": 1},
        ),
        **(key if door.user else {}),
    )


def _message(door: QueueDoor, told: dict[str, Any]) -> Message:
    raw, wrapped = unwrapped(told["Body"].encode())
    attributes = told.get("MessageAttributes", {})
    pairs = [
        (name, one.get("StringValue", one.get("BinaryValue"))) for name, one in attributes.items()
    ]
    sent_ms = told.get("Attributes", {}).get("SentTimestamp")
    return Message(
        raw=raw,
        headers=headers_of([*wrapped, *pairs], None, door.headers),
        handle=told["ReceiptHandle"],
        ident=told["MessageId"],
        at=int(sent_ms) / 1000 if sent_ms else None,
    )
