"""The Celery app (`celery -A worker.app worker`) and what a worker process starts with."""

import logging
import os
from collections.abc import Callable
from typing import Any

from celery import Celery, bootsteps
from celery.signals import setup_logging

from config import settings
from config.logs import start_logs
from config.sentry import report_to_sentry
from worker.base import LaneTask
from worker.recon import Recon
from worker.runtime import build, refuse_volatile
from worker.sweep import Sweeper
from worker.turn import Deed

app = Celery(
    "orderlane",
    include=[
        "tasks.orders",
        "tasks.imports",
        "tasks.shipments",
        "tasks.tracking",
        "tasks.payments",
        "tasks.returns",
        "tasks.inventory",
        "tasks.deliveries",
    ],
)
app.config_from_object("config.broker")


class Machinery(bootsteps.StartStopStep):
    """Starts the runtime before the first bell is taken, ends its threads after the last."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        self.sweeper: Sweeper | None = None
        self.recon: Recon | None = None
        super().__init__(parent, **options)

    def start(self, parent: Any) -> None:
        """Build the runtime from the settings and start sweep and lease keeper."""
        told = settings.load()
        report_to_sentry(told, os.environ)
        LaneTask.runtime = build(told, app)
        refuse_volatile(LaneTask.runtime)
        LaneTask.runtime.keeper.start()
        self.sweeper = Sweeper(LaneTask.runtime)
        self.sweeper.start()
        if LaneTask.runtime.ports.storefronts:
            self.recon = Recon(LaneTask.runtime)
            self.recon.start()

    def stop(self, parent: Any) -> None:
        """End the threads."""
        if self.recon:
            self.recon.stop()
        if self.sweeper:
            self.sweeper.stop()
            LaneTask.runtime.keeper.stop()


app.steps["worker"].add(Machinery)


@setup_logging.connect
def _log(loglevel: int | str = "INFO", **_told: Any) -> None:
    """Let the worker's lines be ours: Celery then sets up none of its own."""
    named = loglevel if isinstance(loglevel, str) else logging.getLevelName(loglevel)
    start_logs(os.environ, level=named)


def lane_task(name: str) -> Callable[[Deed], LaneTask]:
    """Return a decorator that registers a function (event, oms) as a lane task."""
    decorate: Callable[[Deed], LaneTask] = app.task(name=name, base=LaneTask)
    return decorate
