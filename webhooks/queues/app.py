"""Every configured queue as a consumer before the ledger, as `webhooks.app` is the HTTP door."""

import time
from collections.abc import Sequence

from config.queue_doors import QueueDoor
from config.settings import Settings
from ledger.connection import connect
from ledger.memory import Memory
from webhooks.health import Health
from webhooks.queues.brokers import open_inbox
from webhooks.queues.choice import chosen
from webhooks.queues.consumer import Consumer
from webhooks.queues.pulse import Pulse
from webhooks.reception import reception_of
from webhooks.senders import Sender, installed, senders


def consumers(settings: Settings, names: Sequence[str]) -> list[Consumer]:
    """Return a consumer for each chosen queue; raise ConfigError, SecretError."""
    known = senders(settings, installed())
    doors = chosen(settings, names)
    for door in doors:
        door.secret()
    return [_consumer(settings, door, known[door.source]) for door in doors]


def _consumer(settings: Settings, door: QueueDoor, sender: Sender) -> Consumer:
    client = connect(settings.redis_url)
    health = Health(client, volatile_allowed=settings.allow_volatile_redis)
    memory = Memory(client, time.monotonic)
    return Consumer(
        door=door,
        sender=sender,
        reception=reception_of(settings, client, "consumer"),
        ready=lambda: health.ready() is not None and not memory.is_full(),
        open_inbox=open_inbox,
        pulse=Pulse(client, door.name),
        limit=settings.body_limit,
    )
