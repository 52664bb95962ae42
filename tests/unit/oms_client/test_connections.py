"""Connections: kept per thread, shared by none, and one of its own for a call of money."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from oms_client import Endpoint
from oms_client.families.payments import PaymentProcessing

MONEY = [
    "accept_offline_payment",
    "apply_offline_payment",
    "auto_invoice",
    "create_sales_invoice_by_details",
    "credit_invoice",
    "retry_invoice_payment",
]


def look(client, order):
    return client.order_orchestration.get_order(external_order_id=order)


def test_one_thread_keeps_its_connection(serve, connect):
    server = serve(*[serve.answer()] * 3)
    client = connect(server)

    for _ in range(3):
        look(client, "A")

    assert [seen.connection for seen in server.requests] == [1, 1, 1]


def test_a_connection_is_not_kept_after_an_answer_that_was_not_read_to_its_end(serve, connect):
    cut = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"
    server = serve(serve.drip(cut, b""), serve.answer())
    client = connect(server, deadline_s=0.1)

    with pytest.raises(Exception, match="TimeoutError"):
        look(client, "A")
    look(client, "A")

    assert [seen.connection for seen in server.requests] == [1, 2]


@pytest.mark.parametrize("operation", MONEY)
def test_a_call_of_money_goes_on_a_new_connection_that_nobody_uses_again(serve, connect, operation):
    server = serve(*[serve.answer()] * 4)
    client = connect(server)
    call = getattr(client.payment_processing, operation)
    order = {"external_order_id": "A"} if operation.endswith("offline_payment") else {}

    look(client, "A")
    call(body={"Amount": 1}, **order)
    call(body={"Amount": 1}, **order)
    look(client, "A")

    assert [seen.connection for seen in server.requests] == [1, 2, 3, 1]


def test_these_are_all_the_calls_of_money():
    declared = vars(PaymentProcessing).items()

    fresh = [n for n, each in declared if isinstance(each, Endpoint) and each.fresh_connection]

    assert sorted(fresh) == MONEY


def test_eight_threads_share_one_client(serve, connect):
    together = threading.Barrier(8)

    def ask(thread):
        together.wait(5)
        return [look(client, f"{thread}-{i}").body["Connection"] for i in range(10)]

    def echo(line):
        # the answer names the connection it went out on, so a mixed-up one would show
        name = line.sock.getpeername()[1]
        return serve.answer(200, {"Connection": name})(line)

    server = serve(*[echo] * 80)
    client = connect(server)

    with ThreadPoolExecutor(8) as pool:
        ports = list(pool.map(ask, range(8)))

    assert len(server.requests) == 80
    assert server.connections == 8
    assert [len(set(own)) for own in ports] == [1] * 8
    assert len({own[0] for own in ports}) == 8


def test_a_closed_client_closes_its_connections_and_sends_no_more(serve, connect):
    left = threading.Event()

    def wait_for_the_client_to_leave(line):
        serve.answer()(line)
        line.sock.recv(1)
        left.set()
        return False

    server = serve(wait_for_the_client_to_leave)
    client = connect(server)
    look(client, "A")

    client.close()

    assert left.wait(4)
    with pytest.raises(RuntimeError, match="closed"):
        look(client, "A")
    with pytest.raises(RuntimeError, match="closed"):
        client.payment_processing.auto_invoice(body={})
    assert server.connections == 1
