"""Answers that break the connection, or that lie about their body; they need a real socket."""

from __future__ import annotations

import os
import socket
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import Response

LINGER_NOT = struct.pack("ii", 1, 0)
GZIP = 16 + zlib.MAX_WBITS
MEGABYTE = 1024 * 1024
MISSING_BYTES = 64

Environ = Mapping[str, Any]
Wait = Callable[[float], object]


def reset(environ: Environ) -> Response:
    """Answer nothing and reset the TCP connection."""
    return Response(iter(lambda: _break_off(environ), b""))


def reset_inside(environ: Environ, answer: Response, wait: Wait, wait_s: float) -> Response:
    """Answer half a body, stay silent for so long, and reset the TCP connection."""
    whole = answer.get_data()

    def body() -> Iterator[bytes]:
        yield whole[: len(whole) // 2]
        wait(wait_s)
        yield _break_off(environ)

    return _under(answer, body(), len(whole))


def _break_off(environ: Environ) -> bytes:
    connection: socket.socket = environ["werkzeug.socket"]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
    # socket.close() would wait for the server's own reader of the connection.
    os.close(connection.detach())
    raise ConnectionResetError("as a fault asked for")


def cut(answer: Response) -> Response:
    """Answer half a body under the length of the whole, then close."""
    whole = answer.get_data()
    return _under(answer, _closed_after(whole[: len(whole) // 2]), len(whole))


def cut_json(answer: Response) -> Response:
    """Answer half a body under its own length: whole for HTTP, no JSON."""
    whole = answer.get_data()
    half = whole[: len(whole) // 2]
    return _under(answer, iter([half]), len(half))


def too_long(answer: Response) -> Response:
    """Answer the whole body under a length that it has not, then close."""
    whole = answer.get_data()
    return _under(answer, _closed_after(whole), len(whole) + MISSING_BYTES)


def too_short(answer: Response) -> Response:
    """Answer the whole body under half its length and keep the connection open."""
    whole = answer.get_data()
    return _under(answer, iter([whole]), len(whole) // 2)


def in_two(answer: Response, wait: Wait, wait_s: float) -> Response:
    """Answer half a body, wait, answer the rest."""
    whole = answer.get_data()
    middle = len(whole) // 2

    def body() -> Iterator[bytes]:
        yield whole[:middle]
        wait(wait_s)
        yield whole[middle:]

    return _under(answer, body(), len(whole))


def drip(answer: Response, wait: Wait, wait_s: float) -> Response:
    """Answer a body byte by byte, over so many seconds in all."""
    whole = answer.get_data()

    def body() -> Iterator[bytes]:
        for number in whole:
            yield bytes([number])
            wait(wait_s / len(whole))

    return _under(answer, body(), len(whole))


def gzip_bomb(answer: Response, megabytes: int) -> Response:
    """Answer the true JSON with so many megabytes of blanks behind it, deflated to little."""
    deflate = zlib.compressobj(wbits=GZIP)
    blanks = b" " * MEGABYTE
    parts = [deflate.compress(part) for part in (answer.get_data(), *[blanks] * megabytes)]
    small = b"".join([*parts, deflate.flush()])
    response = _under(answer, iter([small]), len(small))
    response.headers["Content-Encoding"] = "gzip"
    return response


def _closed_after(part: bytes) -> Iterator[bytes]:
    yield part
    raise ConnectionAbortedError("as a fault asked for")


def _under(answer: Response, body: Iterator[bytes], length: int) -> Response:
    headers = {"Content-Length": str(length)}
    return Response(body, answer.status_code, headers, content_type=answer.content_type)
