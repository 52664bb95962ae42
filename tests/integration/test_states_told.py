"""States of a storefront, read by its own table of statuses, through ledger, turns and sandbox."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import redis
from werkzeug.datastructures import Headers

from config.settings import Source
from ledger.records import Bell
from sources.dialect import Dialect
from sources.registry import DIALECTS, speaking
from tests.integration.race_rig import Track, track_of
from webhooks.senders import Sender
from webhooks.sorting import delivery_of

ORDER = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "woocommerce" / "order.created.json").read_text()
)
OWN_WORDS = {"statuses": {"awaiting-engraving": "held"}}


@dataclass
class Shop:
    """A WooCommerce shop with a status of its own, and a warehouse that speaks for its orders."""

    track: Track
    store: str
    dialect: Dialect
    told: int = 0

    def shows(self, **changed: Any) -> str:
        """Let the shop show its order as it is now; return the delivery's event id."""
        self.told += 1
        when = f"2026-11-20T15:{self.told:02}:00"
        raw = json.dumps({**ORDER, "date_modified_gmt": when, **changed}).encode()
        return self._deliver("woo", self.dialect, raw, "order.updated")

    def ships(self) -> str:
        """Let the warehouse say that everything has gone out."""
        data = {"order": {"id": str(ORDER["id"])}, "shipment": {"id": "S1"}, "version": "1"}
        raw = json.dumps({"type": "shipment.created", "data": data}).encode()
        return self._deliver("shop", DIALECTS["standard_webhooks"], raw, "shipment.created")

    def state(self, eid: str) -> str:
        return str(self.track.views.event(eid)["state"])

    def _deliver(self, name: str, dialect: Dialect, raw: bytes, topic: str) -> str:
        sender = Sender(Source(name, dialect.name, self.store, ()), dialect, b"")
        headers = Headers(dialect.seal(raw, b"k", topic=topic, identity=f"{self.told}", now=0.0))
        delivery = delivery_of(sender, raw, headers)
        eid = self.track.runtime.ledger.ingest(delivery).event_id
        self.track.bells.ring(Bell(eid, delivery.task, delivery.queue, eid))
        self.track._turns()
        return eid


@pytest.fixture
def shop(
    redis_client: "redis.Redis", sandbox_url: str, store: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shop]:
    monkeypatch.setenv("ORDERLANE_REDIS_URL", "redis://127.0.0.1:1/0")  # nothing connects
    dialect = speaking("woocommerce", OWN_WORDS, DIALECTS)
    with track_of(redis_client, sandbox_url, store) as track:
        track.runtime = replace(track.runtime, spoken={"woo": dialect})
        yield Shop(track, store, dialect)


def commits(shop: Shop) -> list[str]:
    return list(shop.track._new_commits())


def test_a_shops_own_word_holds_its_order(shop: Shop) -> None:
    commits(shop)  # what other tests of the sandbox did
    shop.shows(status="processing")
    shop.shows(status="awaiting-engraving")

    assert "hold_order" in commits(shop)


def test_a_shipment_that_waits_for_the_release_does_not_stand_before_the_state_that_tells_it(
    shop: Shop,
) -> None:
    shop.shows(status="processing")
    shop.shows(status="awaiting-engraving")
    shipped = shop.ships()
    assert shop.state(shipped) == "queued"

    shop.shows(status="processing")

    assert shop.state(shipped) == "done"


def test_what_waits_for_the_order_does_not_stand_before_the_state_that_creates_it(
    shop: Shop,
) -> None:
    shop.shows(status="pending")
    shipped = shop.ships()
    assert shop.state(shipped) == "queued"

    shop.shows(status="processing")

    assert shop.state(shipped) == "done"
