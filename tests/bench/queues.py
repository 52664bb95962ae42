"""How many messages a second a consumer takes in: `python -m tests.bench.queues` (half a minute).

The same signed Shopify orders, no two alike, before one ledger: over HTTP (one gunicorn worker of eight
threads, eight connections), out of a Redis stream, and RabbitMQ where one answers
(ORDERLANE_TEST_AMQP_URL). One consumer of one thread each. Rounds alternate, the best counts. Absolute
figures are this machine's: look at the ratios.
"""

import os
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from kombu import Connection
from kombu.exceptions import OperationalError
from rich.console import Console
from rich.table import Table

from config.settings import Settings, load
from ledger.connection import connect
from orderlane.embedded import embedded_redis
from tests.bench.door import SECRET, Orders, rate, servers
from webhooks.queues.app import consumers
from webhooks.queues.port import Inbox

MESSAGES: Final = 1500
ROUNDS: Final = 3
ROUND_S: Final = 2.0
DOOR: Final = "the door"
AMQP: Final = os.environ.get("ORDERLANE_TEST_AMQP_URL", "amqp://guest:guest@127.0.0.1:5672//")

Put = Callable[[bytes, dict[str, str]], Any]


class Clocked:
    """An inbox that remembers when it was first asked and when its last message was acknowledged."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self.first = self.last = 0.0
        self.release, self.close = inbox.release, inbox.close

    def receive(self, wait_s: float) -> Any:
        self.first = self.first or time.perf_counter()
        return self._inbox.receive(wait_s)

    def acknowledge(self, message: Any) -> None:
        self._inbox.acknowledge(message)
        self.last = time.perf_counter()


def fill(orders: Orders, put: Put) -> None:
    """Put messages into a queue: the deliveries that go over HTTP, with the headers they have there."""
    for _ in range(MESSAGES):
        head, _, body = orders.request().partition(b"\r\n\r\n")
        pairs = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
        put(body, {name: value for name, value in pairs if name.startswith("X-")})


def drained(settings: Settings, name: str) -> float:
    """Take everything out of a queue; return messages a second."""
    (consumer,) = consumers(settings, [name])
    opened, made = consumer.open_inbox, []

    def clocked(door: Any) -> Any:
        made.append(Clocked(opened(door)))
        return made[-1]

    consumer.open_inbox = clocked
    consumer.run(threading.Event(), until_empty=True)
    if dict(consumer.tally.statuses) != {"ACCEPTED": MESSAGES}:
        raise AssertionError(consumer.tally.line())
    return MESSAGES / (made[-1].last - made[-1].first)


@contextmanager
def queues(redis_url: str) -> Iterator[dict[str, tuple[str, str, Put]]]:
    """Yield each queue that can be had: name -> URL, more settings, and how a producer puts in."""
    client = connect(redis_url)
    found: dict[str, tuple[str, str, Put]] = {
        "redis-stream": (
            f"{redis_url}?stream=bench-stream",
            "",
            lambda body, told: client.xadd("bench-stream", {**told, "body": body}),
        )
    }
    name, place = f"orderlane-bench-{uuid.uuid4().hex}", urlsplit(AMQP)
    with Connection(AMQP, connect_timeout=2) as connection:
        try:
            channel: Any = connection.channel()
        except (OSError, OperationalError):
            yield found
            return
        channel.queue_declare(name, auto_delete=False)

        def publish(body: bytes, told: dict[str, str]) -> None:
            message = channel.prepare_message(body, headers=told, properties={"delivery_mode": 2})
            channel.basic_publish(message, exchange="", routing_key=name)

        at = f"{place.hostname}:{place.port or 5672}/{quote(place.path[1:] or '/', safe='')}"
        url = f"amqp://{place.username}@{at}?queue={name}"
        try:
            yield found | {"rabbitmq": (url, 'password = "env:BENCH_AMQP"\n', publish)}
        finally:
            channel.queue_delete(name)


def settings_of(folder: Path, redis_url: str, found: dict[str, tuple[str, str, Put]]) -> Settings:
    """Return the settings of all queues, whose source is the door's."""
    tables = ['[oms]\nurl = "http://127.0.0.1:9"\n[sources.shop]\ndialect = "shopify"\n']
    tables += ['store = "shop"\nsecrets = ["env:BENCH_SECRET"]\n']
    for name, (url, more, _) in found.items():
        tables.append(f'[queues.{name}]\nurl = "{url}"\nsource = "shop"\n{more}')
    config = folder / "queues.toml"
    config.write_text("".join(tables))
    told = {"ORDERLANE_CONFIG": str(config), "ORDERLANE_REDIS_URL": redis_url}
    return load({**told, "BENCH_SECRET": SECRET, "BENCH_AMQP": urlsplit(AMQP).password or ""})


def measure(folder: Path) -> dict[str, list[float]]:
    """Return the rates of door and queues, round by round, so that noise hits all alike."""
    orders = Orders()
    (folder / "redis").mkdir()
    with (
        embedded_redis(folder / "redis") as redis,
        servers(folder, redis.url) as ports,
        queues(redis.url) as found,
    ):
        settings = settings_of(folder, redis.url, found)
        rates: dict[str, list[float]] = {DOOR: [], **{name: [] for name in found}}
        rate(ports[DOOR], orders, 0.3)  # imports, connections and scripts are warm then
        for _ in range(ROUNDS):
            rates[DOOR].append(rate(ports[DOOR], orders, ROUND_S))
            for name, (_, _, put) in found.items():
                fill(orders, put)
                rates[name].append(drained(settings, name))
    return rates


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        found = {name: max(rounds) for name, rounds in measure(Path(folder)).items()}
    table = Table(title=f"signed orders of {Orders().size} bytes, one process, AOF always")
    for heading in ("way in", "messages/s", "to the door"):
        table.add_column(heading, justify="left" if heading == "way in" else "right")
    for name, value in found.items():
        table.add_row(name, f"{value:,.0f}", f"{value / found[DOOR]:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
