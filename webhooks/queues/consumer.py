"""The one loop for all brokers: receive, read, store, and only then acknowledge."""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Final

from config.queue_doors import QueueDoor
from config.secret import SecretError
from webhooks.public_keys import PublicKeys
from webhooks.queues.port import Inbox, Message, Opener, QueueUnavailable
from webhooks.queues.pulse import Pulse
from webhooks.queues.reading import delivery_of_message
from webhooks.queues.tally import Tally
from webhooks.reception import Reception
from webhooks.seals import SecretsGone
from webhooks.senders import Sender

WAIT_S: Final = 5.0
LAST_LOOK_S: Final = 1.0

logger = logging.getLogger(__name__)


class LedgerAway(Exception):
    """Nothing can be said to be stored: the ledger does not answer, is full, or would lose it."""


FAILURES: Final = (QueueUnavailable, LedgerAway, SecretsGone, SecretError)
"""What a consumer tries again after, unless it is to end when the queue is empty."""


@dataclass(frozen=True, slots=True)
class BackOff:
    """How long to wait after so many failures in a row: doubled, half of it at random."""

    first_s: float = 0.5
    most_s: float = 30.0

    def after(self, failures: int) -> float:
        """Return the pause in seconds."""
        pause = min(self.most_s, self.first_s * 2.0 ** min(failures - 1, 30))
        return pause * random.uniform(0.5, 1.0)  # noqa: S311 - no secret hangs on it


@dataclass(slots=True)
class Consumer:
    """Takes the messages of one queue in.

    ready: whether the ledger would take a message in and keep it. limit: the largest body.
    published: keys that senders publish, fetched beside the loop.
    """

    door: QueueDoor
    sender: Sender
    reception: Reception
    ready: Callable[[], bool]
    open_inbox: Opener
    pulse: Pulse
    limit: int
    back_off: BackOff = field(default_factory=BackOff)
    published: PublicKeys = field(default_factory=PublicKeys)
    tally: Tally = field(init=False)
    _failures: int = 0

    def __post_init__(self) -> None:
        self.tally = Tally(self.door.name)

    def run(self, over: threading.Event, *, until_empty: bool = False) -> None:
        """Consume until told that it is over; what fails is tried again, ever less often.

        until_empty: return once nothing comes any more; then whatever fails is raised.
        """
        while not over.is_set():
            try:
                self._consume(over, until_empty=until_empty)
            except FAILURES as err:
                if until_empty:
                    raise
                self._pause(over, err)
            else:
                return

    def _pause(self, over: threading.Event, err: Exception) -> None:
        self._failures += 1
        pause_s = self.back_off.after(self._failures)
        why = f"{type(err).__name__}: {err}"
        logger.warning("%s: %s; again in %.1f s", self.door.name, why, pause_s)
        over.wait(pause_s)

    def _consume(self, over: threading.Event, *, until_empty: bool) -> None:
        """Consume over one connection. While the ledger is away nothing is received, so that no
        broker counts it against a message."""
        if not self.ready():
            raise LedgerAway("the ledger is not ready to keep what it takes in")
        with closing(self.open_inbox(self.door)) as inbox:
            logger.info("%s: consuming %s", self.door.name, self.door.shown)
            self._live()
            while not over.is_set():
                messages = inbox.receive(LAST_LOOK_S if until_empty else WAIT_S)
                if until_empty and not messages:
                    return
                self._take_all(inbox, messages, over)
                self._live()

    def _take_all(self, inbox: Inbox, messages: Sequence[Message], over: threading.Event) -> None:
        done = 0
        try:
            for message in messages:
                if over.is_set():
                    break
                self._take(inbox, message)
                done += 1
                self._live()
        finally:
            if done < len(messages):
                with suppress(QueueUnavailable):  # then the broker gives them back in its time
                    inbox.release(messages[done:])

    def _take(self, inbox: Inbox, message: Message) -> None:
        delivery = delivery_of_message(
            self.door,
            self.sender,
            message,
            limit=self.limit,
            now=time.time(),
            published=self.published,
        )
        status = self.reception.take(delivery)
        if status is None:
            raise LedgerAway("a message was not stored")
        inbox.acknowledge(message)
        self.tally.statuses[status] += 1
        self._failures = 0

    def _live(self) -> None:
        self.pulse.beat()
        if line := self.tally.due():
            logger.info("%s", line)
