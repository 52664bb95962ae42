"""What the trackers of parcels tell again is one delivery for the real ledger, never a conflict."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis
from werkzeug.datastructures import Headers

from config.secret import SecretRef
from config.settings import Source
from ledger.ledger import Ledger
from ledger.records import Leases
from sources.registry import DIALECTS
from webhooks.senders import Sender
from webhooks.sorting import delivery_of

FIXTURES = Path(__file__).parents[1] / "fixtures"
FIRST = {
    "easypost": "tracker.updated",
    "shippo": "track_updated",
    "shipstation": "TRACK_EVENT_V2",
}
AGAIN: dict[str, dict[str, Any]] = {
    "easypost": {"pending_urls": [], "status": "completed", "updated_at": "2026-11-21T20:00:00Z"},
    "shippo": {"data": {"eta": "2026-11-26T00:00:00Z", "messages": ["late"]}},
    "shipstation": {"resource_url": "https://api.shipstation.com/v2/tracking?carrier_code=ups"},
}
NEWS: dict[str, dict[str, Any]] = {
    "easypost": {"id": "evt_u2", "result": {"status": "delivered"}},
    "shippo": {"data": {"tracking_status": {"object_id": "ts2", "status": "DELIVERED"}}},
    "shipstation": {"data": {"status_code": "DE"}},
}
Tell = Callable[[dict[str, Any]], str]


def merged(body: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Return a body with changed fields, at any depth."""
    return body | {
        name: merged(body[name], value) if isinstance(value, dict) else value
        for name, value in change.items()
    }


@pytest.fixture(params=FIRST)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def tell(redis_client: "redis.Redis", store: str, name: str) -> Tell:
    """Take a delivery of the topic's fixture in, and return what became of it."""
    ledger = Ledger(redis_client, Leases(lease_ms=60_000))
    source = Source(f"{name}-parcels", name, store, (SecretRef("env:S", {"S": "s"}),))
    body = json.loads((FIXTURES / name / f"{FIRST[name]}.json").read_text())

    def take_in(change: dict[str, Any]) -> str:
        raw = json.dumps(merged(body, change)).encode()
        sender = Sender(source, DIALECTS[name], b"{}")
        return ledger.ingest(delivery_of(sender, raw, Headers())).status

    return take_in


def test_what_is_told_again_otherwise_is_a_duplicate(tell: Tell, name: str) -> None:
    assert [tell({}), tell(AGAIN[name])] == ["WAITING", "DUPLICATE"]


def test_news_of_the_same_parcel_is_no_duplicate(tell: Tell, name: str) -> None:
    assert [tell({}), tell(NEWS[name])] == ["WAITING", "WAITING"]
