"""The line between "not one byte was written" and "something may have been sent"."""

import gzip
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from oms_client import Ambiguous, NotSent, OmsError, Unavailable


def hold(client):
    return client.order_orchestration.hold_order(external_order_id="A-1")


def look(client):
    return client.order_orchestration.get_order(external_order_id="A-1")


BOTH = pytest.mark.parametrize(("call", "kind"), [(hold, Ambiguous), (look, Unavailable)])


def assert_one_request_and(kind, call, server, client):
    with pytest.raises(OmsError) as caught:
        call(client)

    assert type(caught.value) is kind
    assert len(server.requests) == 1
    return caught.value


@pytest.mark.parametrize("call", [hold, look])
def test_a_refused_port_means_nothing_was_sent(connect, refused_url, call):
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
        call(connect(refused_url))


@pytest.mark.parametrize(
    ("host", "reason"),
    [("[fe80::1%25no-such-card]", "gaierror"), (f"{'a' * 64}.example", "LocationParseError")],
)
def test_a_name_that_leads_nowhere_means_nothing_was_sent(connect, host, reason):
    with pytest.raises(NotSent, match=reason):
        hold(connect(f"https://{host}"))


def test_a_tls_handshake_that_gets_no_answer_means_nothing_was_sent(connect):
    with (
        socket.create_server(("127.0.0.1", 0)) as plain,
        pytest.raises(NotSent, match="handshake"),
    ):
        hold(connect(f"https://127.0.0.1:{plain.getsockname()[1]}", connect_s=0.1))


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_tls_to_a_plain_port_means_nothing_was_sent(connect, answer):
    def answer_anything():
        sock, _ = plain.accept()
        with sock:
            sock.recv(65536)
            sock.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as plain, ThreadPoolExecutor() as pool:
        pool.submit(answer_anything)
        with pytest.raises(NotSent):
            hold(connect(f"https://127.0.0.1:{plain.getsockname()[1]}"))


def test_a_host_that_does_not_answer_the_connection_means_nothing_was_sent(connect):
    # A listening socket with a full queue drops what comes next: the handshake never ends.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        with socket.create_connection(address), socket.socket() as waiting:
            waiting.setblocking(False)
            waiting.connect_ex(address)
            with pytest.raises(NotSent):
                hold(connect(f"http://127.0.0.1:{address[1]}", connect_s=0.05))


def test_a_deadline_used_up_before_sending_means_nothing_was_sent(serve, connect):
    server = serve()

    with pytest.raises(NotSent, match="deadline"):
        hold(connect(server, deadline_s=0.0))

    assert server.requests == []


@BOTH
def test_a_reset_after_the_request(serve, connect, call, kind):
    server = serve(serve.reset())

    error = assert_one_request_and(kind, call, server, connect(server))

    assert error.status is None


@BOTH
def test_a_connection_closed_without_an_answer(serve, connect, call, kind):
    server = serve(serve.raw(b""))

    assert_one_request_and(kind, call, server, connect(server))


@BOTH
def test_a_kept_connection_that_is_reset_as_we_send(serve, connect, call, kind):
    server = serve(serve.answer(), serve.reset())
    client = connect(server)
    call(client)

    with pytest.raises(kind):
        call(client)

    assert [seen.connection for seen in server.requests] == [1, 1]


@BOTH
@pytest.mark.parametrize(
    "message",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}",  # cut, or the length lies
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
        + gzip.compress(b'{"a": "0192837465"}', mtime=0)[:-12],
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"not http at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200 + b"\r\n{}",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n{}",
    ],
)
def test_a_broken_answer(serve, connect, call, kind, message):
    server = serve(serve.raw(message))

    assert_one_request_and(kind, call, server, connect(server))


def test_an_answer_reset_in_the_middle_keeps_its_status(serve, connect):
    server = serve(serve.reset(b"HTTP/1.1 409 X\r\nContent-Length: 50\r\n\r\n{"))

    error = assert_one_request_and(Ambiguous, hold, server, connect(server))

    assert error.status in (409, None)  # the reset may overtake what was sent before it


@BOTH
def test_silence_until_the_deadline(serve, connect, call, kind):
    server = serve(serve.silence())

    assert_one_request_and(kind, call, server, connect(server, deadline_s=0.15))


@pytest.mark.timeout(10)  # the script would go on for ever
@pytest.mark.parametrize(
    ("start", "then"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 301 X\r\nLocation: /\r\nContent-Length: 100000\r\n\r\n", b" "),
    ],
)
def test_a_slow_drip_is_cut_at_the_deadline_wherever_it_drips(serve, connect, start, then):
    server = serve(serve.drip(start, then))

    error = assert_one_request_and(Ambiguous, hold, server, connect(server, deadline_s=0.2))

    assert "TimeoutError" in error.message


@pytest.mark.timeout(10)
def test_a_server_that_takes_no_more_of_the_body_is_left_at_the_deadline(connect):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        client = connect(f"http://127.0.0.1:{deaf.getsockname()[1]}", deadline_s=0.3)
        with pytest.raises(Ambiguous, match="TimeoutError"):
            client.order_orchestration.create_order(body={"Text": "x" * 20_000_000})


@BOTH
@pytest.mark.parametrize("chunked", [False, True])
def test_a_bomb_is_not_inflated_beyond_the_limit(serve, connect, call, kind, chunked):
    bomb = gzip.compress(b"{" + b" " * 50_000_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
    if chunked:
        message = head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (
            len(bomb),
            bomb,
        )
    else:
        message = head + b"Content-Length: %d\r\n\r\n%b" % (len(bomb), bomb)
    server = serve(serve.raw(message))

    error = assert_one_request_and(kind, call, server, connect(server))

    assert str(error).endswith("BodyTooLarge: the body is over 5242880 bytes (HTTP 200)")


def test_a_compressed_answer_within_the_limit_is_read(serve, connect):
    server = serve(serve.answer(200, gzip.compress(b'{"a": 1}'), Content_Encoding="gzip"))

    assert look(connect(server)).body == {"a": 1}


def test_a_body_just_within_the_limit_is_read_and_one_byte_more_is_not(serve, connect):
    limit = 5 * 1024 * 1024
    server = serve(serve.answer(200, b"{}".ljust(limit)), serve.answer(200, b"{}".ljust(limit + 1)))
    client = connect(server)

    assert look(client).body == {}
    with pytest.raises(Unavailable, match="BodyTooLarge"):
        look(client)
