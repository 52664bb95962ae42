"""The waits of faults: counted, and all ended when the sandbox stops."""

from __future__ import annotations

import threading


class Waits:
    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._count = 0

    def __call__(self, seconds: float) -> None:
        """Sleep so many seconds, or until the sandbox stops."""
        self._add(1)
        self._stopping.wait(seconds)
        self._add(-1)

    def _add(self, number: int) -> None:
        with self._lock:
            self._count += number

    @property
    def count(self) -> int:
        """How many requests are held up at this moment."""
        return self._count

    def stop(self) -> None:
        self._stopping.set()
