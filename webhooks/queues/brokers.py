"""Which broker a URL names. What only some need is imported when one of theirs is opened."""

from importlib import import_module
from typing import Any, Final

from config.queue_doors import QueueDoor
from config.settings import ConfigError
from sources.dialect import Headers
from webhooks.queues.port import Inbox

_MODULES: Final = {
    "amqp": "webhooks.queues.rabbitmq",
    "amqps": "webhooks.queues.rabbitmq",
    "redis": "webhooks.queues.redis_stream",
    "rediss": "webhooks.queues.redis_stream",
    "sqs": "webhooks.queues.sqs",
    "azure": "webhooks.queues.azure_bus",
}
_LIST: Final = "webhooks.queues.redis_list"
_EXTRAS: Final = {"sqs": "sqs", "azure": "azure"}


def open_inbox(door: QueueDoor) -> Inbox:
    """Open a queue; raise QueueUnavailable, SecretError, ConfigError when its library is missing."""
    inbox: Inbox = _broker(door).open_inbox(door)
    return inbox


def send(door: QueueDoor, raw: bytes, headers: Headers) -> None:
    """Put a message into a queue, as a producer does; raise as `open_inbox`."""
    _broker(door).send(door, raw, headers)


def _broker(door: QueueDoor) -> Any:
    scheme = door.url.scheme
    try:
        return import_module(_LIST if "list" in door.options else _MODULES[scheme])
    except ModuleNotFoundError as err:
        extra = _EXTRAS.get(scheme, "")
        raise ConfigError(
            f"[queues.{door.name}] needs {err.name}: pip install 'orderlane[{extra}]'"
        ) from err
