"""The base task: a bell becomes a turn, and its end a state that Flower shows truly."""

from typing import Any, ClassVar

from celery import Task
from celery.exceptions import Ignore, Retry

from ledger.records import PARKED
from worker.endings import NOTHING
from worker.policy import WAITS
from worker.runtime import Runtime
from worker.turn import take_turn


class Parked(Exception):
    """The event waits for a person; shown as FAILURE."""


class Waiting(Exception):
    """The event waits, and for what; shown as RETRY."""


class LaneTask(Task):  # type: ignore[type-arg]  # Celery's Task takes no parameters at run time
    """Carries out one event. The task's function is given the event and the OMS.

    Ends as SUCCESS (settled), RETRY (waits, without being published again: the ledger rings),
    FAILURE (parked), or ignored (there was nothing to do).
    """

    runtime: ClassVar[Runtime]
    typing = False
    throws = (Parked,)

    def __call__(self, event_id: str) -> str:
        """Take the event's turn."""
        ending = take_turn(self.runtime, event_id, self.run)
        if ending.state == NOTHING:
            raise Ignore
        if ending.state == WAITS:
            raise Retry(f"waits: {ending.reason}", Waiting(ending.reason))
        if ending.state == PARKED:
            raise Parked(ending.reason)
        return ending.state

    def run(self, *args: Any, **kwargs: Any) -> None:
        """Replaced by the task's function."""
        raise NotImplementedError
