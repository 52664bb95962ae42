"""Connections that keep one call's deadline at every byte, and know whether a byte has left.

urllib3's time-outs are per read; one slow byte after another would outlast them all.
"""

import http.client
import io
from contextvars import ContextVar
from socket import SocketIO, socket
from time import monotonic
from typing import Any, cast

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Flight:
    """Carry one call's deadline down to the socket, and back whether anything was written."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline  # on the monotonic clock
        self.departed = False

    def left(self) -> float:
        """Return the seconds left, always above zero; TimeoutError when there are none."""
        left = self.deadline - monotonic()
        if left <= 0:
            raise TimeoutError("the call's deadline has passed")
        return left


current_flight: ContextVar[Flight] = ContextVar("current_flight")


class _DeadlineStream(io.RawIOBase):
    def __init__(self, raw: SocketIO, sock: socket, flight: Flight) -> None:
        self._raw = raw
        self._sock = sock
        self._flight = flight

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._flight.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        raw = cast("SocketIO", self.fp.detach())
        self.fp = io.BufferedReader(_DeadlineStream(raw, sock, current_flight.get()))


class _Connection(HTTPConnection):
    response_class = _Response

    def send(self, data: Any) -> None:
        flight = current_flight.get()
        if self.sock is None:  # http.client would connect here and write in the same breath
            self.connect()
        self.sock.settimeout(flight.left())
        flight.departed = True
        super().send(data)


class _TlsConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class DeadlineAdapter(HTTPAdapter):
    """Send over such connections, one per host, never twice; `current_flight` must be set."""

    def __init__(self) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools of connections (called by HTTPAdapter)."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
