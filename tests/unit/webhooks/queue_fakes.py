"""A broker in memory: it gives back whatever was not acknowledged when its inbox closes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from config.queue_doors import QueueDoor
from webhooks.queues.port import Message, QueueUnavailable


@dataclass
class FakeBroker:
    """Keeps messages until they are acknowledged. away: how many times it cannot be opened."""

    waiting: list[Message] = field(default_factory=list)
    acknowledged: list[Message] = field(default_factory=list)
    released: list[Message] = field(default_factory=list)
    away: int = 0
    opened: int = 0
    closed: int = 0

    def open(self, door: QueueDoor) -> "FakeInbox":
        if self.away:
            self.away -= 1
            raise QueueUnavailable("bus.internal does not answer")
        self.opened += 1
        return FakeInbox(self)


class FakeInbox:
    def __init__(self, broker: FakeBroker) -> None:
        self._broker = broker
        self._owed: list[Message] = []

    def receive(self, wait_s: float) -> list[Message]:
        self._owed = [*self._broker.waiting]
        self._broker.waiting.clear()
        return [*self._owed]

    def acknowledge(self, message: Message) -> None:
        self._owed.remove(message)
        self._broker.acknowledged.append(message)

    def release(self, messages: Sequence[Message]) -> None:
        self._broker.released += messages

    def close(self) -> None:
        self._broker.closed += 1
        self._broker.waiting = [*self._owed, *self._broker.waiting]
