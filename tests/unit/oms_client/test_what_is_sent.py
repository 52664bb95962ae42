"""Headers, path, query and body as the server sees them."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from oms_client import Endpoint
from oms_client.endpoints import Family
from oms_client.parameters import optional


class Oddities(Family):
    read_part = Endpoint("Read a Part", "GET", "/v1/things/{thingId}/parts", optional("PartName"))


def test_a_write_is_sent_as_the_vendor_spells_it(serve, connect):
    server = serve(serve.answer())
    client = connect(server.url + "/base/")

    client.order_orchestration.hold_order(external_order_id="A 1/ü", hold_reason="a&b=c")

    (seen,) = server.requests
    assert (seen.method, seen.path, seen.body) == ("POST", "/base/v1/orders/Hold", b"")
    assert seen.query == [("externalOrderId", "A 1/ü"), ("holdReason", "a&b=c")]
    assert seen.headers["ocp-apim-subscription-key"] == "the-key-0123456789abcdef"
    assert seen.headers["accept-encoding"] == "gzip"
    assert seen.headers["content-type"] == seen.headers["accept"] == "application/json"


def test_a_body_goes_out_as_json_with_exact_amounts_and_instants(serve, connect):
    server = serve(serve.answer())
    client = connect(server)
    when = datetime(2024, 5, 1, 12, tzinfo=UTC)

    client.order_orchestration.create_order(
        body={"ExternalOrderId": "Ä", "UnitPrice": Decimal("19.90"), "At": when}
    )

    (seen,) = server.requests
    assert json.loads(seen.body) == {
        "ExternalOrderId": "Ä",
        "UnitPrice": 19.9,
        "At": "2024-05-01T12:00:00Z",
    }
    assert seen.path == "/v1/orders"


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("text", "text"),
        (7, "7"),
        (True, "true"),
        (False, "false"),
        (["A", "B"], "A,B"),
        ((1, 2), "1,2"),
        (datetime(2024, 5, 1, 12, tzinfo=timezone(timedelta(hours=2))), "2024-05-01T10:00:00Z"),
        (datetime(2024, 5, 1, 12, 0, 0, 1999, tzinfo=UTC), "2024-05-01T12:00:00.001Z"),
    ],
)
def test_each_kind_of_query_value_has_one_spelling(serve, connect, value, sent):
    server = serve(serve.answer())

    connect(server).order_fulfillment.get_shipments(shipment_status=value)

    assert server.requests[0].query == [("ShipmentStatus", sent)]


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (datetime(2024, 5, 1), ValueError),  # naive
        ("", ValueError),
        (" ", ValueError),
        ([], ValueError),
        (["A", ""], ValueError),
        (["A,B"], ValueError),
        (None, TypeError),
        (1.5, TypeError),
        (b"bytes", TypeError),
    ],
)
def test_a_value_that_could_be_misread_is_refused_before_sending(serve, connect, value, error):
    server = serve()

    with pytest.raises(error):
        connect(server).order_fulfillment.get_shipments(external_order_id=value)

    assert server.connections == 0


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (datetime(2024, 5, 1), ValueError),  # naive
        (Decimal("NaN"), ValueError),
        (Decimal("0.12345678901234567890123"), ValueError),
        (float("inf"), ValueError),
        (object(), TypeError),
    ],
)
def test_a_body_value_that_would_change_is_refused_before_sending(serve, connect, value, error):
    server = serve()

    with pytest.raises(error):
        connect(server).order_orchestration.create_order(body={"Field": value})

    assert server.connections == 0


@pytest.mark.parametrize(
    ("operation", "arguments", "message"),
    [
        (
            "hold_order",
            {"external_order_id": "A", "reason": "x"},
            "hold_order() takes internal_order_id, external_order_id, hold_reason; not reason",
        ),
        (
            "list_orders",
            {"order_status": "OnHold"},
            (
                "list_orders() needs last_updated_date_time_utc_after, "
                "last_updated_date_time_utc_before"
            ),
        ),
        (
            "cancel_order",
            {"cancel_reason": "x"},
            "cancel_order() needs one of internal_order_id, external_order_id",
        ),
        ("create_order", {}, "create_order() needs a body"),
        ("resume_order", {"internal_order_id": 1, "body": {}}, "resume_order() takes no body"),
        ("create_order", {"x": 1}, "create_order() takes no query parameters; not x"),
    ],
)
def test_a_wrong_call_is_a_type_error_that_says_what_is_right(
    serve, connect, operation, arguments, message
):
    server = serve()
    call = getattr(connect(server).order_orchestration, operation)

    with pytest.raises(TypeError) as caught:
        call(**arguments)

    assert str(caught.value) == message
    assert server.connections == 0


def test_a_placeholder_of_the_path_is_one_segment_whatever_it_holds(serve, connect):
    server = serve(serve.answer())

    Oddities(connect(server)).read_part(thing_id="a/b?c", part_name="p")

    assert server.requests[0].path == "/v1/things/a%2Fb%3Fc/parts"
    assert server.requests[0].query == [("PartName", "p")]


def test_a_placeholder_cannot_climb_out_of_the_path(serve, connect):
    server = serve()

    with pytest.raises(ValueError, match="dots"):
        Oddities(connect(server)).read_part(thing_id="..")

    assert server.connections == 0


def test_no_proxy_of_the_environment_and_no_cookie_is_used(
    serve, connect, refused_url, monkeypatch
):
    monkeypatch.setenv("HTTP_PROXY", refused_url)
    monkeypatch.setenv("ALL_PROXY", refused_url)
    server = serve(serve.answer(Set_Cookie="a=b"), serve.answer())
    client = connect(server)

    client.customers.get_customers(internal_customer_id=1)
    client.customers.get_customers(internal_customer_id=1)

    assert "cookie" not in server.requests[1].headers


def test_an_answer_keeps_amounts_exact(serve, connect):
    server = serve(serve.answer(body=b'{"TotalAmount": 10.10, "Quantity": 3}'))

    answer = connect(server).payment_processing.get_invoices(invoice_id=5)

    assert str(answer.body["TotalAmount"]) == "10.10"
    assert answer.body["Quantity"] == 3
    assert answer.duration_s > 0


@pytest.mark.parametrize(
    ("headers", "body", "trace_id"),
    [
        ({"TraceID": "h"}, {"TraceID": "b"}, "h"),
        ({"traceid": "h"}, {}, "h"),
        ({}, {"traceId": "b"}, "b"),
        ({}, {}, None),
        ({}, {"TraceID": "a\nb"}, "a b"),
    ],
)
def test_the_trace_id_is_the_headers_else_the_bodys(serve, connect, headers, body, trace_id):
    server = serve(serve.answer(200, body, **headers))

    answer = connect(server).customers.get_customers(internal_customer_id=1)

    assert answer.trace_id == trace_id
