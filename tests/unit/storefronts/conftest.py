"""A source of our own on the loopback, and a gate that keeps what it is told."""

import gzip
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from storefronts.port import Account

JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass
class Asked:
    """One request as it came."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""


@dataclass
class Given:
    """An answer. drip_s: between two bytes of the body."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON))
    drip_s: float = 0.0
    length: int | None = None

    @property
    def raw(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class FakeSource:
    """Answers as a function says; keeps what was asked."""

    answer: Callable[[Asked], Given] = lambda asked: Given({})
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def account(self, **more: Any) -> Account:
        told = {"key": lambda: "the-key", "secret": lambda: "the-secret", "loopback": True}
        return Account(self.url, **{**told, "deadline_s": 5.0, **more})


@dataclass
class FakeGate:
    """Lets every call pass."""

    told: list[tuple[str, float | None]] = field(default_factory=list)
    ask: Callable[[], None] = lambda: None

    def tell(self, report: str, rest_s: float | None) -> None:
        self.told.append((report, rest_s))


def handler(source: FakeSource) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", "0")))
            asked = Asked(parts.path, dict(parse_qsl(parts.query)), headers, body)
            source.asked.append(asked)
            given = source.answer(asked)
            self.send_response(given.status)
            raw = given.raw
            length = len(raw) if given.length is None else given.length
            for name, value in {**given.headers, "Content-Length": str(length)}.items():
                self.send_header(name, value)
            self.end_headers()
            pause, step = threading.Event(), 1 if given.drip_s else len(raw) or 1
            try:
                for at in range(0, len(raw), step):
                    self.wfile.write(raw[at : at + step])
                    self.wfile.flush()
                    pause.wait(given.drip_s)
            except OSError:
                pass  # whoever asked has hung up
            self.close_connection = True

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving(fake: FakeSource, tls: ssl.SSLContext | None = None) -> Iterator[FakeSource]:
    """Let a source answer on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(fake))
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_port}"
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def source() -> Iterator[FakeSource]:
    with serving(FakeSource()) as fake:
        yield fake


@pytest.fixture
def gate() -> FakeGate:
    return FakeGate()


def gzipped(body: bytes, **headers: str) -> Given:
    """Return an answer that is to be inflated."""
    return Given(gzip.compress(body, mtime=0), headers={**JSON, "Content-Encoding": "gzip"})
