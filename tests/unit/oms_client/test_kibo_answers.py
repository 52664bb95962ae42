"""What each answer of Kibo means for an import and for a read, by a server that says just that."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from oms_client import (
    Ambiguous,
    Exchange,
    FieldError,
    Hooks,
    NotFound,
    NotSent,
    OmsError,
    Refused,
    Throttled,
    Unauthorized,
    Unavailable,
)
from oms_client.kibo import KiboClient
from oms_client.kibo_verdict import CODES

TOKEN = {"access_token": "token-1", "token_type": "Bearer", "expires_in": 3600}
BODY = {"externalOrderID": "H-1", "manufacturerID": 7}


@pytest.fixture
def kibo(serve: Any) -> Iterator[Callable[..., tuple[KiboClient, Any]]]:
    """Make a client, and the server that gives it a token and then these answers."""
    with ExitStack() as stack:

        def make(*steps: Any, **options: Any) -> tuple[KiboClient, Any]:
            server = serve(serve.answer(200, TOKEN), *steps)
            client = KiboClient(
                server.url, server.url, "the-key", "the-secret", deadline_s=5, **options
            )
            stack.callback(client.close)
            return client, server

        yield make


def error(number, **more):
    entry = {"field": "locale", "message": "is odd"}
    return {"code": number, "name": f"NAME_{number}", "message": "No.", "errors": [entry], **more}


def read(client):
    return client.orders(external_order_id="H-1", manufacturer_id=7)


def write(client):
    return client.import_order(BODY)


def caught_from(call, client):
    with pytest.raises(OmsError) as caught:
        call(client)
    return caught.value


def page(*names, total=None):
    items = [{"externalOrderID": name, "manufacturerID": 7} for name in names]
    return {"totalCount": len(items) if total is None else total, "collection": items}


DEFINITE = [
    5002, 5003, 5005, 5010, 5011, 5012, 5013, 5014, 5015, 5016, 5017, 5090,
]  # fmt: skip
IN_DOUBT = [5001, 5006]


def test_every_code_of_the_guide_is_in_the_table():
    assert set(CODES) == {5000, *range(5001, 5007), *range(5010, 5018), 5090}
    assert set(CODES) == {5000, 5004, *DEFINITE, *IN_DOUBT}


@pytest.mark.parametrize("call", [write, read])
@pytest.mark.parametrize("number", DEFINITE)
def test_a_code_that_says_no_is_a_refusal_with_all_it_told(serve, kibo, call, number):
    client, server = kibo(serve.answer(CODES[number].status, error(number), TraceID="t-9"))

    refused = caught_from(call, client)

    assert type(refused) is Refused
    assert (refused.status, refused.code) == (CODES[number].status, str(number))
    assert (refused.detail, refused.message) == (f"NAME_{number}", "No.")
    assert refused.errors == (FieldError("locale", "is odd"),)
    assert refused.trace_id == "t-9"
    assert len(server.requests) == 2


@pytest.mark.parametrize(("call", "kind"), [(write, Ambiguous), (read, Unavailable)])
@pytest.mark.parametrize("number", IN_DOUBT)
def test_a_code_of_a_sick_server_leaves_a_write_in_doubt(serve, kibo, call, kind, number):
    client, server = kibo(serve.answer(CODES[number].status, error(number)))

    doubt = caught_from(call, client)

    assert type(doubt) is kind
    assert (doubt.status, doubt.code) == (CODES[number].status, str(number))
    assert len(server.requests) == 2


def test_a_code_without_its_name_is_called_by_its_name_in_the_table(serve, kibo):
    client, _ = kibo(serve.answer(400, {"code": 5015}))

    assert caught_from(write, client).detail == "INVALID_REQUEST_DATA"


@pytest.mark.parametrize("call", [write, read])
@pytest.mark.parametrize(("status", "body"), [(403, error(5004)), (401, b"<html>")])
def test_not_authorised_twice_is_unauthorized(serve, kibo, call, status, body):
    token = serve.answer(200, TOKEN)
    client, server = kibo(serve.answer(status, body), token, serve.answer(status, body))

    assert type(caught_from(call, client)) is Unauthorized
    assert len(server.requests) == 4


@pytest.mark.parametrize(("call", "kind"), [(write, Ambiguous), (read, Unavailable)])
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, error(5003)),
        (400, error(5006)),
        (503, b"<html>"),
        (404, b"<html>nothing here"),
        (429, error(5001)),
        (500, error(5999)),
        (200, error(5006)),
        (200, b"<html>please wait"),
        (200, b'{"externalOrderID": "H-'),
        (302, {}),
    ],
)
def test_what_says_neither_done_nor_refused_is_doubt(serve, kibo, call, kind, status, body):
    client, _ = kibo(serve.answer(status, body))

    assert type(caught_from(call, client)) is kind


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, {"statusCode": 429, "message": "Over the rate."}, Throttled),
        (404, {"statusCode": 404, "message": "Nothing here."}, Refused),
        (400, error(5999), Refused),
    ],
)
def test_a_no_of_the_gateway_or_of_an_unheard_code_is_definite(serve, kibo, status, body, kind):
    client, _ = kibo(serve.answer(status, body))

    assert type(caught_from(write, client)) is kind


def test_no_answer_ever_reads_as_not_found_which_could_pass_for_absent(serve, kibo):
    client, _ = kibo(serve.answer(404, error(5002)))

    assert not isinstance(caught_from(read, client), NotFound)


@pytest.mark.parametrize(("call", "kind"), [(write, Ambiguous), (read, Unavailable)])
def test_a_connection_that_breaks_is_doubt_and_nothing_is_sent_again(serve, kibo, call, kind):
    client, server = kibo(serve.reset())

    assert type(caught_from(call, client)) is kind
    assert len(server.requests) == 2


def test_an_import_answered_with_another_order_is_doubt(serve, kibo):
    client, _ = kibo(serve.answer(201, {"externalOrderID": "H-2"}))

    assert "another externalorderid" in str(caught_from(write, client))


def test_an_import_without_a_connection_was_not_sent(serve, kibo, refused_url):
    server = serve(serve.answer(200, TOKEN))
    client = KiboClient(refused_url, server.url, "the-key", "the-secret", deadline_s=5)

    assert type(caught_from(write, client)) is NotSent

    client.close()


def test_a_read_asks_page_after_page_until_all_are_there(serve, kibo):
    first, second = page(*["H-1"] * 100, total=101), page("H-1", total=101)
    client, server = kibo(serve.answer(200, first), serve.answer(200, second))

    assert len(read(client)) == 101

    asked = {"externalOrderID": "H-1", "manufacturerID": "7", "perPage": "100"}
    assert [seen.path for seen in server.requests[1:]] == ["/api/v2/order/"] * 2
    assert [dict(seen.query) for seen in server.requests[1:]] == [
        {**asked, "page": "1"},
        {**asked, "page": "2"},
    ]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"totalCount": 0},
        {"collection": []},
        {"totalCount": True, "collection": []},
        {"totalCount": 1, "collection": [None]},
        page(total=1),
        page("H-1", total=0),
        page("H-2"),
        {"totalCount": 1, "collection": [{"externalOrderID": "H-1", "manufacturerID": 8}]},
    ],
)
def test_a_list_that_contradicts_itself_or_the_question_is_no_answer(serve, kibo, body):
    client, server = kibo(serve.answer(200, body))

    assert type(caught_from(read, client)) is Unavailable
    assert len(server.requests) == 2


def test_hooks_see_each_call_once_and_the_token_is_part_of_it(serve, kibo):
    seen: list[Exchange] = []
    token, good = serve.answer(200, TOKEN), serve.answer(201, BODY)
    hooks = Hooks(after=lambda endpoint, exchange: seen.append(exchange))
    client, _ = kibo(serve.answer(403, error(5004)), token, good, hooks=hooks)

    write(client)

    assert [(one.operation, one.status, one.outcome) for one in seen] == [
        ("import_historic_order", 201, "ok")
    ]
