"""Bells through Celery, for a broker that is not the state Redis."""

from celery import Celery
from kombu.exceptions import KombuError

from ledger.records import Bell
from worker.bell import NO_MESSAGE, NotRung


class CeleryRinger:
    """Rings by publishing a task."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def message(self, bell: Bell) -> tuple[str, bytes]:
        """Return NO_MESSAGE: a script reaches only its own Redis."""
        return NO_MESSAGE

    def ring(self, bell: Bell) -> None:
        """Publish the bell; raise NotRung."""
        args = [bell.event_id]
        try:
            self._app.send_task(bell.task, args=args, task_id=bell.task_id, queue=bell.queue)
        except KombuError as err:
            raise NotRung(type(err).__name__) from err

    def unanswered(self, queue: str) -> int:
        """Return 0: another broker does not tell."""
        return 0


def sender_to(broker_url: str) -> Celery:
    """Return an app that only publishes."""
    return Celery(broker=broker_url, config_source="config.broker", set_as_current=False)
