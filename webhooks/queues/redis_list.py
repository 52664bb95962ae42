"""A Redis list: `redis://HOST:6379/0?list=NAME`. Producers LPUSH; an item is the message itself.

It has no headers but those of the settings. Prefer a stream: this is for producers that know lists
only. What is in hand stands in a list of its consumer's own, which others empty once its sign of
life has run out (`redeliver_after`).
"""

import math
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
from webhooks.queues.port import Inbox, Message
from webhooks.queues.redis_connection import connect, telling

_DAY_S: Final = 86_400
# KEYS: the list. ARGV: what the names of consumers' lists begin with. Puts back what the dead held,
# where it is taken next, and forgets whom nobody has seen for a day; in one script, so that no item is in two lists or in none.
_PUT_BACK: Final = """
local moved = 0
for _, name in ipairs(redis.call('SMEMBERS', ARGV[1] .. 'consumers')) do
  local hand = ARGV[1] .. 'hand:' .. name
  if redis.call('EXISTS', ARGV[1] .. 'alive:' .. name) == 0 then
    while redis.call('LMOVE', hand, KEYS[1], 'LEFT', 'RIGHT') do moved = moved + 1 end
    if redis.call('EXISTS', ARGV[1] .. 'known:' .. name) == 0 then
      redis.call('SREM', ARGV[1] .. 'consumers', name)
    end
  end
end
return moved
"""


class ListInbox:
    """One consumer of a list, with a list of its own for what it has in hand."""

    def __init__(self, door: QueueDoor) -> None:
        self._door = door
        self._list = door.options["list"]
        self._prefix = f"{self._list}:orderlane:"
        self._name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._hand = f"{self._prefix}hand:{self._name}"
        self._look_again = 0.0
        self._client = connect(door)

    def receive(self, wait_s: float) -> list[Message]:
        """Return the item that was pushed first, and what stands behind it."""
        with telling(self._door):
            self._live()
            first: Any = self._client.blmove(
                self._list, self._hand, math.ceil(wait_s), "RIGHT", "LEFT"
            )
            found = [] if first is None else [first]
            while found and len(found) < self._door.prefetch:
                more: Any = self._client.lmove(self._list, self._hand, "RIGHT", "LEFT")
                if more is None:
                    break
                found.append(more)
        return [_message(self._door, raw) for raw in found]

    def _live(self) -> None:
        """Give a sign of life, and put back what the dead held."""
        lasts_ms = round(self._door.redeliver_after_s * 1000)
        with self._client.pipeline() as pipe:
            pipe.set(f"{self._prefix}alive:{self._name}", "1", px=lasts_ms)
            pipe.set(f"{self._prefix}known:{self._name}", "1", ex=_DAY_S)
            pipe.sadd(f"{self._prefix}consumers", self._name)
            pipe.execute()
        if time.monotonic() >= self._look_again:
            self._look_again = time.monotonic() + self._door.redeliver_after_s / 2
            self._client.eval(_PUT_BACK, 1, self._list, self._prefix)

    def acknowledge(self, message: Message) -> None:
        """Take a message out of the hand: the oldest of its equals."""
        with telling(self._door):
            self._client.lrem(self._hand, -1, message.handle)

    def release(self, messages: Sequence[Message]) -> None:
        """Put messages back where they are taken next."""
        with telling(self._door):
            for message in reversed(messages):
                with self._client.pipeline(transaction=True) as pipe:
                    pipe.lrem(self._hand, -1, message.handle)
                    pipe.rpush(self._list, message.handle)
                    pipe.execute()

    def close(self) -> None:
        """End the connection."""
        with suppress(redis.RedisError):
            self._client.close()


def _message(door: QueueDoor, raw: bytes) -> Message:
    return Message(raw, headers_of((), None, door.headers), handle=raw)


def open_inbox(door: QueueDoor) -> Inbox:
    """Open a list; raise QueueUnavailable."""
    return ListInbox(door)


def send(door: QueueDoor, raw: bytes, headers: Headers) -> None:
    """Push a message; its headers are lost, a list has none. Raise QueueUnavailable."""
    with telling(door):
        client = connect(door)
        client.lpush(door.options["list"], raw)
        client.close()
