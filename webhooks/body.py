"""Reads the raw bytes of a request, within bounds."""

from typing import Any, Final

from gunicorn.http.errors import ParseException  # type: ignore[import-untyped] # has no types
from werkzeug.exceptions import (
    BadRequest,
    LengthRequired,
    RequestEntityTooLarge,
    RequestTimeout,
    UnsupportedMediaType,
)

SILENCE_S: Final = 10.0
_LENGTH_DIGITS: Final = 12


def read(environ: dict[str, Any], limit: int) -> bytes:
    """Return the body of a WSGI request as it was sent, at most `limit` bytes.

    Raises 415 for a coded body (nothing is ever inflated), 411 when its end is not told, 413 when
    it is too long, 400 when it is cut short or framed wrongly, 408 after SILENCE_S of silence.
    """
    coding = environ.get("HTTP_CONTENT_ENCODING") or "identity"
    if coding.strip().lower() != "identity":
        raise UnsupportedMediaType
    length = _told_length(environ)
    if length is not None and length > limit:
        raise RequestEntityTooLarge
    # Of a chunked body one byte more than the limit: a server would cut it at the limit silently.
    raw = _read(environ, limit + 1 if length is None else length)
    if len(raw) > limit:
        raise RequestEntityTooLarge
    if length is not None and len(raw) < length:
        raise BadRequest
    return raw


def _told_length(environ: dict[str, Any]) -> int | None:
    """Return Content-Length, None when the server marks the end of the body by itself."""
    told = environ.get("CONTENT_LENGTH")
    if not told:
        if environ.get("wsgi.input_terminated"):
            return None
        raise LengthRequired
    if not (told.isascii() and told.isdigit()):
        raise BadRequest
    if len(told) > _LENGTH_DIGITS:
        raise RequestEntityTooLarge
    return int(told)


def _read(environ: dict[str, Any], size: int) -> bytes:
    connection = environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(SILENCE_S)
    try:
        return bytes(environ["wsgi.input"].read(size))
    except TimeoutError as err:
        raise RequestTimeout from err
    except (OSError, ParseException) as err:  # gunicorn parses chunks only while they are read
        raise BadRequest from err
