"""How many deliveries a second the door takes in: `python -m tests.bench.door` (half a minute).

One gunicorn worker of eight threads each time, and signed Shopify orders of about 5 KB, no two
alike, over eight kept connections. The best round of each counts. Absolute figures are this
machine's: look at the ratios.
"""

import base64
import hashlib
import hmac
import json
import selectors
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from orderlane.embedded import embedded_redis
from orderlane.leash import Leashed
from orderlane.processes import LOOPBACK, free_port, wait_until

ROOT: Final = Path(__file__).resolve().parents[2]
ORDER: Final = ROOT / "tests" / "fixtures" / "shopify" / "orders-create.json"
SECRET: Final = "b7e23ec29af22b0b4e41da31e868d572"
MARK: Final = 900_000_000_000_001
CONNECTIONS: Final = 8
ROUNDS: Final = 4
ROUND_S: Final = 2.0
VARIANTS: Final = {
    "bare Flask route": "tests.bench.apps:bare()",
    "the door": "webhooks.app:create_app()",
    "tutorial (marshmallow, delay)": "tests.bench.apps:tutorial()",
}


class Orders:
    """Signed deliveries, each of an order of its own."""

    def __init__(self) -> None:
        order = json.loads(ORDER.read_bytes())
        known_as = {"id": MARK, "order_number": MARK, "name": f"#{MARK}"}
        self._body = json.dumps({**order, **known_as}, separators=(",", ":")).encode()
        self._number = MARK

    @property
    def size(self) -> int:
        """How many bytes a body has."""
        return len(self._body)

    def request(self) -> bytes:
        """Return the next delivery as it goes over the wire."""
        self._number += 1
        body = self._body.replace(b"%d" % MARK, b"%d" % self._number)
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
        return (
            b"POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"X-Shopify-Topic: orders/create\r\nX-Shopify-Shop-Domain: shop.example\r\n"
            b"X-Shopify-Webhook-Id: bench-%d\r\nX-Shopify-Hmac-Sha256: %b\r\nContent-Length: %d\r\n\r\n%b"
            % (self._number, base64.b64encode(digest), len(body), body)
        )


def rate(port: int, orders: Orders, seconds: float) -> float:
    """Return the accepted deliveries a second; raise AssertionError for any other answer."""
    done = 0
    with ExitStack() as open_, selectors.DefaultSelector() as ready:
        for _ in range(CONNECTIONS):
            connection = open_.enter_context(socket.create_connection((LOOPBACK, port)))
            connection.sendall(orders.request())
            ready.register(connection, selectors.EVENT_READ)
        begin = time.perf_counter()
        while (spent := time.perf_counter() - begin) < seconds:
            for key, _ in ready.select(1):
                connection = key.fileobj  # type: ignore[assignment] # we registered sockets only
                read_answer(connection)
                done += 1
                connection.sendall(orders.request())
    return done / spent


def read_answer(connection: socket.socket) -> None:
    """Read one whole answer; raise AssertionError when it is not 2xx."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 20"):
        raise AssertionError(answer)
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)


@contextmanager
def servers(folder: Path, redis_url: str) -> Iterator[dict[str, int]]:
    """Run every variant on a port of its own."""
    config = folder / "orderlane.toml"
    config.write_text(
        f'[oms]\nurl = "http://{LOOPBACK}:9"\n'
        '[sources.shop]\ndialect = "shopify"\nstore = "shop"\nsecrets = ["env:BENCH_SECRET"]\n'
    )
    ports = {name: free_port() for name in VARIANTS}
    with ExitStack() as running:
        for name, app in VARIANTS.items():
            argv = [sys.executable, "-m", "gunicorn", "--chdir", str(ROOT)]
            argv += ["--config", str(ROOT / "config" / "gunicorn.py"), app]
            environ = {
                "BENCH_SECRET": SECRET,
                "ORDERLANE_CONFIG": str(config),
                "ORDERLANE_REDIS_URL": redis_url,
                "ORDERLANE_BIND": f"{LOOPBACK}:{ports[name]}",
            }
            running.callback(Leashed(argv, folder / "gunicorn.log", env=environ).end)
        for name, port in ports.items():
            wait_until(lambda port=port: listens(port), 30.0, name)  # type: ignore[misc] # bound now
        yield ports


def listens(port: int) -> bool:
    """Tell whether a server listens."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def measure(folder: Path) -> dict[str, list[float]]:
    """Return the rates of every variant, round by round, so that noise hits all alike."""
    orders = Orders()
    found: dict[str, list[float]] = {name: [] for name in VARIANTS}
    (folder / "redis").mkdir()
    with embedded_redis(folder / "redis") as redis, servers(folder, redis.url) as ports:
        for port in ports.values():
            rate(port, orders, 0.3)  # imports, connections and scripts are warm then
        for _ in range(ROUNDS):
            for name, port in ports.items():
                found[name].append(rate(port, orders, ROUND_S))
    return found


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder))
    rates = {name: max(rounds) for name, rounds in found.items()}
    table = Table(title=f"signed orders of {Orders().size} bytes, one worker, AOF always")
    for heading in ("variant", "deliveries/s", "to bare Flask", "to the tutorial"):
        table.add_column(heading, justify="left" if heading == "variant" else "right")
    bare, _, tutorial = rates.values()
    for name, value in rates.items():
        table.add_row(name, f"{value:,.0f}", f"{value / bare:.2f}", f"{value / tutorial:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
