"""gunicorn's threads worker, whose threads see whole requests only: who is slow waits in its loop.

In the worker as it is a silent connection holds a thread for five seconds, and half a request for as
long as it pleases: as many of them as there are threads, and nobody is answered. Written against
gunicorn 27 (pyproject.toml holds it there); config/gunicorn.py names it.
"""

import os
import selectors
import socket
import time
from contextlib import suppress
from functools import partial
from typing import Any, Final

from gunicorn import http  # type: ignore[import-untyped] # it ships no types
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped] # likewise

from webhooks.framing import Framing

HEAD_S: Final = 5.0
BODY_S: Final = 10.0
MOST_HELD: Final = 64 * 1024 * 1024
_PIECE: Final = 65_536
_HEAD: Final = 131_072
_GO_ON: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_TOO_SLOW: Final = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class _Slow:
    """A connection whose request is not whole yet."""

    def __init__(self, conn: Any, most: int) -> None:
        self.conn, self.data = conn, bytearray()
        self.framing = Framing(most)
        self.until = time.monotonic() + HEAD_S
        self.asked = False


class PatientWorker(ThreadWorker):  # type: ignore[misc] # its base has no types
    """Waits for requests in its loop, within HEAD_S and BODY_S, in at most MOST_HELD bytes."""

    def init_process(self) -> None:
        """Start the worker, as one without anything that waits."""
        self._slow: dict[Any, _Slow] = {}
        self._next: dict[Any, bytes] = {}
        self._held = 0
        self._most = int(os.environ.get("ORDERLANE_BODY_LIMIT") or 2 * 1024 * 1024)
        super().init_process()

    def accept(self, listener: Any) -> None:
        """Take a connection; what it sends is often there already."""
        try:
            sock, address = listener.accept()
        except OSError:
            return
        self.nr_conns += 1
        self._await(TConn(self.cfg, sock, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: Any, client: Any) -> None:
        """Wait for the next request of a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Let a connection go on with what it has sent already of its next request."""
        super().finish_request(conn, fs)
        begun = self._next.pop(conn, b"")
        if begun and conn in self.keepalived_conns:
            self.poller.unregister(conn.sock)
            self.keepalived_conns.remove(conn)
            self._await(conn, begun)

    def murder_pending(self) -> None:
        """Close what has been too slow."""
        super().murder_pending()
        now = time.monotonic()
        for slow in [one for one in self._slow.values() if one.until < now]:
            self._give_up(slow)

    def _await(self, conn: Any, begun: bytes = b"") -> None:
        conn.sock.setblocking(False)
        slow = _Slow(conn, self._most)
        self._slow[conn.sock] = slow
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._more, slow))
        if begun:
            self._take(slow, begun)
        else:
            self._more(slow, conn.sock)

    def _more(self, slow: _Slow, sock: Any) -> None:
        try:
            self._take(slow, sock.recv(_PIECE))
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._let_go(slow)

    def _take(self, slow: _Slow, piece: bytes) -> None:
        slow.data += piece
        self._held += len(piece)
        if not piece or slow.framing.is_whole(slow.data) or self._is_too_much(slow):
            self._hand_over(slow)
        elif self._held > MOST_HELD:
            self._give_up(slow)
        elif slow.framing.head and not slow.asked:
            self._ask_for_body(slow)

    def _is_too_much(self, slow: _Slow) -> bool:
        """Return whether a head is longer than any that is taken: the parser says which limit it is."""
        return not slow.framing.head and len(slow.data) > _HEAD

    def _ask_for_body(self, slow: _Slow) -> None:
        slow.asked, slow.until = True, time.monotonic() + BODY_S
        if slow.framing.expects:
            slow.conn.sock.send(_GO_ON)

    def _hand_over(self, slow: _Slow) -> None:
        """Give what there is to a thread; at the end of the stream it finds out what is missing."""
        conn = slow.conn
        self._forget(slow)
        conn.sock.setblocking(True)
        if conn.parser is None:
            conn.parser = http.get_parser(self.cfg, conn.sock, conn.client)
        end = slow.framing.end
        conn.parser.unreader.unread(bytes(slow.data[:end]))
        if end is not None and len(slow.data) > end:
            self._next[conn] = bytes(slow.data[end:])
        conn.data_ready = True
        self.enqueue_req(conn)

    def _give_up(self, slow: _Slow) -> None:
        if slow.data:
            with suppress(OSError):  # it may be gone
                slow.conn.sock.send(_TOO_SLOW, socket.MSG_DONTWAIT)
        self._let_go(slow)

    def _let_go(self, slow: _Slow) -> None:
        self._forget(slow)
        self.nr_conns -= 1
        slow.conn.close()

    def _forget(self, slow: _Slow) -> None:
        self._held -= len(slow.data)
        del self._slow[slow.conn.sock]
        self.poller.unregister(slow.conn.sock)
