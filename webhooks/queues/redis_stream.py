"""Redis Streams: `redis://HOST:6379/0?stream=NAME&group=orderlane`.

An entry's field `body` is the message, its other fields are the headers. A group that is missing is
made and begins with the stream's first entry. Entries are acknowledged, never deleted: other groups
may read them, and how long a stream is kept is its producer's to say (XADD ... MAXLEN).
"""

import json
import logging
import os
import socket
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import redis

from config.queue_doors import QueueDoor
from sources.dialect import Headers
from webhooks.queues.headers import headers_of
from webhooks.queues.port import Inbox, Message, QueueUnavailable
from webhooks.queues.redis_connection import connect, telling

logger = logging.getLogger(__name__)

_DAY_MS: Final = 86_400_000
_NO_ID_OF_OUR_TIME_MS: Final = 10**12  # ids are milliseconds unless the producer makes its own
# Consumers that were killed leave their name; in one script, for one that owes entries is kept.
_TIDY: Final = """
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local told = {}
  for i = 1, #consumer, 2 do told[consumer[i]] = consumer[i + 1] end
  if told.pending == 0 and told.idle > tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], told.name)
  end
end
"""


class StreamInbox:
    """One consumer of a group, under a name of its own."""

    def __init__(self, door: QueueDoor) -> None:
        self._door = door
        self._stream = door.options["stream"]
        self._group = door.options.get("group", "orderlane")
        self._name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._idle_ms = round(door.redeliver_after_s * 1000)
        self._cursor: Any = "0-0"
        self._look_again = 0.0
        self._client = connect(door)

    def join(self) -> None:
        """Join the group, made if it is missing, and let go of names nobody bears."""
        with telling(self._door):
            try:
                self._client.xgroup_create(self._stream, self._group, id="0", mkstream=True)
            except redis.ResponseError as err:
                if not str(err).startswith("BUSYGROUP"):
                    raise
            self._client.eval(_TIDY, 1, self._stream, self._group, str(_DAY_MS))

    def receive(self, wait_s: float) -> list[Message]:
        """Return what others have left behind, else what is new."""
        with telling(self._door):
            left = self._left_behind()
            if left:
                return left
            found: Any = self._client.xreadgroup(
                self._group,
                self._name,
                {self._stream: ">"},
                count=self._door.prefetch,
                block=max(1, round(wait_s * 1000)),
            )
        return [self._message(*entry) for _, entries in found or () for entry in entries]

    def _left_behind(self) -> list[Message]:
        """Return what is owed by consumers that have been silent for long."""
        if self._cursor == "0-0" and time.monotonic() < self._look_again:
            return []
        self._look_again = time.monotonic() + self._door.redeliver_after_s / 2
        reply: Any = self._client.xautoclaim(
            self._stream,
            self._group,
            self._name,
            self._idle_ms,
            start_id=self._cursor,
            count=self._door.prefetch,
        )
        self._cursor = reply[0].decode()
        trimmed = [entry for entry in reply[1] if entry[0] is None] + [*reply[2:3]][:1]
        if any(trimmed):
            logger.error("%s: entries were trimmed before they were read", self._door.shown)
        return [self._message(*entry) for entry in reply[1] if entry[0] is not None]

    def _message(self, entry: bytes, fields: dict[bytes, bytes] | None) -> Message:
        ident, found = entry.decode(), dict(fields or {})
        raw = found.pop(self._door.options.get("body", "body").encode(), None)
        if raw is None:  # for a person to see: everything that came
            texts = {name.decode(errors="replace"): value for name, value in found.items()}
            raw = json.dumps(texts, default=lambda value: value.decode(errors="replace")).encode()
        milliseconds = int(ident.partition("-")[0])
        return Message(
            raw=raw,
            headers=headers_of(found.items(), None, self._door.headers),
            handle=entry,
            ident=f"{self._stream}/{ident}",
            at=milliseconds / 1000 if milliseconds > _NO_ID_OF_OUR_TIME_MS else None,
        )

    def acknowledge(self, message: Message) -> None:
        """Strike a message from what this group is owed."""
        with telling(self._door):
            self._client.xack(self._stream, self._group, message.handle)

    def release(self, messages: Sequence[Message]) -> None:
        """Let messages look as if they had been left behind long ago."""
        with telling(self._door):
            if messages:
                handles = [message.handle for message in messages]
                place = (self._stream, self._group, self._name)
                self._client.xclaim(*place, 0, handles, idle=self._idle_ms + 1, justid=True)

    def close(self) -> None:
        """End the connection."""
        with suppress(redis.RedisError):
            self._client.close()


def open_inbox(door: QueueDoor) -> Inbox:
    """Open a stream; raise QueueUnavailable."""
    inbox = StreamInbox(door)
    try:
        inbox.join()
    except QueueUnavailable:
        inbox.close()
        raise
    return inbox


def send(door: QueueDoor, raw: bytes, headers: Headers) -> None:
    """Add a message to the stream; raise QueueUnavailable."""
    with telling(door):
        client = connect(door)
        fields: Any = {**headers, door.options.get("body", "body"): raw}
        client.xadd(door.options["stream"], fields)
        client.close()
