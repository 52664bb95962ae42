"""A consumer that kills itself at the nth step: `python -m tests.integration.queue_crash CONFIG.json`.

The steps of a message: it was received; it was stored; it was acknowledged. One process imports
everything, and forks a child a kill.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from config.settings import load
from ledger.records import Delivery
from webhooks.queues.app import consumers
from webhooks.queues.consumer import Consumer


class Steps:
    """Counts steps down, and kills this process at the last."""

    def __init__(self, left: int) -> None:
        self._left = left

    def step(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class WatchedInbox:
    """An inbox whose every step counts."""

    def __init__(self, inbox: Any, steps: Steps) -> None:
        self._inbox = inbox
        self._steps = steps
        self.release, self.close = inbox.release, inbox.close

    def receive(self, wait_s: float) -> Any:
        found = self._inbox.receive(wait_s)
        if found:
            self._steps.step()
        return found

    def acknowledge(self, message: Any) -> None:
        self._inbox.acknowledge(message)
        self._steps.step()


class WatchedReception:
    """A reception after whose every answer the process may die."""

    def __init__(self, reception: Any, steps: Steps) -> None:
        self._reception = reception
        self._steps = steps

    def take(self, delivery: Delivery) -> Any:
        status = self._reception.take(delivery)
        self._steps.step()
        return status


def watched(consumer: Consumer, steps: Steps) -> Consumer:
    """Return the consumer with its steps counted."""
    opened = consumer.open_inbox
    consumer.open_inbox = lambda door: WatchedInbox(opened(door), steps)  # type: ignore[assignment] # it is one
    consumer.reception = WatchedReception(consumer.reception, steps)  # type: ignore[assignment] # it is one
    return consumer


def main() -> None:
    """Fork a child for each number of steps; print how each ended."""
    told = json.loads(Path(sys.argv[1]).read_text())
    settings = load(told["environ"])
    for steps in told["steps"]:
        child = os.fork()
        if child == 0:
            (consumer,) = consumers(settings, ["in"])
            watched(consumer, Steps(steps)).run(threading.Event(), until_empty=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")


if __name__ == "__main__":
    main()
