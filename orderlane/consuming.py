"""Runs consumers side by side until they are told to end."""

import logging
import os
import signal
import threading
from collections.abc import Sequence
from types import FrameType

from config.logs import start_logs
from config.sentry import report_to_sentry
from config.settings import Settings
from orderlane.processes import StartError
from webhooks.queues.app import consumers
from webhooks.queues.consumer import FAILURES, Consumer
from webhooks.queues.tally import Tally

logger = logging.getLogger(__name__)


def consume(settings: Settings, names: Sequence[str], *, once: bool, verbose: bool) -> list[Tally]:
    """Consume until a signal comes, or once all is empty; return what was taken in.

    Raises ConfigError for what is not told rightly, StartError when a consumer fails for good.
    """
    start_logs(os.environ)
    logging.getLogger("azure").setLevel(logging.WARNING)  # it tells of every frame
    logging.getLogger("webhooks.journal").setLevel(logging.INFO if verbose else logging.WARNING)
    report_to_sentry(settings, os.environ)
    found = consumers(settings, names)
    _run(found, once=once)
    return [consumer.tally for consumer in found]


def _run(found: Sequence[Consumer], *, once: bool) -> None:
    """Run each consumer in a thread of its own; one that fails ends them all."""
    over = threading.Event()
    failed: list[str] = []

    def work(consumer: Consumer) -> None:
        try:
            consumer.run(over, until_empty=once)
        except Exception as err:  # the layer's catcher: the others end in order, then this is told
            expected = isinstance(err, FAILURES)
            logger.error("%s stopped", consumer.door.name, exc_info=None if expected else err)
            failed.append(f"{consumer.door.name}: {err or type(err).__name__}")
            over.set()

    def end(_number: int, _frame: FrameType | None) -> None:
        over.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    threads = [threading.Thread(target=work, args=(one,), name=one.door.name) for one in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, handler in before.items():
        signal.signal(number, handler)
    if failed:
        raise StartError("\n".join(failed))
