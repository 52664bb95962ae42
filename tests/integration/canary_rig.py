"""A house that reports to Sentry and OpenTelemetry, and a collector that keeps what it is sent."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from orderlane.processes import LOOPBACK
from orderlane.shop import Body, ShopOrder
from orderlane.stack import Ports, Stack

CARD = "4539578763621486"
"""A card number that nobody has; its check digit is right."""

CANARIES = {
    "name": "Quirina-Canary",
    "surname": "Vogelsang-Canary",
    "mail": "quirina.canary@example.com",
    "phone": "+1 418 555 0177",
    "street": "77 Rue des Serins",
    "card": CARD,
}


class Collector:
    """Keeps every request, by its path."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, bytes]] = []
        kept = self.kept

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                coded = self.headers.get("Content-Encoding") == "gzip"
                kept.append((self.path, gzip.decompress(raw) if coded else raw))
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *args: Any) -> None:
                return

        self.server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
        self.url = f"http://{LOOPBACK}:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def sent(self, path: str) -> list[bytes]:
        """Return the bodies that came to a path."""
        return [raw for at, raw in list(self.kept) if path in at]

    def spans(self) -> list[Any]:
        """Return every span that OpenTelemetry has exported."""
        found = []
        for raw in self.sent("/v1/traces"):
            request = ExportTraceServiceRequest.FromString(raw)
            found += [
                span
                for resource in request.resource_spans
                for scope in resource.scope_spans
                for span in scope.spans
            ]
        return found


class ReportingStack(Stack):
    """The house, telling everything it can to a collector."""

    def __init__(self, folder: Path, collector: Collector, **told: Any) -> None:
        super().__init__(folder, Ports(), **told)
        self._collector = collector

    @property
    def environ(self) -> dict[str, str]:
        dsn = self.folder / "dsn"
        dsn.write_text(self._collector.url.replace("http://", "http://key@") + "/1")
        return {
            **super().environ,
            "ORDERLANE_LOG": "json",
            "ORDERLANE_LOG_LEVEL": "DEBUG",
            "ORDERLANE_SENTRY_DSN_REF": f"file:{dsn}",
            "ORDERLANE_SENTRY_TRACES": "1",
            "OTEL_EXPORTER_OTLP_ENDPOINT": self._collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "500",
        }


def canary_order(number: int) -> Body:
    """Return an order in which every personal thing is a canary."""
    order = ShopOrder(number, number % 100_000_000, street=CANARIES["street"])
    person = {"first_name": CANARIES["name"], "last_name": CANARIES["surname"]}
    address = {**order.address(), **person, "phone": CANARIES["phone"]}
    return order.whole(
        email=CANARIES["mail"],
        phone=CANARIES["phone"],
        customer={"id": number, "email": CANARIES["mail"], **person},
        shipping_address=address,
        billing_address=address,
        note=f"ring twice; my card is {CARD}",
    )


@contextmanager
def reporting_house(folder: Path) -> Iterator[tuple[ReportingStack, Collector]]:
    """Run such a house."""
    collector = Collector()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with ReportingStack(folder, collector, scale=0.02, calls=1000, concurrency=4) as running:
            yield running, collector
    finally:
        collector.close()
