"""The sandbox on a port: threads, keep-alive, and an orderly end."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler, select_address_family

from oms_sandbox.app import create_app
from oms_sandbox.sandbox import Sandbox, Settings

BACKLOG = 128
POLL_S = 0.05


class CannotListen(OSError):
    """The address cannot be listened on."""


class Handler(WSGIRequestHandler):
    """Answers requests on kept-alive connections, where werkzeug's own closes after each."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def run_wsgi(self) -> None:
        """Answer one request; an answer that breaks off ends the connection."""
        environ = self.make_environ()
        environ["wsgi.input"] = io.BytesIO(_whole_body(environ))
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
            started.append((status, headers))

        body = self.server.app(environ, start_response)
        try:
            self._send(*started[-1], body)
        except ConnectionError:
            self.close_connection = True
        finally:
            if hasattr(body, "close"):
                body.close()

    def _send(self, status: str, headers: list[tuple[str, str]], body: Iterable[bytes]) -> None:
        chunks = iter(body)
        first = next(chunks, b"")
        code, _, phrase = status.partition(" ")
        self.send_response_only(int(code), phrase)
        self.send_header("Date", self.date_time_string())
        for name, value in headers:
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(first)
        self.wfile.flush()
        for chunk in chunks:
            self.wfile.write(chunk)
            self.wfile.flush()

    def finish(self) -> None:
        """Close what is left of a connection, which the client may have closed before."""
        with suppress(ConnectionError):
            super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's name
        """Keep quiet."""


def _whole_body(environ: dict[str, Any]) -> bytes:
    # What is left unread would be taken for the next request of the connection.
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        return bytes(stream.read())
    length = environ.get("CONTENT_LENGTH") or "0"
    return bytes(stream.read(int(length))) if length.isdigit() else b""


class Server(ThreadedWSGIServer):
    """A server that can hang up on every client when it stops."""

    daemon_threads = False

    def __init__(self, listening: socket.socket, app: Flask) -> None:
        host, port = listening.getsockname()[:2]
        super().__init__(host, port, app, Handler, fd=listening.fileno())
        self._connections: set[Any] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that are still open, idle or not."""
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True)
class Running:
    url: str


@contextmanager
def running(host: str = "127.0.0.1", port: int = 0, **settings: Any) -> Iterator[Running]:
    """Run a sandbox in threads while the block lasts; port 0 takes a free one.

    `settings` are those of `Settings`. Raises CannotListen when the port is taken.
    """
    try:
        family = select_address_family(host, port)
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as err:
        raise CannotListen(f"cannot listen on {host} port {port}: {err.strerror}") from err
    with listening:
        sandbox = Sandbox(Settings(**settings))
        server = Server(listening, create_app(sandbox))
    thread = threading.Thread(target=server.serve_forever, args=(POLL_S,), name="oms-sandbox")
    thread.start()
    try:
        yield Running(f"http://{host}:{server.port}")
    finally:
        sandbox.stop_waiting()
        server.shutdown()
        server.hang_up()
        thread.join()
        sandbox.close()
