"""Which ringer a house has."""

from typing import TYPE_CHECKING

from config.settings import Settings
from worker.bell import RedisRinger, Ringer

if TYPE_CHECKING:  # a receiver whose broker is the state Redis needs no Celery
    import redis
    from celery import Celery


def ringer_for(settings: Settings, client: "redis.Redis", app: "Celery | None" = None) -> Ringer:
    """Return the cheaper ringer when broker and state are one Redis, else Celery's own."""
    if settings.broker_url == settings.redis_url:
        return RedisRinger(client)
    from worker.celery_bell import CeleryRinger, sender_to

    return CeleryRinger(app or sender_to(settings.broker_url))
