"""Each answer that is not plainly good, for a write and for a read; nothing is ever sent twice."""

from email.utils import formatdate

import pytest

from oms_client import (
    Ambiguous,
    FieldError,
    NotFound,
    OmsError,
    Refused,
    Throttled,
    Unauthorized,
    Unavailable,
)


def backend(status, code, **more):
    return {"TraceID": "t-9", "StatusCode": status, "ErrorCode": code, "Message": "No.", **more}


def gateway(status):
    return {"statusCode": status, "message": "Gateway says no."}


def hold(client):
    client.order_orchestration.hold_order(external_order_id="A-1")


def look(client):
    client.order_orchestration.get_order(external_order_id="A-1")


def caught_from(call, client):
    with pytest.raises(OmsError) as caught:
        call(client)
    return caught.value


@pytest.mark.parametrize("call", [hold, look])
@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (400, backend(400, "VALIDATION_FAILED"), Refused, "VALIDATION_FAILED"),
        (404, backend(404, "NOT_FOUND"), NotFound, "NOT_FOUND"),
        (404, gateway(404), Refused, None),
        (405, gateway(405), Refused, None),
        (409, backend(409, "INVALID_STATE"), Refused, "INVALID_STATE"),
        (422, backend(422, "INSUFFICIENT_QUANTITY"), Refused, "INSUFFICIENT_QUANTITY"),
        (401, gateway(401), Unauthorized, None),
        (403, b"<html>", Unauthorized, None),
        (429, gateway(429), Throttled, None),
    ],
)
def test_a_definite_no_is_the_same_for_writes_and_reads(
    serve, connect, call, status, body, kind, code
):
    server = serve(serve.answer(status, body))

    error = caught_from(call, connect(server))

    assert type(error) is kind
    assert (error.status, error.code, error.maybe_done) == (status, code, False)
    assert len(server.requests) == 1


@pytest.mark.parametrize(("call", "kind"), [(hold, Ambiguous), (look, Unavailable)])
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b"<html>proxy says no</html>"),
        (404, {"error": "not ours"}),
        (404, gateway(400)),
        (404, backend(500, "NOT_FOUND")),
        (408, gateway(408)),
        (409, b""),
        (413, gateway(413)),
        (429, {"message": "slow down"}),
        (429, backend(429, "RATE")),
        (500, backend(500, "INTERNAL_ERROR")),
        (502, b"<html>Bad Gateway</html>"),
        (503, gateway(503)),
        (200, b"<html>log in</html>"),
        (200, b""),
        (200, b"[]"),
        (200, b'{"a": 1'),
        (200, b'{"a": NaN}'),
        (200, b"\xff\xfe\xfa"),
        (200, b"[" * 200_000),
        (200, b'{"a": ' + b"9" * 5000 + b"}"),
        (200, backend(409, "INVALID_STATE")),
        (200, {"ErrorCode": "INVALID_STATE"}),
        (200, gateway(500)),
        (204, b""),
    ],
)
def test_anything_else_is_doubt_for_a_write_and_no_answer_for_a_read(
    serve, connect, call, kind, status, body
):
    server = serve(serve.answer(status, body))

    error = caught_from(call, connect(server))

    assert type(error) is kind
    assert (error.status, error.maybe_done) == (status, kind is Ambiguous)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_doubt_and_is_not_followed(serve, connect, status):
    elsewhere = serve(serve.answer())
    server = serve(serve.answer(status, Location=elsewhere.url + "/v1/orders/Hold"))

    error = caught_from(hold, connect(server))

    assert (type(error), error.status) == (Ambiguous, status)
    assert (len(server.requests), elsewhere.connections) == (1, 0)


def test_a_refusal_carries_the_oms_own_words(serve, connect):
    errors = [{"Field": "Sku", "Message": "is unknown"}, "odd", {"Field": 3}]
    body = backend(400, "VALIDATION_FAILED", Errors=errors)
    server = serve(serve.answer(400, body))

    error = caught_from(hold, connect(server))

    assert error.errors == (FieldError("Sku", "is unknown"), FieldError("3", ""))
    assert (error.operation, error.message, error.trace_id) == ("hold_order", "No.", "t-9")
    assert str(error) == (
        "hold_order: No. (HTTP 400; VALIDATION_FAILED; Sku: is unknown; 3: ; TraceID t-9)"
    )


@pytest.mark.timeout(10)  # a pattern tried on all of it would take hours
def test_an_endless_error_is_cut_short(serve, connect):
    long = "a" * 1_000_000
    errors = [{"Field": "Sku", "Message": long}] * 3 + [{"Field": "Sku"}] * 1000
    server = serve(serve.answer(400, backend(400, long, Message=long, Errors=errors)))

    error = caught_from(hold, connect(server))

    assert len(error.errors) == 20
    assert len(str(error)) < 2000


def test_a_foreign_page_is_quoted_shortly_and_without_personal_data(serve, connect):
    page = b"<style>p{}</style><title>Oops</title><p>ann@example.org +49 170 1234567 \r\n</p>" * 50
    server = serve(serve.answer(502, page, Content_Type="text/html"))

    error = caught_from(hold, connect(server))

    assert error.detail is not None
    assert error.detail.startswith("text/html, 3900 bytes: Oops *** +*** Oops")
    assert "ann@" not in str(error)
    assert len(error.detail) < 300


def test_an_object_that_was_not_understood_is_described_by_its_names_alone(serve, connect):
    server = serve(serve.answer(500, {"Email": "x", "Name": "Ann"}))

    error = caught_from(hold, connect(server))

    assert error.detail == "no content type, 29 bytes: fields Email, Name"


DATE = formatdate(1_700_000_000, usegmt=True)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7"}, 7.0),
        ({"Retry_After": formatdate(1_700_000_090, usegmt=True), "Date": DATE}, 90.0),
        ({"Retry_After": formatdate(1_600_000_000, usegmt=True), "Date": DATE}, 0.0),
        ({"Retry_After": formatdate(1_700_000_090, usegmt=True)}, None),
        ({"Retry_After": "Tue, 14 Nov 2023 22:13:20 -0000", "Date": DATE}, None),
        ({"Retry_After": "-3"}, None),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "9" * 5000}, None),
        ({}, None),
    ],
)
def test_the_wait_asked_for_is_read_in_each_form(serve, connect, headers, seconds):
    server = serve(serve.answer(429, gateway(429), **headers))

    error = caught_from(hold, connect(server))

    assert type(error) is Throttled
    assert error.retry_after_s == seconds


ORDERS, SHIPMENTS, PAYMENTS = "order_orchestration", "order_fulfillment", "payment_processing"


@pytest.mark.parametrize(
    ("family", "operation", "arguments", "body"),
    [
        (ORDERS, "hold_order", {"external_order_id": "A-1"}, {"ExternalOrderId": "A-2"}),
        (ORDERS, "hold_order", {"internal_order_id": 1}, {"internalOrderId": 2}),
        (ORDERS, "create_order", {"body": {"ExternalOrderId": "A"}}, {"ExternalOrderId": "B"}),
        (SHIPMENTS, "cancel_shipment", {"shipment": 1}, {"ShipmentId": 2}),
        (SHIPMENTS, "reject_shipment", {"body": {"ShipmentId": 1}}, {"ShipmentId": 2}),
        (PAYMENTS, "apply_offline_payment", {"body": {"InvoiceId": 1}}, {"InvoiceId": 2}),
    ],
)
def test_a_write_answered_with_another_target_is_doubt(
    serve, connect, family, operation, arguments, body
):
    server = serve(serve.answer(200, body))
    call = getattr(getattr(connect(server), family), operation)

    with pytest.raises(Ambiguous, match="another"):
        call(**arguments)


@pytest.mark.parametrize(
    ("family", "operation", "arguments", "body"),
    [
        (ORDERS, "hold_order", {"external_order_id": "A-1"}, {"ExternalOrderId": " a-1"}),
        (ORDERS, "hold_order", {"external_order_id": "A-1"}, {"ExternalOrderId": ""}),
        (ORDERS, "hold_order", {"external_order_id": "A-1"}, {"OrderStatus": "OnHold"}),
        (SHIPMENTS, "cancel_shipment", {"shipment": 17}, {"ShipmentId": "17"}),
        (SHIPMENTS, "split_shipment_by_sku", {"body": {"ShipmentId": 1}}, {"ShipmentId": 2}),
        (PAYMENTS, "credit_invoice", {"body": {"InvoiceId": 1}}, {"InvoiceId": 2}),
        (ORDERS, "import_order", {"body": {"ExternalOrderId": None}}, {"ExternalOrderId": "A"}),
        (ORDERS, "get_order", {"external_order_id": "A-1"}, {"ExternalOrderId": "A-2"}),
    ],
)
def test_the_same_target_or_a_newly_made_object_or_a_read_is_a_good_answer(
    serve, connect, family, operation, arguments, body
):
    server = serve(serve.answer(200, body))

    answer = getattr(getattr(connect(server), family), operation)(**arguments)

    assert answer.body == body


def test_a_search_is_a_read_though_it_is_a_post(serve, connect):
    server = serve(serve.answer(500, b"oops"))

    with pytest.raises(Unavailable):
        connect(server).order_orchestration.search_orders(body={"OrderStatus": "OnHold"})

    assert server.requests[0].method == "POST"
