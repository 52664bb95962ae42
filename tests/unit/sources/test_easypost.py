"""EasyPost's seal, against the vendor's own library, and its traps."""

import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from easypost.util import validate_webhook
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from events import types
from events.envelope import Unreadable
from sources.dialect import SealBroken
from sources.registry import DIALECTS

Deliver = Callable[..., Any]
POST = DIALECTS["easypost"]
NOW = 1_795_000_000.0
SECRET = "café-①"
BODY = (
    b'{"description":"tracker.updated","id":"evt_x1","mode":"production","object":"Event",'
    b'"result":{"carrier":"UPS","id":"trk_x1","object":"Tracker","status":"in_transit",'
    b'"tracking_code":"1Z999AA10123456784","updated_at":"2026-11-21T18:00:00Z","weight":17.6}}'
)
PREFIX = "hmac-sha256-hex="
HEX = "ebedd323252ebbddae9ae8ef7202c8e90b535bbca14e35a0a901e96ba82eeaf5"
SIGNED = PREFIX + HEX


@pytest.fixture
def easypost(deliver: Deliver, fixture_body: Callable[[str, str], bytes]) -> Deliver:
    """Make a delivery of an updated tracker, with fields of event and tracker changed."""

    def make(tracker: dict[str, Any] | None = None, **changed: Any) -> Any:
        body = json.loads(fixture_body("easypost", "tracker.updated"))
        body["result"] |= tracker or {}
        return deliver("easypost", json.dumps({**body, **changed}).encode())

    return make


def payload(delivery: Any) -> dict[str, Any]:
    found: dict[str, Any] = POST.translate(delivery.envelope(), delivery.raw)
    return found


def test_a_signature_that_both_libraries_of_the_vendor_accept_fits() -> None:
    headers = {"X-Hmac-Signature": SIGNED}

    assert validate_webhook(BODY, headers, SECRET) == json.loads(BODY)
    assert POST.verify(BODY, Headers(headers), [POST.secret_bytes(SECRET)], NOW) == 0


def test_a_secret_is_taken_apart_before_it_signs() -> None:
    composed = unicodedata.normalize("NFC", SECRET)
    apart = unicodedata.normalize("NFKD", SECRET)

    assert composed != apart
    assert POST.secret_bytes(composed) == POST.secret_bytes(apart) == b"cafe\xcc\x81-1"


@settings(max_examples=60, deadline=None)
@given(told=st.text(max_size=20), secret=st.text(min_size=1, max_size=20))
def test_the_vendors_library_accepts_what_we_seal(told: str, secret: str) -> None:
    raw = json.dumps([told]).encode()
    headers = POST.seal(raw, POST.secret_bytes(secret), topic="", identity="", now=NOW)

    assert validate_webhook(raw, headers, secret) == [told]


def test_a_number_written_another_way_breaks_the_seal(deliver: Deliver) -> None:
    delivery = deliver("easypost", b'{"weight": 10.0}')

    assert delivery.verify() == 0
    with pytest.raises(SealBroken):
        POST.verify(b'{"weight": 10}', delivery.headers, [delivery.secret], NOW)


@pytest.mark.parametrize(
    "spelling",
    [
        f"{PREFIX}{HEX.upper()}",
        f"{PREFIX.upper()}{HEX}",
        HEX,
        f"{SIGNED}0",
        SIGNED[:-2],
        f" {SIGNED}",
    ],
)
def test_only_the_one_spelling_of_a_signature_counts(spelling: str) -> None:
    with pytest.raises(SealBroken):
        POST.verify(BODY, Headers({"X-Hmac-Signature": spelling}), [POST.secret_bytes(SECRET)], NOW)


def test_the_progress_of_the_event_itself_makes_no_new_delivery(easypost: Deliver) -> None:
    first = easypost().envelope()
    again = easypost(
        pending_urls=[], completed_urls=["a"], status="completed", updated_at="2026-11-21T19:00:00Z"
    ).envelope()

    assert (first.identity, first.marks) == (again.identity, again.marks)
    assert first.identity == "evt_u1"


def test_another_tracker_under_the_same_id_is_a_conflict_that_shows(easypost: Deliver) -> None:
    first, other = easypost().envelope(), easypost({"status": "delivered"}).envelope()

    assert first.identity == other.identity
    assert first.marks != other.marks


def test_a_tracker_may_be_delivered_in_its_first_event(easypost: Deliver) -> None:
    delivery = easypost({"status": "delivered"}, description="tracker.created")

    assert payload(delivery)["status"] == "delivered"


def test_of_the_history_that_is_told_again_the_newest_scan_counts(easypost: Deliver) -> None:
    assert payload(easypost())["occurred_at"] == "2026-11-21T08:12:00.000000Z"


def test_a_scan_before_the_tracker_was_made_is_not_older_news(easypost: Deliver) -> None:
    none_yet = easypost({"tracking_details": [], "updated_at": "2026-11-21T17:00:00Z"}).envelope()

    assert str(none_yet.version) < str(easypost().envelope().version)


def test_two_trackers_of_one_number_speak_of_one_parcel(easypost: Deliver) -> None:
    first = easypost().envelope()
    second = easypost({"id": "trk_other"}, id="evt_other").envelope()

    assert first.identity != second.identity
    assert first.refs == second.refs == ("tracking:1Z999AA10123456784",)


def test_a_parcel_on_its_way_back_is_no_news_of_a_shipment(easypost: Deliver) -> None:
    envelope = easypost({"is_return": True, "status": "delivered"}).envelope()

    assert (envelope.type, envelope.refs) == (types.DELIVERY_NOTED, ())


@pytest.mark.parametrize(
    ("topic", "event_type"),
    [
        ("batch.updated", types.DELIVERY_NOTED),
        ("shipment.invoice.created", types.DELIVERY_NOTED),
        ("tracker.teleported", types.UNMAPPED),
    ],
)
def test_other_events_share_the_endpoint(topic: str, event_type: str, easypost: Deliver) -> None:
    assert easypost(description=topic, result={"id": "x"}).envelope().type == event_type


@pytest.mark.parametrize(("mode", "test"), [("test", True), ("production", False)])
def test_the_mode_tells_a_test(mode: str, test: bool, easypost: Deliver) -> None:
    assert easypost(mode=mode).envelope().test is test


@pytest.mark.parametrize(
    ("word", "status"),
    [("return_to_sender", "exception"), ("cancelled", "unknown"), ("error", "unknown")],
)
def test_what_is_not_delivered_is_not_called_so(word: str, status: str, easypost: Deliver) -> None:
    found = payload(easypost({"status": word}))

    assert (found["status"], found["raw_status"]) == (status, word)


@pytest.mark.parametrize("missing", ["id", "description"])
def test_an_event_without_what_it_must_say_is_unreadable(missing: str, easypost: Deliver) -> None:
    with pytest.raises(Unreadable, match=missing):
        easypost(**{missing: None}).envelope()


def test_a_tracker_without_its_number_is_unreadable(easypost: Deliver) -> None:
    with pytest.raises(Unreadable, match="tracking_number"):
        payload(easypost({"tracking_code": None}))
