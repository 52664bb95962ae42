"""The desk before a real ledger, and a browser's manners without a browser: cookies, Origin, forms."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import redis
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config.secret import SecretRef
from config.settings import Settings, Source
from desk import auth_users
from desk.app import build
from desk.auth_place import Place
from desk.auth_roles import OPERATE, VIEW
from desk.auth_sessions import Sessions
from desk.book import Book
from events import types
from events.envelope import Envelope
from ledger.ledger import Ledger
from ledger.records import Delivery, Intake, Leases

COOKIE = "orderlane-desk"
HERE = "http://127.0.0.1:8090"
PASSWORDS = {"ada": "a password for ada", "vera": "a password for vera"}
ROLES = {"ada": OPERATE, "vera": VIEW}
FORM_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')
_numbers = count()


@dataclass
class DeskRig:
    """A desk, its ledger, and what is needed to put orders into it."""

    app: Flask
    book: Book
    users: Path
    store: str
    redis: "redis.Redis"

    def browser(self) -> "Browser":
        """Return somebody who has not logged in."""
        client = self.app.test_client()
        client.environ_base["REMOTE_ADDR"] = (
            f"{self.store}-{next(_numbers)}"  # its own share of tries
        )
        return Browser(client)

    def logged_in(self, name: str) -> "Browser":
        """Return somebody who has."""
        browser = self.browser()
        cookie = Sessions(self.redis).open(name, account(name).seal)
        browser.client.set_cookie(COOKIE, cookie, domain="127.0.0.1")
        return browser

    def take_in(self, order: str, body: bytes = b'{"email": "rita@example.com"}') -> Intake:
        """Take an order's create in."""
        envelope = Envelope(
            identity=f"delivery-{next(_numbers)}",
            topic="orders/create",
            type=types.ORDER_CREATED,
            refs=(f"order:{order}", f"number:{order}"),
            opens_lane=True,
        )
        delivery = Delivery(
            source="shop",
            dialect="shopify",
            store=self.store,
            envelope=envelope,
            body=body,
            body_hash=body.hex(),
            task="orders.create",
            queue="orders",
        )
        return self.book.ledger.ingest(delivery)

    def park(self, order: str, reason: str = "REFUSED_TAX") -> Intake:
        """Take an order's create in and park it."""
        taken = self.take_in(order)
        claim = self.book.ledger.claim(taken.event_id, "worker")
        self.book.ledger.park(claim.lane, claim.token, taken.event_id, reason, "422")
        return taken


@dataclass
class Browser:
    """Sends what a browser would; `origin` is where its pages are from."""

    client: FlaskClient
    origin: str = HERE
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path, base_url=HERE, headers={**self.headers, **headers})

    def post(self, path: str, form: Mapping[str, Any], **headers: str) -> TestResponse:
        """Send a form from a page of `origin`."""
        told = {"Origin": self.origin, **self.headers, **headers}
        return self.client.post(path, base_url=HERE, data=dict(form), headers=told)

    def form_token(self, path: str) -> str:
        """Return what the forms of a page carry."""
        found = FORM_TOKEN.search(self.get(path).text)
        assert found, path
        return found[1]

    def send(self, path: str, **form: str) -> TestResponse:
        """Open a page and send its form."""
        return self.post(path, {"form_token": self.form_token(path), **form})

    def log_in(self, name: str, password: str, **form: str) -> TestResponse:
        """Open the login and send it."""
        return self.send("/desk/login", name=name, password=password, **form)


@cache
def account(name: str) -> auth_users.Account:
    """Return a user's account; its hash takes long on purpose."""
    return auth_users.new_user(name, ROLES[name], PASSWORDS[name])


def desk_rig(
    client: "redis.Redis", store: str, folder: Path, url: str = "", redis_url: str = ""
) -> DeskRig:
    """Return a desk with one who may operate and one who may view."""
    users = folder / "desk-users"
    users.write_text("".join(f"{account(name).line}\n" for name in PASSWORDS))
    settings = Settings(
        redis_url=redis_url,
        broker_url=redis_url,
        oms_url="http://127.0.0.1:9",
        oms_key=SecretRef("env:KEY", {"KEY": "a key"}),
        sources={"shop": Source("shop", "shopify", store, ())},
        external_ids={store: "{id}"},
    )
    book = Book(settings, Ledger(client, Leases(lease_ms=60_000)))
    app = build(book, auth_users.Users(SecretRef(f"file:{users}")), Place(url))
    app.testing = True
    return DeskRig(app, book, users, store, client)
