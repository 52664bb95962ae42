"""A request is whole when its last byte is there, and not before; what cannot be right is not waited for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webhooks.framing import Framing

HEAD = b"POST /webhooks/shop HTTP/1.1\r\nHost: x\r\n"
BODIES = st.binary(max_size=60)


def framed(request: bytes, most: int = 1_000) -> Framing:
    """Follow a request byte by byte; it is whole with the last one."""
    framing = Framing(most)
    for at in range(len(request)):
        assert not framing.is_whole(request[:at]), at
    assert framing.is_whole(request)
    return framing


@settings(max_examples=50, deadline=None)
@given(body=BODIES, rest=BODIES)
def test_a_body_of_a_told_length_ends_there(body: bytes, rest: bytes) -> None:
    request = HEAD + b"content-LENGTH: %d\r\n\r\n" % len(body) + body
    framing = framed(request)

    assert framing.is_whole(request + rest)
    assert framing.end == len(request)


@settings(max_examples=50, deadline=None)
@given(pieces=st.lists(st.binary(min_size=1, max_size=20), max_size=4), rest=BODIES)
def test_a_chunked_body_ends_with_its_trailers(pieces: list[bytes], rest: bytes) -> None:
    chunks = b"".join(b"%x;a=b\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    request = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nTrailer: 1\r\n\r\n"

    assert framed(request).end == len(request)


def test_a_request_without_a_body_ends_with_its_head() -> None:
    assert framed(b"GET /livez HTTP/1.1\r\n\r\n").end == 23


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"Content-Length: five\r\n\r\n",
        b"Content-Length: 1001\r\n\r\n",
        b"Content-Length: " + b"9" * 3_000 + b"\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n" + b"3\r\nabc\r\n" * 200,
    ],
)
def test_what_cannot_be_right_is_handed_over_at_once_and_as_it_is(rest: bytes) -> None:
    framing = Framing(1_000)

    assert framing.is_whole(HEAD + rest)
    assert framing.end is None
