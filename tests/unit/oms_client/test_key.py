"""The key: asked at each call, renewed once, never to be seen."""

import logging
import traceback

import pytest

from oms_client import Ambiguous, NotSent, OmsClient, OmsError, Unauthorized

KEY = "the-key-0123456789abcdef"
REFUSED = {"statusCode": 401, "message": f"Access denied, key {KEY} is not valid."}


def hold(client):
    return client.order_orchestration.hold_order(external_order_id="A-1", hold_reason="my-reason")


def keys_seen(server):
    return [seen.headers["ocp-apim-subscription-key"] for seen in server.requests]


@pytest.mark.parametrize("status", [401, 403])
def test_a_changed_key_is_used_at_once_and_the_call_repeated_once(serve, connect, status):
    server = serve(serve.answer(status, REFUSED), serve.answer())
    keys = iter(["old", "new"])

    hold(connect(server, key=lambda: next(keys)))

    assert keys_seen(server) == ["old", "new"]


def test_the_next_call_takes_the_new_key_without_being_refused_first(serve, connect):
    server = serve(serve.answer(), serve.answer())
    keys = iter(["old", "new"])
    client = connect(server, key=lambda: next(keys))

    hold(client)
    hold(client)

    assert keys_seen(server) == ["old", "new"]


def test_an_unchanged_key_is_not_tried_again(serve, connect):
    server = serve(serve.answer(401, REFUSED), serve.answer())

    with pytest.raises(Unauthorized):
        hold(connect(server, key=lambda: "same"))

    assert keys_seen(server) == ["same"]


def test_a_second_refusal_is_the_end_even_if_there_is_a_third_key(serve, connect):
    server = serve(serve.answer(401, REFUSED), serve.answer(401, REFUSED), serve.answer())
    keys = iter(["first", "second", "third"])

    with pytest.raises(Unauthorized):
        hold(connect(server, key=lambda: next(keys)))

    assert keys_seen(server) == ["first", "second"]


def test_a_repeat_that_gets_lost_is_doubt_and_not_repeated(serve, connect):
    server = serve(serve.answer(401, REFUSED), serve.reset(), serve.answer())
    keys = iter(["old", "new", "newer"])

    with pytest.raises(Ambiguous):
        hold(connect(server, key=lambda: next(keys)))

    assert keys_seen(server) == ["old", "new"]


def test_a_repeat_that_cannot_connect_was_not_sent_for_the_first_was_not_done(serve, connect):
    server = serve(serve.answer(401, REFUSED))
    keys = iter(["old", "new"])

    def key():
        if server.requests:
            server.refuse_connections()
        return next(keys)

    with pytest.raises(NotSent):
        connect(server, key=key).payment_processing.auto_invoice(body={"ID": "A-1"})

    assert keys_seen(server) == ["old"]


def test_the_line_end_of_a_key_file_does_not_matter(serve, connect):
    server = serve(serve.answer())

    hold(connect(server, key=lambda: "key\n"))

    assert keys_seen(server) == ["key"]


@pytest.mark.parametrize("key", ["", " ", "two words", "bad\r\nX: 1", "schlüssel"])
def test_a_key_that_no_header_can_carry_is_unauthorized_and_not_quoted(serve, connect, key):
    server = serve()

    with pytest.raises(Unauthorized) as caught:
        hold(connect(server, key=lambda: key))

    assert str(caught.value) == "hold_order: the key is empty or holds what no header can"
    assert server.connections == 0


def test_neither_key_nor_query_values_appear_in_errors_logs_or_reprs(
    serve, connect, refused_url, caplog
):
    caplog.set_level(logging.DEBUG)
    echo = f"debug page: Ocp-Apim-Subscription-Key: {KEY}".encode()
    lost = b"HTTP/1.1 500 X\r\nContent-Length: 500\r\n\r\n" + echo
    server = serve(
        serve.answer(401, REFUSED),
        serve.answer(400, {**REFUSED, "statusCode": 400}),
        serve.answer(500, echo),
        serve.answer(200, echo),
        serve.raw(lost),
        serve.reset(),
        serve.raw(echo),
    )
    texts = []
    for client in [connect(server)] * 7 + [connect(refused_url)]:
        with pytest.raises(OmsError) as caught:
            hold(client)
        texts += [repr(client), repr(caught.value), str(vars(caught.value))]
        below_the_test = caught.tb.tb_next
        texts += traceback.TracebackException(
            caught.type, caught.value, below_the_test, capture_locals=True
        ).format()

    shown = "\n".join(texts) + caplog.text + str([vars(record) for record in caplog.records])
    assert len(server.requests) == 7
    assert KEY not in shown
    ours = [record.getMessage() for record in caplog.records if "oms_client" in record.name]
    assert len(ours) == 8
    assert "my-reason" not in str(ours)


def test_the_frames_of_the_transport_are_not_kept_with_an_error(connect, refused_url):
    with pytest.raises(OmsError) as caught:
        hold(connect(refused_url))

    cause = caught.value.__cause__
    assert isinstance(cause, ConnectionRefusedError)
    assert cause.__traceback__ is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://api.example.net", "use https"),
        ("http://10.0.0.1", "use https"),
        ("http://127.0.0.1.example.net", "use https"),
        ("https://user:pass@api.example.net", "user-info"),
        ("https://api.example.net\\@other.example", "characters"),
        ("https://api.example.net/ x", "characters"),
        ("https://äpi.example.net", "characters"),
        ("https://api.example.net/?a=b", "query"),
        ("https://api.example.net/#a", "fragment"),
        ("ftp://api.example.net", "not an address"),
        ("api.example.net", "not an address"),
        ("https://", "not an address"),
        ("https://api.example.net:port", "Port"),
        ("", "not an address"),
    ],
)
def test_an_address_that_would_expose_the_key_is_refused_with_the_remedy(url, words):
    with pytest.raises(ValueError, match=words) as caught:
        OmsClient(url, lambda: KEY)

    assert "pass@" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["https://api.example.net/base/", "http://localhost:1", "http://[::1]:1"]
)
def test_https_and_loopback_are_accepted(url):
    assert repr(OmsClient(url, lambda: KEY)) == f"OmsClient('{url.rstrip('/')}')"
