"""Tells Redis now and then what the door has refused: a storm of refusals costs no round trips."""

import logging
import threading
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, request

from ledger.records import LedgerUnavailable
from ledger.tally import REFUSED, Tally

logger = logging.getLogger(__name__)

EVERY_S: Final = 2.0
UNKNOWN: Final = "unknown"


class Teller:
    """Counts refusals; flushes from one thread of its own, which starts with the first (after any fork).

    sources: those that are known; whatever else is addressed counts as `unknown`.
    """

    def __init__(self, tally: Tally, sources: frozenset[str], *, every_s: float = EVERY_S) -> None:
        self._tally = tally
        self._sources = sources
        self._every_s = every_s
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def refused(self, source: str, status: int) -> None:
        """Count a delivery that was not stored."""
        self._tally.add(REFUSED, source if source in self._sources else UNKNOWN, str(status))
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="teller", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        rest = threading.Event()
        while not rest.wait(self._every_s):
            try:
                self._tally.flush()
            except LedgerUnavailable as err:
                logger.warning("refusals are told later: %s", err)


def tell_refusals(app: Flask, teller: Teller) -> None:
    """Let every refusal of a delivery be counted, whatever refused it."""

    @app.after_request
    def count(response: Response) -> Response:
        if response.status_code >= HTTPStatus.BAD_REQUEST and request.view_args:
            teller.refused(request.view_args["source"], response.status_code)
        return response
