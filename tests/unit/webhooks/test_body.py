import io
from typing import Any

import pytest
from gunicorn.http.errors import InvalidChunkSize, NoMoreData
from werkzeug.exceptions import HTTPException

from webhooks import body

LIMIT = 100


class Socket:
    timeout_s: float | None = None

    def settimeout(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s


class Failing(io.BytesIO):
    def __init__(self, failure: Exception) -> None:
        super().__init__()
        self.failure = failure

    def read(self, size: int | None = -1, /) -> bytes:
        raise self.failure


def told(raw: bytes, **more: Any) -> dict[str, Any]:
    return {"wsgi.input": io.BytesIO(raw), "CONTENT_LENGTH": str(len(raw)), **more}


def chunked(raw: bytes) -> dict[str, Any]:
    return {"wsgi.input": io.BytesIO(raw), "wsgi.input_terminated": True}


@pytest.mark.parametrize("environ", [told(b"x" * LIMIT), chunked(b"x" * LIMIT)])
def test_a_body_of_exactly_the_limit_is_read(environ: dict[str, Any]) -> None:
    assert body.read(environ, LIMIT) == b"x" * LIMIT


def test_bytes_are_taken_as_they_came() -> None:
    raw = b"\xff\x00 {\r\n} \xc3\x28"

    assert body.read(told(raw, CONTENT_TYPE="application/x-www-form-urlencoded"), LIMIT) == raw


def test_a_body_announced_too_long_is_refused_before_it_is_read() -> None:
    unread = Failing(AssertionError("read"))

    with pytest.raises(HTTPException) as caught:
        body.read({"wsgi.input": unread, "CONTENT_LENGTH": str(LIMIT + 1)}, LIMIT)

    assert caught.value.code == 413


REFUSED = {
    "chunked over the limit": (chunked(b"x" * (LIMIT + 1)), 413),
    "a length nobody could send": (told(b"", CONTENT_LENGTH="9" * 5_000), 413),
    "a length that is no number": (told(b"", CONTENT_LENGTH="12x"), 400),
    "a negative length": (told(b"", CONTENT_LENGTH="-1"), 400),
    "digits of another script": (told(b"abc", CONTENT_LENGTH="\u0663"), 400),
    "cut short": (told(b"abc", CONTENT_LENGTH="4"), 400),
    "no length and no end": ({"wsgi.input": io.BytesIO(b"abc")}, 411),
    "gzip": (told(b"abc", HTTP_CONTENT_ENCODING="gzip"), 415),
    "two codings": (told(b"abc", HTTP_CONTENT_ENCODING="identity, br"), 415),
    "bad chunks": (
        {"wsgi.input": Failing(InvalidChunkSize(b"zz")), "wsgi.input_terminated": True},
        400,
    ),
    "gone away": ({"wsgi.input": Failing(NoMoreData()), "wsgi.input_terminated": True}, 400),
    "silence": ({"wsgi.input": Failing(TimeoutError()), "wsgi.input_terminated": True}, 408),
}


@pytest.mark.parametrize(("environ", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_whole_is_refused(environ: dict[str, Any], status: int) -> None:
    with pytest.raises(HTTPException) as caught:
        body.read(environ, LIMIT)

    assert caught.value.code == status


@pytest.mark.parametrize("coding", ["identity", " Identity ", ""])
def test_the_identity_coding_is_none(coding: str) -> None:
    assert body.read(told(b"abc", HTTP_CONTENT_ENCODING=coding), LIMIT) == b"abc"


def test_a_silent_sender_is_waited_for_only_so_long() -> None:
    connection = Socket()

    body.read(told(b"abc", **{"gunicorn.socket": connection}), LIMIT)

    assert connection.timeout_s == body.SILENCE_S
