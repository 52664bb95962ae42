"""Bells: Celery messages that carry an event's id and nothing else. A bell is a hint."""

import json
import logging
import secrets
from typing import Final, Protocol

import redis
from redis.exceptions import RedisError

from ledger.records import Bell

logger = logging.getLogger(__name__)

NO_MESSAGE: Final = ("", b"")


class NotRung(Exception):
    """The broker did not take the bell."""


class Ringer(Protocol):
    """Something that can ring for an event."""

    def message(self, bell: Bell) -> tuple[str, bytes]:
        """Return the list and the message INGEST pushes itself, NO_MESSAGE when it cannot."""

    def ring(self, bell: Bell) -> None:
        """Ring; a failure loses nothing, since the sweep rings again."""

    def unanswered(self, queue: str) -> int:
        """Return how many bells wait in a queue, 0 where that cannot be told."""


def celery_message(bell: Bell) -> bytes:
    """Return the message Celery's own `send_task` would put on Redis for a bell.

    Form: Celery's message protocol 2 inside kombu's virtual transport (a test compares the two).
    """
    return json.dumps(
        {
            "body": json.dumps([[bell.event_id], {}, {}]),
            "content-encoding": "utf-8",
            "content-type": "application/json",
            "headers": {
                "lang": "py",
                "task": bell.task,
                "id": bell.task_id,
                "root_id": bell.task_id,
                "retries": 0,
                "timelimit": [None, None],
                "argsrepr": f"['{bell.event_id}']",
                "kwargsrepr": "{}",
            },
            "properties": {
                "correlation_id": bell.task_id,
                "delivery_mode": 2,
                "delivery_info": {"exchange": "", "routing_key": bell.queue},
                "delivery_tag": secrets.token_hex(16),
                "priority": 0,
            },
        }
    ).encode()


class RedisRinger:
    """Rings on the state Redis, which is the broker too: one LPUSH of a ready-made message."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client

    def message(self, bell: Bell) -> tuple[str, bytes]:
        """Return the list and the message INGEST pushes itself."""
        return bell.queue, celery_message(bell)

    def ring(self, bell: Bell) -> None:
        """Ring; a Redis that does not answer is the sweep's business."""
        self._client.lpush(*self.message(bell))

    def unanswered(self, queue: str) -> int:
        """Return how many bells wait in a queue."""
        return int(self._client.llen(queue))


def try_to_ring(ringer: Ringer, bell: Bell) -> None:
    """Ring; a bell that does not ring is rung again by the sweep."""
    try:
        ringer.ring(bell)
    except (RedisError, NotRung, OSError) as err:
        logger.warning("the bell of %s did not ring: %s", bell.event_id, type(err).__name__)
