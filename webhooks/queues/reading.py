"""A message as a delivery: the dialects of the HTTP door read it, nothing is refused."""

import logging
from typing import Final
from urllib.parse import quote

from werkzeug.datastructures import Headers as FoldedHeaders

from config.queue_doors import TRANSPORT, QueueDoor
from ledger.records import Delivery
from sources.dialect import Headers, body_hash
from webhooks.public_keys import PublicKeys
from webhooks.queues.port import Message
from webhooks.seals import SecretsGone, seal_holds
from webhooks.senders import Sender
from webhooks.sorting import delivery_of, set_aside

UNSEALED: Final = "UNSEALED"
TOO_LARGE: Final = "TOO_LARGE"
READER_FAILED: Final = "READER_FAILED"

_IDS: Final = ("webhook-id", "svix-id")

logger = logging.getLogger(__name__)


def delivery_of_message(
    door: QueueDoor,
    sender: Sender,
    message: Message,
    *,
    limit: int,
    now: float,
    published: PublicKeys | None = None,
) -> Delivery:
    """Return what the ledger takes in: poison as quarantined, with its bytes. Raise SecretsGone.

    A signature's time is held against when the message was sent, as the broker tells it: it may
    have waited for long.
    """
    by_transport = door.seal == TRANSPORT
    sent = now if message.at is None else message.at
    if not by_transport and not _sealed(sender, message, sent, published):
        return _poison(sender, message, UNSEALED)
    if len(message.raw) > limit:
        return _poison(sender, message, TOO_LARGE)
    headers = _with_an_id(message) if by_transport else message.headers
    try:
        return delivery_of(sender, message.raw, headers, came_at=sent)
    except Exception as err:  # this layer's catcher: else one message stops the queue for ever
        logger.exception("%s: the reader failed: %s", door.name, type(err).__name__)
        return _poison(sender, message, READER_FAILED)


def _sealed(sender: Sender, message: Message, sent: float, published: PublicKeys | None) -> bool:
    """Return whether the seal holds: before all else, so that what is set aside later was sealed."""
    try:
        return seal_holds(sender, message.raw, message.headers, sent, published)
    except SecretsGone:
        raise
    except Exception as err:  # as below; what cannot be checked is not believed
        logger.exception("%s: the seal was not read: %s", sender.source.name, type(err).__name__)
        return False


def _poison(sender: Sender, message: Message, reason: str) -> Delivery:
    """Set a message aside under a name that no sealed delivery has."""
    identity = f"{reason}|{body_hash(message.raw)}"
    return set_aside(sender, message.raw, message.headers, reason, identity)


def _with_an_id(message: Message) -> Headers:
    """Return the headers, the broker's id standing in for the one of Standard Webhooks."""
    if not message.ident or any(message.headers.get(name) for name in _IDS):
        return message.headers
    ident = quote(message.ident, safe="/:-_").replace(".", "%2E")
    return FoldedHeaders([*message.headers.items(), (_IDS[0], ident)])  # type: ignore[return-value] # see headers_of
