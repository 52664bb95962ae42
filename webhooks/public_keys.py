"""Keys that a sender publishes: fetched beside the door, kept a day, never waited for.

A delivery names the path, the configuration the host. Who names a key that is not here yet is asked to
come again; the fetch goes on meanwhile.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import requests

from sources.dialect import Dialect

logger = logging.getLogger(__name__)

FRESH_S: Final = 12 * 3600.0
KEPT_S: Final = 24 * 3600.0
RETRY_S: Final = 5.0
MOST_KEYS: Final = 64
MOST_BYTES: Final = 16_384
MOST_WAITING: Final = 32
_CONNECT_S, _READ_S, _WHOLE_S = 3.0, 3.0, 10.0


class NoKey(Exception):
    """The host did not give the key; the message names the host's answer, never what it said."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A key, since when it is here, and when it was looked for last."""

    key: bytes | None
    since: float
    looked: float

    def is_wanted(self, now: float) -> bool:
        stale = self.key is None or now - self.since >= FRESH_S
        return stale and now - self.looked >= RETRY_S


def get_text(url: str) -> str:
    """Return what stands at an address; raise NoKey. No redirect is followed, no proxy asked."""
    with requests.Session() as session:
        session.trust_env = False
        try:
            with session.get(
                url, timeout=(_CONNECT_S, _READ_S), allow_redirects=False, stream=True
            ) as answer:
                if answer.status_code != requests.codes.ok:
                    raise NoKey(f"HTTP {answer.status_code}")
                return _whole(answer)
        except requests.RequestException as err:
            raise NoKey(type(err).__name__) from None


def _whole(answer: requests.Response) -> str:
    found, over = b"", time.monotonic() + _WHOLE_S
    for part in answer.iter_content(1024):
        found += part
        if len(found) > MOST_BYTES or time.monotonic() > over:
            raise NoKey("too long")
    return found.decode("ascii", "replace")


class PublicKeys:
    """The keys of all sources, fetched by one thread of its own, which starts with the first (after any fork)."""

    def __init__(
        self,
        get: Callable[[str], str] = get_text,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._get = get
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._wanted: queue.Queue[tuple[Dialect, str]] = queue.Queue(MOST_WAITING)
        self._asked: set[str] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def of(self, dialect: Dialect, path: str) -> bytes | None:
        """Return the key at a path of the dialect's host, None while it is not here; return at once."""
        if dialect.keys is None:
            return None
        url, now = dialect.keys.url + path, self._clock()
        with self._lock:
            kept = self._kept.get(url)
            if kept is None or kept.is_wanted(now):
                self._want(dialect, url)
        return kept.key if kept and now - kept.since < KEPT_S else None

    def _want(self, dialect: Dialect, url: str) -> None:
        if url in self._asked:
            return
        try:
            self._wanted.put_nowait((dialect, url))
        except queue.Full:
            logger.warning("too many keys are asked for: %s is not, for now", url)
            return
        self._asked.add(url)
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, name="public keys", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            dialect, url = self._wanted.get()
            key = self._fetched(dialect, url)
            with self._lock:
                self._asked.discard(url)
                self._keep(url, key)

    def _fetched(self, dialect: Dialect, url: str) -> bytes | None:
        try:
            key = dialect.secret_bytes(self._get(url))
        except (NoKey, ValueError) as err:
            why = str(err) if isinstance(err, NoKey) else type(err).__name__
            logger.warning("no key at %s: %s", url, why, extra={"url": url, "error": why})
            return None
        logger.info("a key from %s", url)
        return key

    def _keep(self, url: str, key: bytes | None) -> None:
        before, now = self._kept.pop(url, None), self._clock()
        if len(self._kept) >= MOST_KEYS:
            self._kept.pop(next(iter(self._kept)))
        if key is None and before:  # what is here is good until it is a day old
            self._kept[url] = _Kept(before.key, before.since, now)
        else:
            self._kept[url] = _Kept(key, now, now)
