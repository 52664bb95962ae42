"""A receiver over a real Redis whose secrets and settings change while it runs, and the command line beside it."""

import base64
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from flask.testing import FlaskClient
from standardwebhooks.webhooks import Webhook

from config.settings import load
from desk.book import Book
from ledger.connection import connect
from ledger.quarantine import Kept, Quarantine
from ledger.views import Balance
from orderlane.cli import cli
from orderlane.embedded import EmbeddedRedis
from orderlane.processes import wait_until
from webhooks.app import create_app

OLD = "whsec_" + base64.b64encode(b"the-key-before-it-was-changed-7Q").decode()
NEW = "whsec_" + base64.b64encode(b"the-key-after-it-was-changed-x4W").decode()
HELD, CREATED = "order.held", "order.created"


class QuarantineRig:
    """One source of Standard Webhooks, unless told otherwise, and its store."""

    def __init__(self, folder: Path, server: EmbeddedRedis, store: str, env: Any) -> None:
        self.folder, self.store, self.source = folder, store, f"shop-of-{store}"
        self.client = connect(server.url)
        env.setenv("ORDERLANE_CONFIG", str(folder / "orderlane.toml"))
        env.setenv("ORDERLANE_REDIS_URL", server.url)
        env.setenv("ORDERLANE_OMS_URL", "http://127.0.0.1:9")
        env.setenv("COLUMNS", "200")
        self.configure()

    def configure(
        self, *, secret: str = OLD, dialect: str = "standard_webhooks", store: str = "", **door: Any
    ) -> None:
        """Write the settings anew, as a person would."""
        (self.folder / "secret").write_text(secret)
        rules = "\n".join(f"{name} = {json.dumps(value)}" for name, value in door.items())
        (self.folder / "orderlane.toml").write_text(
            f'[door]\n{rules}\n[sources.{self.source}]\ndialect = "{dialect}"\n'
            f'store = "{store or self.store}"\nsecrets = ["file:{self.folder / "secret"}"]\n'
        )

    def door(self) -> FlaskClient:
        """Start a receiver with the settings as they are."""
        return create_app(load()).test_client()

    @property
    def shelf(self) -> Quarantine:
        return Quarantine(Book.opened().ledger)

    def kept(self) -> list[Kept]:
        return self.shelf.listed([self.store], [self.source])

    def wait_for(self, number: int) -> list[Kept]:
        """Wait until so many are kept: refused ones are beside the answer."""
        wait_until(lambda: len(self.kept()) == number, 10.0, f"{number} in quarantine")
        return self.kept()

    def balance(self) -> Balance:
        return Book.opened().views.balance([self.store])

    def queue(self, order: str) -> list[str]:
        """Return the types of what waits in an order's lane."""
        views = Book.opened().views
        return [views.event(eid)["type"] for eid in views.queue(f"{self.store}/order:{order}")]

    def orderlane(self, *words: str) -> Any:
        """Run a command line; return what it printed as JSON when it was asked for that."""
        told = CliRunner().invoke(cli, list(words), catch_exceptions=False)
        assert told.exit_code == 0, told.output
        return json.loads(told.stdout) if "json" in words else told.output

    def recheck(self, *words: str) -> list[dict[str, str]]:
        return list(self.orderlane("quarantine", "recheck", "--output", "json", *words))


def body(kind: str, order: str) -> bytes:
    """Return an event of an order; what else it says is of no matter to the door."""
    now = "2026-11-28T20:00:00Z"
    return json.dumps({"type": kind, "timestamp": now, "data": {"order": {"id": order}}}).encode()


def sealed(raw: bytes, identity: str, secret: str = NEW, at: float | None = None) -> dict[str, str]:
    """Return the headers of a delivery, signed by the library of Standard Webhooks."""
    when = datetime.fromtimestamp(at or time.time(), UTC)
    return {
        "webhook-id": identity,
        "webhook-timestamp": str(int(when.timestamp())),
        "webhook-signature": Webhook(secret).sign(identity, when, raw.decode()),
        "Cookie": "a=personal",
        "User-Agent": "a-sender/1",
    }
