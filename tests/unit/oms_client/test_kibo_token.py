"""The access token of Kibo: asked for as the guide says, shared, renewed in time, never to be seen."""

import base64
import logging
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from time import monotonic
from typing import Any

import pytest

from oms_client import NotSent, OmsError, Throttled, Unauthorized
from oms_client.endpoints import Request
from oms_client.kibo import KiboClient
from oms_client.kibo_token import TokenKeeper
from oms_client.kibo_wire import SealedWire, sealed

KEY = "the-api-key-of-a-test"
SECRET = "the-secret-of-a-test"
BODY = {"externalOrderID": "H-1", "manufacturerID": 7}


def token(number=1, life_s=3600, **more):
    return {
        "access_token": f"the-token-{number}",
        "token_type": "Bearer",
        "expires_in": life_s,
        **more,
    }


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def connect() -> Iterator[Callable[..., KiboClient]]:
    with ExitStack() as stack:

        def connected(url: str, auth_url: str, key: Any = KEY, secret: Any = SECRET) -> KiboClient:
            client = KiboClient(url, auth_url, key, secret, deadline_s=2, connect_s=1)
            stack.callback(client.close)
            return client

        yield connected


@pytest.fixture
def keep() -> Iterator[Callable[..., TokenKeeper]]:
    with ExitStack() as stack:

        def kept(server: Any, key: Any = KEY, clock: Any = monotonic) -> TokenKeeper:
            wire = SealedWire(server.url, 1.0, None)
            stack.callback(wire.close)
            return TokenKeeper(wire, key, SECRET, clock)

        yield kept


def take(keeper, wait_s=5.0):
    return keeper.token("import_historic_order", monotonic() + wait_s)


def test_the_token_is_asked_for_by_form_and_basic_and_the_call_carries_it_with_the_key(
    serve, connect
):
    auth, api = serve(serve.answer(200, token())), serve(serve.answer(201, BODY))

    connect(api.url, auth.url).import_order(BODY)

    (asked,), (called,) = auth.requests, api.requests
    basic = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
    assert (asked.method, asked.path) == ("POST", "/oauthserver/oauth2/token")
    assert asked.body == b"grant_type=client_credentials"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.headers["authorization"] == f"Basic {basic}"
    assert (called.method, called.path) == ("POST", "/api/v2/importOrder/")
    assert called.headers["authorization"] == "Bearer the-token-1"
    assert called.headers["api-key"] == KEY
    assert called.headers["content-type"] == "application/json"
    assert "ocp-apim-subscription-key" not in called.headers | asked.headers


@pytest.mark.parametrize(("life_s", "early_s"), [(3600, 60), (100, 10)])
def test_a_token_is_used_until_shortly_before_its_end(serve, keep, life_s, early_s):
    server = serve(serve.answer(200, token(1, life_s)), serve.answer(200, token(2, life_s)))
    clock = Clock()
    keeper = keep(server, clock=clock)
    first = take(keeper)

    clock.now += life_s - early_s - 1
    assert take(keeper) is first
    clock.now += 1
    assert take(keeper).value == "the-token-2"


def test_a_new_key_takes_a_new_token_at_once(serve, keep):
    server = serve(serve.answer(200, token(1)), serve.answer(200, token(2)))
    keys = iter(["old\n", "old", "new"])
    keeper = keep(server, key=lambda: next(keys))

    taken = [take(keeper) for _ in range(3)]

    assert [(one.api_key, one.value) for one in taken] == [
        ("old", "the-token-1"),
        ("old", "the-token-1"),
        ("new", "the-token-2"),
    ]


def test_many_threads_ask_once(serve, keep):
    slow = serve.answer(200, token())

    def late(line):
        time.sleep(0.1)
        return slow(line)

    server = serve(late)
    keeper = keep(server)

    with ThreadPoolExecutor(8) as pool:
        values = set(pool.map(lambda _: take(keeper).value, range(8)))

    assert values == {"the-token-1"}
    assert len(server.requests) == 1


def test_a_token_that_another_thread_renewed_already_is_not_renewed_again(serve, keep):
    server = serve(serve.answer(200, token(1)), serve.answer(200, token(2)))
    keeper = keep(server)
    refused = take(keeper)
    deadline = monotonic() + 5

    renewed = [keeper.token("import_historic_order", deadline, refused) for _ in range(2)]

    assert [one.value for one in renewed] == ["the-token-2"] * 2
    assert len(server.requests) == 2


def test_who_waits_for_anothers_fetch_waits_no_longer_than_its_own_deadline(serve, keep):
    server = serve(serve.silence())
    keeper = keep(server)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(take, keeper, 1.0)
        while not server.requests:
            time.sleep(0.005)
        started = monotonic()

        with pytest.raises(NotSent, match="deadline"):
            take(keeper, 0.1)

        assert monotonic() - started < 0.6
        assert isinstance(first.exception(), NotSent)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": "invalid_request"}, Unauthorized),
        (401, {"error": "invalid_client"}, Unauthorized),
        (403, b"<html>", Unauthorized),
        (429, b"slow down", Throttled),
        (500, b"<html>", NotSent),
        (503, {"code": 5001}, NotSent),
        (302, {}, NotSent),
        (200, b"<html>", NotSent),
        (200, {"access_token": "the-token-1"}, NotSent),
        (200, {"expires_in": 3600}, NotSent),
        (200, token(life_s=0), NotSent),
        (200, token(life_s=True), NotSent),
        (200, token(access_token="two words"), NotSent),
    ],
)
def test_without_a_token_nothing_of_the_import_is_sent(serve, connect, status, body, kind):
    auth, api = serve(serve.answer(status, body, Retry_After="9")), serve()

    with pytest.raises(OmsError) as caught:
        connect(api.url, auth.url).import_order(BODY)

    assert (type(caught.value), caught.value.maybe_done) == (kind, False)
    assert (caught.value.status, caught.value.retry_after_s) == (status, 9)
    assert (len(auth.requests), api.connections) == (1, 0)


def test_an_auth_server_that_is_away_leaves_the_import_unsent(serve, connect, refused_url):
    api = serve()

    with pytest.raises(NotSent):
        connect(api.url, refused_url).import_order(BODY)

    assert api.connections == 0


@pytest.mark.parametrize(("key", "secret"), [("", SECRET), ("a:b", SECRET), (KEY, "two words")])
def test_what_no_header_can_carry_is_unauthorized_and_not_quoted(serve, connect, key, secret):
    auth = serve()

    with pytest.raises(Unauthorized) as caught:
        connect(auth.url, auth.url, key, secret).import_order(BODY)

    expected = "import_historic_order: key or secret is empty or holds what no header can"
    assert str(caught.value) == expected
    assert auth.connections == 0


def test_an_unsafe_auth_address_is_refused_by_its_name():
    with pytest.raises(ValueError, match=r"^auth_url: http would carry"):
        KiboClient("https://api.example.net", "http://auth.example.net", KEY, SECRET)


def test_no_secret_appears_in_errors_logs_or_reprs(serve, connect, refused_url, caplog):
    caplog.set_level(logging.DEBUG)
    basic = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
    hidden = (KEY, SECRET, basic, "the-token")
    auth_echo = f"Authorization: Basic {basic} {KEY}:{SECRET}".encode()
    echo = f"Authorization: Bearer the-token-1 API-Key: {KEY}".encode()
    message = {"code": 5003, "name": "N", "message": f"{KEY} the-token-1", "errors": []}
    good = serve.answer(200, token())
    cases = [
        (serve(serve.answer(401, auth_echo)), serve().url),
        (serve(serve.answer(200, token(life_s=-1))), serve().url),
        (serve(serve.reset(auth_echo)), serve().url),
        (serve(good), serve(serve.answer(400, message)).url),
        (serve(good), serve(serve.answer(500, echo)).url),
        (serve(good), serve(serve.answer(200, echo)).url),
        (serve(good), serve(serve.reset(echo)).url),
        (serve(good, good), serve(serve.answer(403, echo), serve.answer(403, echo)).url),
        (serve(good), refused_url),
        (serve(good, serve.answer(401, auth_echo)), serve(serve.answer(403, echo)).url),
    ]
    texts = []
    for auth, url in cases:
        client = connect(url, auth.url)
        with pytest.raises(OmsError) as caught:
            client.import_order(BODY)
        texts += [repr(client), repr(caught.value), str(caught.value), str(vars(caught.value))]
        below_the_test = caught.tb.tb_next
        texts += traceback.TracebackException(
            caught.type, caught.value, below_the_test, capture_locals=True
        ).format()

    shown = "\n".join(texts) + caplog.text + str([vars(record) for record in caplog.records])
    assert [word for word in hidden if word in shown] == []
    assert sum("Kibo import_historic_order" in one.getMessage() for one in caplog.records) == 10


def test_a_request_with_its_headers_shows_none_of_them():
    request = Request("POST", "/a", (), b"", {})

    shown = repr(sealed(request, {"API-Key": KEY}, (SECRET,)))

    assert "/a" in shown
    assert KEY not in shown
    assert SECRET not in shown
