"""A door of every dialect under fire: what it answers, what it stores, and what must hold of both."""

import re
import socket
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from config.queue_doors import QueueDoor
from config.settings import load
from ledger.ledger import Ledger
from orderlane.embedded import EmbeddedRedis
from orderlane.processes import LOOPBACK, wait_until
from sources.registry import DIALECTS
from tests.fuzz.cases import Case, case
from tests.integration.door_rig import LIMIT, DoorRig
from tests.unit.sources.keys import secret_text
from webhooks.queues.headers import headers_of
from webhooks.queues.port import Message
from webhooks.queues.reading import delivery_of_message
from webhooks.senders import Sender, installed, senders

ALLOWED: Final = {
    200,
    202,
    400,
    401,
    404,
    405,
    408,
    409,
    411,
    413,
    415,
    417,
    422,
    429,
    431,
    501,
    503,
}
"""408, 417 and 501 are gunicorn's own: silence, an expectation and a transfer coding it does not know."""

CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_STATUS: Final = re.compile(rb"(?:^|(?<=[\n}>]))HTTP/1\.[01] (\d{3}) ")
_DATE: Final = re.compile(rb"\r\nDate: [^\r]*")


class FuzzRig(DoorRig):
    """Every dialect is a source. counts: answers by status; kinds: cases by kind; stored: by kind."""

    secrets: Final = {name: secret_text(name) for name in DIALECTS}
    rules = "[door]\nbad_per_address = 1000000000\nbad_per_source = 1000000000\n"

    def __init__(self, folder: Path, redis: EmbeddedRedis) -> None:
        super().__init__(folder, redis)
        self.counts: Counter[int] = Counter()
        self.kinds: Counter[str] = Counter()
        self.stored: Counter[str] = Counter()
        self._received = 0

    def fire(self, seed: int, number: int) -> str:
        """Send a case; return what is wrong with the answer, '' when all is well."""
        one = case(seed, number)
        if one.message is not None:
            return self._consume(one, *one.message)
        answer = self.send(one.data)
        statuses = [int(found) for found in _STATUS.findall(answer.replace(CONTINUE, b""))]
        now = self.received()
        stored, self._received = now - self._received, now
        self.counts.update(statuses)
        self.kinds[one.kind] += 1
        self.stored[one.kind] += stored
        return _wrong(one, statuses, stored) or self._unlike_its_twin(one, answer)

    def send(self, data: bytes) -> bytes:
        """Send bytes; return all that comes back, also where the server closes early."""
        answer = b""
        with socket.create_connection((LOOPBACK, self.port), timeout=20) as connection:
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                while more := connection.recv(65_536):
                    answer += more
            except (ConnectionResetError, BrokenPipeError):
                pass  # it has answered before it had read all
        return answer

    def _consume(self, one: Case, raw: bytes, headers: dict[str, str]) -> str:
        """Take a message in as a consumer of queues does: whatever it is, it is stored."""
        door = QueueDoor("in", urlsplit("redis://bus/0?stream=s"), one.source, one.seal)
        message = Message(raw, headers_of(headers.items()), None, ident="m-1", at=time.time())
        delivery = delivery_of_message(
            door, self.senders[one.source], message, limit=LIMIT, now=time.time()
        )
        status = self.ledger.ingest(delivery).status
        now = self.received()
        stored, self._received = now - self._received, now
        self.kinds[one.kind] += 1
        self.stored[one.kind] += stored
        return "" if stored == 1 else f"{stored} stored of a message: {status}"

    @cached_property
    def senders(self) -> Mapping[str, Sender]:
        """Return the sources as the receiver has them."""
        told = {
            "ORDERLANE_CONFIG": str(self.folder / "orderlane.toml"),
            "ORDERLANE_OMS_KEY": "none",
        }
        return senders(load(told | {"ORDERLANE_REDIS_URL": self.redis.url}), installed())

    @cached_property
    def ledger(self) -> Ledger:
        """Return the ledger that the receiver writes to."""
        return Ledger(self.client)

    def _unlike_its_twin(self, one: Case, answer: bytes) -> str:
        if not one.twin:
            return ""
        twin = self.send(one.twin)
        same = _DATE.sub(b"", answer) == _DATE.sub(b"", twin)
        return "" if same else f"an unknown source is told {twin!r}, a bad seal {answer!r}"


def _wrong(one: Case, statuses: list[int], stored: int) -> str:
    strange = [status for status in statuses if status not in ALLOWED]
    if strange:
        return f"answered {strange}"
    accepted = statuses.count(200) + statuses.count(202)
    if one.kind == "path":
        return f"{stored} stored by a path" if stored else ""
    if stored != accepted:
        return f"{stored} stored, {accepted} accepted: {statuses}"
    if stored > one.good or (one.exact and stored != one.good):
        return f"{stored} stored of {one.good}: {statuses}"
    return ""


@contextmanager
def under_fire(folder: Path, redis: EmbeddedRedis) -> Iterator[FuzzRig]:
    """Run a receiver of all dialects."""
    rig = FuzzRig(folder, redis)
    process = rig.start()
    try:
        wait_until(rig.answers, 120.0, "the receiver's answer")
        rig._received = rig.received()
        yield rig
    finally:
        process.end()
        rig.client.close()
