"""Sends events to a webhook from a thread of its own, again and again until it takes them.

The seal is that of Standard Webhooks 1.0.0 (HMAC-SHA256 over id, time of the attempt and body).
That an OMS seals its events so is our definition, docs/sandbox.md: the vendor publishes none.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import random
import re
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

ANSWER_S: Final = 45.0
AGAIN_S: Final = 60.0
GIVE_UP_S: Final = 14 * 86_400.0
LATE_S: Final = 5.0
"""How late comes what is doubled or out of order, at most: half of it at least."""

WAITING: Final = "Waiting"
DELIVERED: Final = "Delivered"
LOST: Final = "Lost"
GIVEN_UP: Final = "GivenUp"

CONNECTIONS: Final[Mapping[str, type[http.client.HTTPConnection]]] = {
    "http": http.client.HTTPConnection,
    "https": http.client.HTTPSConnection,
}
PREFIX: Final = "whsec_"
END_S: Final = 2.0


class BadSubscription(ValueError):
    """A subscription that is of no use; `field` is Url or Secret, the message says why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Subscription:
    """Where events go. `secret` is base64, with or without whsec_; shares are from 0 to 1.

    `time_scale` shrinks every time of sending together. The same `seed` doubles, delays and loses
    the same events. Raises BadSubscription.
    """

    url: str
    secret: str = field(repr=False)
    seed: int | None = None
    duplicate_share: float = 0.0
    disorder_share: float = 0.0
    lost_share: float = 0.0
    time_scale: float = 1.0

    def __post_init__(self) -> None:
        if self.address.scheme not in CONNECTIONS or not self.address.hostname:
            raise BadSubscription("Url", "must be an address of http or https")
        if not re.fullmatch("[!-~]+", self.url):
            raise BadSubscription("Url", "must be plain ASCII without blanks")
        if not self.key:
            raise BadSubscription("Secret", "must not be empty")

    @property
    def address(self) -> SplitResult:
        try:
            address = urlsplit(self.url)
            _ = address.port, (address.hostname or "").encode("idna")
        except ValueError as err:
            raise BadSubscription("Url", "must have a right host and port") from err
        return address

    @property
    def key(self) -> bytes:
        encoded = self.secret.strip().removeprefix(PREFIX).rstrip("=")
        try:
            return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
        except ValueError as err:
            raise BadSubscription("Secret", "must be base64, with or without whsec_") from err


@dataclass
class Letter:
    """One event on its way; `statuses` has what each attempt was answered, None for nothing."""

    event: Mapping[str, Any]
    body: bytes
    first_due: float
    state: str = WAITING
    statuses: list[int | None] = field(default_factory=list)


def sealed(event_id: str, body: bytes, key: bytes, now: float) -> dict[str, str]:
    """Give the headers of one attempt; `now` is in unix seconds."""
    at = str(int(now))
    signed = f"{event_id}.{at}.".encode() + body
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{signature}",
    }


class Sender:
    """Sends to one subscriber. Close it after use: what was not taken by then is not sent."""

    def __init__(self, subscription: Subscription) -> None:
        self.subscription = subscription
        self._fates = random.Random(subscription.seed)  # noqa: S311  # a choice that can be repeated
        self._ready = threading.Condition()
        self._due: list[tuple[float, int, Letter]] = []
        self._turns = count()
        self._letters: dict[str, Letter] = {}
        self._connection: http.client.HTTPConnection | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="oms-events", daemon=True)
        self._thread.start()

    def post(self, event: Mapping[str, Any], body: bytes) -> None:
        """Take an event to send, and decide its fate; returns at once."""
        with self._ready:
            now = time.monotonic()
            dues = self._dues(now)
            letter = Letter(event, body, now, WAITING if dues else LOST)
            self._letters[event["EventId"]] = letter
            for due in dues:
                self._queue(due, letter)

    def _dues(self, now: float) -> list[float]:
        told = self.subscription
        lost, late, doubled = (self._fates.random() for _ in range(3))
        delays = [self._fates.uniform(LATE_S / 2, LATE_S) * told.time_scale for _ in range(2)]
        if lost < told.lost_share:
            return []
        first = now + (delays[0] if late < told.disorder_share else 0)
        return [first, first + delays[1]] if doubled < told.duplicate_share else [first]

    def _queue(self, due: float, letter: Letter) -> None:
        heappush(self._due, (due, next(self._turns), letter))
        self._ready.notify()

    def resend(self, event_id: str) -> bool:
        """Send an event once more, whatever became of it; False when there was none."""
        with self._ready:
            letter = self._letters.get(event_id)
            if letter is not None:
                letter.first_due = time.monotonic()
                self._queue(letter.first_due, letter)
        return letter is not None

    def letters(self) -> list[dict[str, Any]]:
        """List the events so far, oldest first, and what became of them."""
        with self._ready:
            return [
                {**one.event, "State": one.state, "Answers": list(one.statuses)}
                for one in self._letters.values()
            ]

    def close(self) -> None:
        with self._ready:
            self._closed = True
            self._ready.notify()
            if self._connection is not None and self._connection.sock is not None:
                with suppress(OSError):
                    self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(END_S)

    def _run(self) -> None:
        while (letter := self._next()) is not None:
            status = self._attempt(letter)
            with self._ready:
                letter.statuses.append(status)
                self._settle(letter, status)

    def _next(self) -> Letter | None:
        """Wait for the next letter that is due; None when the sender is closed."""
        with self._ready:
            while not self._closed:
                wait_s = self._due[0][0] - time.monotonic() if self._due else None
                if wait_s is not None and wait_s <= 0:
                    return heappop(self._due)[2]
                self._ready.wait(wait_s)
        return None

    def _settle(self, letter: Letter, status: int | None) -> None:
        if status is not None and http.HTTPStatus.OK <= status < http.HTTPStatus.MULTIPLE_CHOICES:
            letter.state = DELIVERED
        if letter.state == DELIVERED:
            return
        scale, now = self.subscription.time_scale, time.monotonic()
        if now + AGAIN_S * scale > letter.first_due + GIVE_UP_S * scale:
            letter.state = GIVEN_UP
        else:
            self._queue(now + AGAIN_S * scale, letter)

    def _attempt(self, letter: Letter) -> int | None:
        """Send once; None when there was no answer in time."""
        told = self.subscription
        path = told.address._replace(scheme="", netloc="", fragment="").geturl() or "/"
        headers = sealed(letter.event["EventId"], letter.body, told.key, time.time())
        connection = self._connected()
        try:
            connection.request("POST", path, letter.body, headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def _connected(self) -> http.client.HTTPConnection:
        address, timeout_s = self.subscription.address, ANSWER_S * self.subscription.time_scale
        kind = CONNECTIONS[address.scheme]
        connection = kind(address.hostname or "", address.port, timeout=timeout_s)
        with self._ready:
            self._connection = connection
        return connection
