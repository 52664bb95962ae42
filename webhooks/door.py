"""What happens to a delivery over HTTP between its bytes and its answer."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from sources.dialect import Headers, SealBroken
from webhooks.journal import note
from webhooks.reception import Reception
from webhooks.seals import Seals, SecretsGone
from webhooks.sorting import delivery_of

logger = logging.getLogger(__name__)

REFUSED: Final = "REFUSED"
NO_KEY: Final = "NO_KEY"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender is told; no body means a problem of that status."""

    status: int
    body: bytes = b""


_COME_AGAIN: Final = Answer(HTTPStatus.SERVICE_UNAVAILABLE)


def _keep_nothing(name: str, raw: bytes, headers: Headers, at: float) -> None:
    """Keep nothing of what is refused."""


@dataclass(frozen=True, slots=True)
class Door:
    """Takes deliveries in over HTTP.

    keep is given all that is refused, at once and whoever it was addressed to.
    """

    seals: Seals
    reception: Reception
    clock: Callable[[], float] = time.time
    keep: Callable[[str, bytes, Headers, float], None] = _keep_nothing

    def greets(self, name: str, method: str, raw: bytes, headers: Headers) -> Answer | None:
        """Return the answer to a sender's unsigned question, None when this is none."""
        sender = self.seals.sender(name)
        if sender is None or not sender.dialect.is_handshake(method, raw, headers):
            return None
        note(logging.INFO, "HANDSHAKE", source=name)
        address = sender.dialect.to_visit(raw)
        if address:
            logger.warning("%s wants a person to visit %s within minutes", name, address)
        return Answer(HTTPStatus.OK, sender.accepted)

    def challenged(self, name: str, query: Mapping[str, str]) -> str | None:
        """Return what a question by GET wants to read back, None when it is none."""
        sender = self.seals.sender(name)
        found = sender.dialect.challenge(query) if sender else None
        if found is not None:
            note(logging.INFO, "CHALLENGE", source=name)
        return found

    def deliver(self, name: str, raw: bytes, headers: Headers) -> Answer:
        """Check, read and store a delivery; 200 only when it is stored."""
        now = self.clock()
        try:
            sender = self.seals.check(name, raw, headers, now)
        except SealBroken:
            note(logging.WARNING, REFUSED, source=name)
            self.keep(name, raw, headers, now)
            return Answer(HTTPStatus.UNAUTHORIZED)
        except SecretsGone:
            note(logging.ERROR, NO_KEY, source=name)
            return _COME_AGAIN
        stored = self.reception.take(delivery_of(sender, raw, headers, now, came_at=now))
        return Answer(HTTPStatus.OK, sender.accepted) if stored else _COME_AGAIN
