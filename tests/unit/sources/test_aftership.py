"""AfterShip's three headers, its traps, and its returns. The vendor has no verifier: openssl signs."""

import base64
import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from events import types
from events.envelope import Unreadable
from sources.dialect import SealBroken
from sources.registry import DIALECTS

Deliver = Callable[..., Any]
SHIP = DIALECTS["aftership"]
SECRET = "1f0f7c2e-not-base64-but-text"
NOW = 1_795_000_000.0
BODY = b'{"event": "tracking_update", "event_id": "e-1"}'
HEADERS = {
    "aftership-hmac-sha256": "",
    "as-signature-hmac-sha256": "",
    "am-webhook-signature": "hmac-sha256=",
}


@pytest.fixture
def aftership(deliver: Deliver, fixture_body: Callable[[str, str], bytes]) -> Deliver:
    """Make a delivery of a topic's fixture, with fields of the body or its inside changed."""

    def make(topic: str = "tracking_update", inside: Any = None, **changed: Any) -> Any:
        body = json.loads(fixture_body("aftership", topic))
        body["data" if topic.startswith("return.") else "msg"] |= inside or {}
        return deliver("aftership", json.dumps({**body, **changed}).encode(), topic)

    return make


def payload(delivery: Any) -> dict[str, Any]:
    found: dict[str, Any] = SHIP.translate(delivery.envelope(), delivery.raw)
    return found


def by_openssl() -> str:
    """Return the base64 HMAC-SHA256 of the body as openssl makes it."""
    command = ["openssl", "dgst", "-sha256", "-hmac", SECRET, "-binary"]
    signed = subprocess.run(command, input=BODY, capture_output=True, check=True)
    return base64.b64encode(signed.stdout).decode()


@pytest.mark.parametrize(("header", "prefix"), HEADERS.items(), ids=HEADERS)
def test_each_product_has_a_header_of_its_own(header: str, prefix: str) -> None:
    headers = Headers({header: prefix + by_openssl()})

    assert SHIP.verify(BODY, headers, [SHIP.secret_bytes(SECRET)], NOW) == 0
    with pytest.raises(SealBroken):
        SHIP.verify(BODY + b" ", headers, [SHIP.secret_bytes(SECRET)], NOW)


@pytest.mark.parametrize(
    ("header", "prefix"),
    [("aftership-hmac-sha256", "hmac-sha256="), ("am-webhook-signature", "")],
)
def test_the_prefix_belongs_to_the_old_header_alone(header: str, prefix: str) -> None:
    with pytest.raises(SealBroken):
        SHIP.verify(BODY, Headers({header: prefix + by_openssl()}), [SECRET.encode()], NOW)


def test_two_headers_at_once_are_refused_even_if_one_fits() -> None:
    headers = Headers({name: prefix + by_openssl() for name, prefix in HEADERS.items()})

    with pytest.raises(SealBroken):
        SHIP.verify(BODY, headers, [SECRET.encode()], NOW)


def test_a_return_is_sealed_under_the_header_of_returns(aftership: Deliver) -> None:
    assert "as-signature-hmac-sha256" in aftership("return.approved").headers
    assert "aftership-hmac-sha256" in aftership("tracking_update").headers


def test_the_time_of_a_parcels_event_is_unix_seconds(aftership: Deliver) -> None:
    assert aftership().envelope().version == "2026-11-21T11:00:00.000000Z"


@pytest.mark.parametrize("seconds", ["1795258800", 1.5, True, -1, 10**12])
def test_a_time_that_is_no_unix_seconds_is_unreadable(seconds: Any, aftership: Deliver) -> None:
    with pytest.raises(Unreadable, match="ts"):
        aftership(ts=seconds).envelope()


def test_a_scan_without_a_zone_is_local_to_nobody_knows_where(aftership: Deliver) -> None:
    zoned, naive = "2026-11-21T00:12:00-08:00", "2026-11-21T09:00:00"
    alone = aftership(inside={"checkpoints": [{"checkpoint_time": zoned}]})
    mixed = aftership(
        inside={"checkpoints": [{"checkpoint_time": zoned}, {"checkpoint_time": naive}]}
    )

    assert payload(alone)["occurred_at"] == "2026-11-21T08:12:00.000000Z"
    assert payload(mixed)["occurred_at"] is None


def test_a_tag_nobody_knows_yet_is_kept_by_its_word(aftership: Deliver) -> None:
    found = payload(aftership(inside={"tag": "Teleported"}))

    assert (found["status"], found["raw_status"]) == ("unknown", "Teleported")


def test_a_tracker_that_gave_up_does_not_call_the_parcel_lost(aftership: Deliver) -> None:
    assert payload(aftership(inside={"tag": "Expired"}))["status"] == "unknown"


@pytest.mark.parametrize("number", ["string", "", None])
def test_an_order_number_that_is_a_placeholder_names_no_order(
    number: str | None, aftership: Deliver
) -> None:
    delivery = aftership(inside={"order_number": number})

    assert delivery.envelope().refs == ("tracking:1Z999AA10123456784",)
    assert payload(delivery)["order"] == {"id": None, "number": None}


def test_the_test_button_sends_an_ordinary_delivery_which_finds_no_order(
    aftership: Deliver,
) -> None:
    envelope = aftership(inside={"tracking_number": "0000000000000000"}).envelope()

    assert not envelope.test
    assert not envelope.opens_lane


@pytest.mark.parametrize(
    ("topic", "event_type"),
    [
        ("tracking_pending_time", types.DELIVERY_NOTED),
        ("return.submitted", types.DELIVERY_NOTED),
        ("return.restock.created", types.DELIVERY_NOTED),
        ("warranty.created", types.DELIVERY_NOTED),
        ("tracking_teleported", types.UNMAPPED),
    ],
)
def test_what_leads_to_no_action_says_so(topic: str, event_type: str, aftership: Deliver) -> None:
    assert aftership(event=topic).envelope().type == event_type


def test_a_time_of_nine_decimals_is_read(aftership: Deliver) -> None:
    envelope = aftership("return.approved", created_at="2024-02-01T21:29:47.218678282Z").envelope()

    assert envelope.version == "2024-02-01T21:29:47.218678Z"


def test_the_event_id_identifies_a_parcels_event_and_the_id_a_returns(aftership: Deliver) -> None:
    assert aftership().envelope().identity == "1f0f7c2e-5b7e-4a0e-9b64-0b8d1d3e0a11"
    assert aftership("return.approved").envelope().identity == "3df04d0cdf3c492fad33a15f753fb960"


def test_a_return_that_came_in_several_parcels_waits_for_a_person(aftership: Deliver) -> None:
    items = [{"external_order_item_id": "10579097059534", "quantity": 1}]
    delivery = aftership(
        "return.receiving.created",
        inside={"receivings": [{"id": "rec-1", "items": items}, {"id": "rec-2", "items": items}]},
    )

    assert delivery.envelope().refs
    with pytest.raises(Unreadable, match="receivings"):
        payload(delivery)


def test_a_receiving_without_items_is_not_taken_for_the_whole_return(aftership: Deliver) -> None:
    delivery = aftership("return.receiving.created", inside={"receivings": [{"id": "rec-1"}]})

    with pytest.raises(Unreadable, match="items"):
        payload(delivery)


@pytest.mark.parametrize("missing", ["event", "event_id"])
def test_an_event_without_what_it_must_say_is_unreadable(missing: str, aftership: Deliver) -> None:
    with pytest.raises(Unreadable, match="event" if missing == "event" else "id"):
        aftership(**{missing: None}).envelope()
