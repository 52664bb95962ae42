"""Who may retry in Flower, and what is told to those who may not; the ledger is real."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import flower
import pytest
import redis
import requests
from flower.utils.blocking import BlockingOperationRunner
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import Application

from config.secret import SecretRef
from config.settings import Settings
from desk.book import Book
from ledger.views import Views
from orderlane.flower_retry import PARTS, PatchError, RetryHandler, event_of, patched
from tests.integration.figures_rig import House

LOGIN = ("ana", "right")
TEMPLATES = Path(flower.__file__).parent / "templates"


class Row:
    def __init__(self) -> None:
        self.state, self.exception = "FAILURE", "Parked('REFUSED_X')"


class Served:
    """The handler under an application with what it uses of Flower's."""

    def __init__(self, book: Book, **told: Any) -> None:
        options = {"basic_auth": [":".join(LOGIN)], "auth": "", "read_only": False}
        self.options = SimpleNamespace(**(options | told))
        self.rows: dict[str, Row] = {}
        state = SimpleNamespace(
            tasks=self.rows, search_engine=SimpleNamespace(upsert=lambda row: None)
        )
        self._ready, self._book, self._state = Event(), book, state
        Thread(target=self._serve, daemon=True).start()
        self._ready.wait(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(asyncio.new_event_loop())
        app = Application(
            [(r"/api/task/retry/(.*)", RetryHandler)],
            xsrf_cookies=True,
            cookie_secret="a secret of this test",
            login_url="/login",
            orderlane_book=self._book,
        )
        app.options = self.options
        app.events = SimpleNamespace(state=self._state)
        app.blocking_runner = BlockingOperationRunner(ThreadPoolExecutor(2))
        server = HTTPServer(app)
        server.listen(0, "127.0.0.1")
        (socket,) = server._sockets.values()
        self.port = socket.getsockname()[1]
        self.loop = IOLoop.current()
        self._ready.set()
        self.loop.start()

    def post(self, task: str, *, auth: Any = LOGIN, body: Any = None, **headers: str):
        url = f"http://127.0.0.1:{self.port}/api/task/retry/{task}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, str) else json.dumps(body or {})
        return requests.post(url, data=data, auth=auth, headers=named, timeout=10)


@pytest.fixture
def house(redis_client: "redis.Redis", store: str) -> House:
    return House(redis_client, store)


@pytest.fixture
def served(house: House) -> Iterator[Served]:
    told = Settings("same", "same", "", SecretRef("env:NONE"), {}, {})
    opened = Served(Book(told, house.ledger))
    yield opened
    opened.loop.add_callback(opened.loop.stop)


@pytest.fixture
def parked(house: House) -> str:
    given = house.give("1", "orders/create")
    house.park(given.event_id, "REFUSED_X")
    return given.event_id


def state(house: House, eid: str) -> str:
    return str(Views(house.client).event(eid)["state"])


def test_a_retry_goes_through_the_ledger_under_the_user_s_name(
    served: Served, house: House, parked: str
):
    served.rows[parked] = Row()

    answer = served.post(parked, body={"why": "mended"})

    assert (answer.status_code, answer.json()) == (200, {"event": parked, "result": "done"})
    assert state(house, parked) == "queued"
    told = Views(house.client).timeline(f"{house.store}/order:1")[-1]
    assert (told["what"], told["who"], told["why"]) == ("retried", "flower:ana", "mended")
    assert (served.rows[parked].state, served.rows[parked].exception) == ("PENDING", None)


def test_a_repeat_of_one_request_does_nothing_more(served: Served, house: House, parked: str):
    first = served.post(parked, Idempotency_Key=f"k-{parked}")
    again = served.post(parked, Idempotency_Key=f"k-{parked}")

    assert (first.json()["result"], again.json()["result"]) == ("done", "repeated")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"auth": None}, 401),
        ({"auth": ("ana", "wrong")}, 401),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"body": "no json"}, 400),
    ],
)
def test_a_stranger_s_retry_is_refused(
    served: Served, house: House, parked: str, asked: dict, status: int
):
    assert served.post(parked, **asked).status_code == status
    assert state(house, parked) == "parked"


def test_nobody_who_is_not_logged_in_by_oauth_retries(served: Served, house: House, parked: str):
    served.options.basic_auth, served.options.auth = [], r".*@north\.example"

    assert served.post(parked, auth=None, Authorization="Bearer nothing").status_code == 403
    assert state(house, parked) == "parked"


def test_nothing_is_retried_where_flower_is_read_only(served: Served, house: House, parked: str):
    served.options.read_only = True

    assert served.post(parked).status_code == 403
    assert state(house, parked) == "parked"


def test_what_is_not_parked_is_refused_with_its_reason(served: Served, house: House):
    given = house.give("2", "orders/create")

    refused, unknown = served.post(given.event_id), served.post("nonsense")

    assert (refused.status_code, unknown.status_code) == (409, 404)
    assert "queued" in refused.text


@pytest.mark.parametrize(
    ("task", "event"),
    [("17-9c1e", "17-9c1e"), ("17-9c1e.2", "17-9c1e"), ("17-9c1e#1.10", "17-9c1e#1")],
)
def test_a_task_that_was_rung_anew_belongs_to_its_event(task: str, event: str):
    assert event_of(task) == event


@pytest.mark.parametrize("name", PARTS)
def test_the_installed_flower_has_a_place_for_retry(name: str):
    source = (TEMPLATES / name).read_text()

    assert PARTS[name][1] in patched(name, source)
    with pytest.raises(PatchError, match="install flower"):
        patched(name, source.replace(PARTS[name][0], ""))
