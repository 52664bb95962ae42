"""One question over a connection of its own: to a checked address, within one deadline, bounded in size.

http.client follows no redirect, keeps no cookie, reads no proxy from the environment, and asks
nobody for an address when it is given a socket.
"""

import http.client
import io
import socket
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from time import monotonic
from typing import Any, Final

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from storefronts.address import Base, resolve

MAX_BODY_BYTES: Final = 5 * 1024 * 1024
_CHUNK: Final = 65_536
FAILURES: Final = (OSError, http.client.HTTPException, zlib.error, ValueError)


class TooLarge(OSError):
    """The answer, inflated, is larger than any of a source may be."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a source answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Stream(io.RawIOBase):
    """Reads from a socket, every read within what is left of the deadline."""

    def __init__(self, sock: socket.socket, left: Callable[[], float]) -> None:
        self._sock = sock
        self._left = left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._left())
        return self._sock.recv_into(buffer)


class _Socket:
    """As much of a socket as http.client uses: it is written to and read from once."""

    def __init__(self, sock: socket.socket, left: Callable[[], float]) -> None:
        self._sock = sock
        self._left = left

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(self._left())
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Stream(self._sock, self._left))

    def close(self) -> None:
        """Leave it open: http.client closes its end before the body is read."""


class Wire:
    """Asks one base. ca_file replaces the built-in certificate authorities; they are always checked."""

    def __init__(self, base: Base, *, deadline_s: float, ca_file: str | None = None) -> None:
        self._base = base
        self._deadline_s = deadline_s
        self._ca_file = ca_file or DEFAULT_CA_BUNDLE_PATH

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._ca_file)

    def get(self, target: str, headers: Mapping[str, str]) -> Reply:
        """Ask once for a path and query below the base's own; raise one of FAILURES."""
        return self._exchanged("GET", target, headers, None)

    def post(self, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Ask once by a body, as GraphQL is asked; raise one of FAILURES."""
        return self._exchanged("POST", target, headers, body)

    def _exchanged(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None
    ) -> Reply:
        over = monotonic() + self._deadline_s

        def left() -> float:
            rest = over - monotonic()
            if rest <= 0:
                raise TimeoutError("the call's deadline has passed")
            return rest

        with self._connected(left) as sock:
            connection = http.client.HTTPConnection(self._base.host, self._base.port)
            connection.sock = _Socket(sock, left)  # as much as it uses
            asked = {"Host": self._base.named, "Accept-Encoding": "gzip", **headers}
            connection.request(method, self._base.path + target, body, asked)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, _bounded(response, found))

    def _connected(self, left: Callable[[], float]) -> socket.socket:
        """Connect to one of the addresses that were checked; TLS still proves the name."""
        failure: OSError | None = None
        for address in resolve(self._base):
            try:
                sock = socket.create_connection((address, self._base.port), timeout=left())
            except OSError as err:
                failure = err
                continue
            return self._secured(sock)
        raise failure or OSError("the host has no address")

    def _secured(self, sock: socket.socket) -> socket.socket:
        if self._base.scheme == "http":
            return sock
        try:
            return self._tls.wrap_socket(sock, server_hostname=self._base.host)
        except OSError:
            sock.close()
            raise


def _bounded(response: http.client.HTTPResponse, headers: Mapping[str, str]) -> bytes:
    """Return the body, inflated as it comes, so that no bomb is ever held whole."""
    coding = headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip"):
        raise ValueError("the answer has a coding that was not asked for")
    inflate = zlib.decompressobj(31) if coding == "gzip" else None
    body = bytearray()
    while chunk := response.read(_CHUNK):
        room = MAX_BODY_BYTES + 1 - len(body)
        body += inflate.decompress(chunk, room) if inflate else chunk
        if len(body) > MAX_BODY_BYTES:
            raise TooLarge(f"the answer is over {MAX_BODY_BYTES} bytes")
    if response.length or (inflate and body and not inflate.eof):
        raise ValueError("the answer was cut short")
    return bytes(body)
