"""A real HTTP server on loopback that does, request by request, what a test's script says."""

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from oms_client import OmsClient

KEY = "the-key-0123456789abcdef"


@dataclass
class Seen:
    """Hold one request as it came; connections are numbered from 1, header names in lower case."""

    connection: int
    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes


@dataclass
class Line:
    """Hold one open connection for a step of the script."""

    sock: socket.socket
    stop: threading.Event

    def send(self, data: bytes) -> None:
        with suppress(OSError):  # the client may have left, which is often the point
            self.sock.sendall(data)


Step = Callable[[Line], bool]  # True: the connection stays open for the next request


@dataclass
class Server:
    """Record requests and answer them by the script, one step for each, on any connection."""

    steps: list[Step]
    tls: ssl.SSLContext | None = None
    requests: list[Seen] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"
        self._start(self._accept)

    def refuse_connections(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def close(self) -> None:
        self._stop.set()
        self.refuse_connections()
        for thread in self._threads:
            thread.join(5)

    def _start(self, target: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=target, args=args)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self.connections += 1
                self._start(self._serve, sock, self.connections)

    def _serve(self, plain: socket.socket, number: int) -> None:
        with suppress(OSError), plain:
            plain.settimeout(5)
            sock = self.tls.wrap_socket(plain, server_side=True) if self.tls else plain
            line = Line(sock, self._stop)
            with sock, sock.makefile("rb") as stream:
                while (step := self._next_step(stream, number)) and step(line):
                    pass

    def _next_step(self, stream: Any, number: int) -> Step | None:
        start = stream.readline().decode("latin-1").split()
        if not start:
            return None
        headers: dict[str, str] = {}
        while text := stream.readline().decode("latin-1").strip():
            name, _, value = text.partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0)))
        target = urlsplit(start[1])
        query = parse_qsl(target.query, keep_blank_values=True)
        with self._lock:
            self.requests.append(Seen(number, start[0], target.path, query, headers, body))
            return self.steps.pop(0) if self.steps else None


class Serve:
    """Start servers, and name the things that a step can do."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def __call__(self, *steps: Step, tls: ssl.SSLContext | None = None) -> Server:
        return self._stack.enter_context(closing(Server(list(steps), tls)))

    @staticmethod
    def answer(status: int = 200, body: Any = None, **headers: str) -> Step:
        """Answer well; bytes are sent as they are, anything else as JSON; a_b means header a-b."""
        content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(content)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        message = "\r\n".join([*lines, "", ""]).encode() + content
        return lambda line: (line.send(message), True)[1]

    @staticmethod
    def raw(message: bytes) -> Step:
        """Send just these bytes, then close."""
        return lambda line: bool(line.send(message))

    @staticmethod
    def reset(message: bytes = b"") -> Step:
        """Send these bytes, then reset the connection."""

        def step(line: Line) -> bool:
            line.send(message)
            line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False

        return step

    @staticmethod
    def drip(message: bytes, then: bytes = b" ") -> Step:
        """Send the message, then one small piece after another until the client leaves."""

        def step(line: Line) -> bool:
            line.send(message)
            with suppress(OSError):
                while not line.stop.wait(0.02):
                    line.sock.sendall(then)
            return False

        return step

    @staticmethod
    def silence() -> Step:
        """Say nothing until the test is over."""
        return lambda line: not line.stop.wait(10)


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield Serve(stack)


@pytest.fixture
def connect() -> Iterator[Callable[..., OmsClient]]:
    with ExitStack() as stack:

        def connected(server: Server | str, **options: Any) -> OmsClient:
            url = server if isinstance(server, str) else server.url
            client = OmsClient(url, **{"key": lambda: KEY, "deadline_s": 5.0, **options})
            stack.callback(client.close)
            return client

        yield connected


@pytest.fixture
def refused_url() -> str:
    """Return an address on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"
