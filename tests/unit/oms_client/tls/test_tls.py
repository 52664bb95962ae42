"""The same path over TLS: what production uses."""

import pytest

from oms_client import Ambiguous, NotSent


def hold(client):
    return client.order_orchestration.hold_order(external_order_id="A-1")


def test_a_trusted_server_is_called_over_one_kept_connection(serve, connect, identity):
    server = serve(serve.answer(), serve.answer(), tls=identity.context)
    client = connect(server, ca_file=identity.ca_file)

    hold(client)
    hold(client)

    assert [seen.connection for seen in server.requests] == [1, 1]


def test_a_self_signed_server_that_is_not_trusted_gets_nothing(
    serve, connect, identity, monkeypatch
):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", identity.ca_file)
    server = serve(serve.answer(), tls=identity.context)

    with pytest.raises(NotSent, match="CERTIFICATE_VERIFY_FAILED"):
        hold(connect(server))

    assert server.requests == []


def test_a_certificate_for_another_name_gets_nothing(serve, connect, identity):
    server = serve(serve.answer(), tls=identity.context)
    client = connect(server.url.replace("127.0.0.1", "localhost"), ca_file=identity.ca_file)

    with pytest.raises(NotSent, match="Hostname mismatch"):
        hold(client)

    assert server.requests == []


@pytest.mark.parametrize(
    "message", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}", b"not http\r\n\r\n"]
)
def test_a_broken_answer_is_doubt_over_tls_too(serve, connect, identity, message):
    server = serve(serve.raw(message), tls=identity.context)

    with pytest.raises(Ambiguous):
        hold(connect(server, ca_file=identity.ca_file))

    assert len(server.requests) == 1


def test_a_reset_in_the_middle_of_tls_is_doubt(serve, connect, identity):
    server = serve(serve.reset(), tls=identity.context)

    with pytest.raises(Ambiguous):
        hold(connect(server, ca_file=identity.ca_file))

    assert len(server.requests) == 1


@pytest.mark.timeout(10)  # the script would go on for ever
def test_a_slow_drip_is_cut_at_the_deadline_over_tls_too(serve, connect, identity):
    start = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    server = serve(serve.drip(start), tls=identity.context)

    with pytest.raises(Ambiguous, match="TimeoutError"):
        hold(connect(server, ca_file=identity.ca_file, deadline_s=0.3))
