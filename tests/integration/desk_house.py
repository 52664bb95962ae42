"""A store with real turns against a sandbox, as the desk looks at it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from config.secret import SecretRef
from config.settings import Settings, Source
from desk.black_box import BlackBox, black_box
from desk.book import Book
from ledger.ledger import Ledger
from ledger.operator import Order
from oms_client import OmsClient
from orderlane.embedded import EmbeddedRedis
from sources.registry import DIALECTS
from tests.integration.lane_rig import KEY
from webhooks.senders import Sender
from webhooks.sorting import delivery_of
from worker.app import app
from worker.turn import Ending, take_turn

FIXTURES: Final = Path(__file__).parents[1] / "fixtures" / "standard_webhooks"
CANARIES: Final = ("canary.person@example.com", "Canaria Person", "555-0177", "7 Canary Lane")
"""Personal data of the order's body: to be found nowhere else but in the OMS."""
WHY: Final = "a test"


@dataclass
class House:
    """One order, by default number 1, and everything that is done to it."""

    book: Book
    store: str
    oms: OmsClient
    told: int = 0

    @property
    def lane(self) -> str:
        return f"{self.store}/order:1"

    @property
    def box(self) -> BlackBox:
        return black_box(self.book, self.lane)

    @property
    def external(self) -> str:
        return self.book.settings.external_order_id(self.store, "1")

    def deliver(self, kind: str, **changed: Any) -> str:
        """Take an event of the order in; return its id."""
        self.told += 1
        body = json.loads((FIXTURES / f"{kind}.json").read_text())
        body["data"] |= {"order": {"id": "1", "number": "1"}, **changed}
        for address in ("ship_to", "bill_to"):
            if address in body["data"]:
                email, name, phone, line = CANARIES
                body["data"][address] |= {"email": email, "name": name, "phone": phone}
                body["data"][address]["line1"] = line
        dialect = DIALECTS["standard_webhooks"]
        raw = json.dumps(body).encode()
        name = f"{kind}-{self.told}".replace(".", "-")
        headers = dialect.seal(raw, b"k", topic=kind, identity=name, now=0.0)
        sender = Sender(self.book.settings.sources["shop"], dialect, b"")
        return self.book.ledger.ingest(delivery_of(sender, raw, headers)).event_id

    def turn(self, eid: str) -> Ending:
        """Take an event's turn as a worker does."""
        task = self.book.views.event(eid)["task"]
        return take_turn(self.book.runtime, eid, app.tasks[task].run)

    def park(self, eid: str, reason: str = "REFUSED_ODD") -> None:
        """Park an event without asking the OMS."""
        claim = self.book.ledger.claim(eid, "worker")
        self.book.ledger.park(claim.lane, claim.token, eid, reason, "422")

    def order(self, name: str = "once") -> Order:
        """Return who asks for a verb, and why."""
        return Order(f"{self.store}-{name}", "ana", WHY)

    def said(self, *kinds: str) -> list[dict[str, Any]]:
        """Return the timeline's entries of these kinds."""
        return [entry for entry in self.box.entries if entry["what"] in kinds]


@contextmanager
def house_of(redis: EmbeddedRedis, oms_url: str, store: str) -> Iterator[House]:
    """Open a house of one store."""
    settings = Settings(
        redis.url,
        redis.url,
        oms_url,
        SecretRef("env:KEY", {"KEY": KEY}),
        {"shop": Source("shop", "standard_webhooks", store, ())},
        {store: "{store}-{id}"},
        calls=100_000,
    )
    book = Book(settings)
    oms = OmsClient(oms_url, lambda: KEY)
    assert isinstance(book.ledger, Ledger)
    try:
        yield House(book, store, oms)
    finally:
        oms.close()
        book.runtime.client.close()
        book.ledger.client.close()
