"""What a broker must be able to do: receive, acknowledge, give back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from config.queue_doors import QueueDoor
from sources.dialect import Headers


class QueueUnavailable(Exception):
    """The broker does not answer, or refuses; the message says what a person can do about it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it came.

    headers: what stands beside the body, by names without regard to case. ident: the broker's own
    id of it, the same over its redeliveries, '' when it has none. at: when it was sent, in unix
    seconds, None when the broker does not tell. handle: what the broker is told to acknowledge.
    """

    raw: bytes
    headers: Headers
    handle: Any
    ident: str = ""
    at: float | None = None


class Inbox(Protocol):
    """An open queue. Every method but close raises QueueUnavailable; nothing is declared or made.

    What is neither acknowledged nor released comes again when its consumer is gone.
    """

    def receive(self, wait_s: float) -> list[Message]:
        """Return what is there, oldest first, or [] after wait_s."""

    def acknowledge(self, message: Message) -> None:
        """Tell the broker that a message is stored."""

    def release(self, messages: Sequence[Message]) -> None:
        """Give back messages that were not stored, for any consumer to have them at once."""

    def close(self) -> None:
        """End the connection."""


Opener = Callable[[QueueDoor], Inbox]
Send = Callable[[QueueDoor, bytes, Headers], None]
