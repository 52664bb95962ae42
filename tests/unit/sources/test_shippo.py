"""Shippo's seal, against the library stripe, whose header has the same form, and its traps."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import stripe
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from events import types
from events.envelope import Unreadable
from sources.dialect import SealBroken
from sources.registry import DIALECTS

Deliver = Callable[..., Any]
SHIPPO = DIALECTS["shippo"]
SIGNATURE = "Shippo-Auth-Signature"
SECRET = "shippo-secret-of-the-account-manager"
NOW = 1_795_000_000.0


@pytest.fixture
def shippo(deliver: Deliver, fixture_body: Callable[[str, str], bytes]) -> Deliver:
    """Make a delivery of a tracked parcel, with fields of the body or its data changed."""

    def make(data: dict[str, Any] | None = None, **changed: Any) -> Any:
        body = json.loads(fixture_body("shippo", "track_updated"))
        body["data"] |= data or {}
        return deliver("shippo", json.dumps({**body, **changed}).encode())

    return make


def payload(delivery: Any) -> dict[str, Any]:
    found: dict[str, Any] = SHIPPO.translate(delivery.envelope(), delivery.raw)
    return found


@settings(max_examples=60, deadline=None)
@given(body=st.text(min_size=1))
def test_we_verify_what_the_library_stripe_signs(body: str) -> None:
    header = stripe.WebhookSignature.generate_signature_header(body, SECRET, int(NOW))

    assert SHIPPO.verify(body.encode(), Headers({SIGNATURE: header}), [SECRET.encode()], NOW) == 0


@settings(max_examples=60, deadline=None)
@given(told=st.text())
def test_the_library_stripe_accepts_what_we_seal(told: str) -> None:
    raw = json.dumps([told])
    sealed = SHIPPO.seal(raw.encode(), SECRET.encode(), topic="", identity="", now=NOW)

    assert stripe.WebhookSignature.verify_header(raw, sealed[SIGNATURE], SECRET)


@pytest.mark.parametrize("seconds", [-301, 301], ids=["from the future", "of the past"])
def test_a_delivery_out_of_its_time_is_refused(seconds: int, shippo: Deliver) -> None:
    delivery = shippo()

    assert delivery.verify(now=NOW + seconds // 301 * 300) == 0
    with pytest.raises(SealBroken):
        delivery.verify(now=NOW + seconds)


def test_its_signature_may_repeat_in_one_header(shippo: Deliver) -> None:
    delivery = shippo()
    time, signature = delivery.headers[SIGNATURE].split(",")
    delivery.headers[SIGNATURE] = f"{time},v1={'0' * 64},{signature}"

    assert delivery.verify() == 0


@pytest.mark.parametrize("form", ["{1},{0}", "{0},{0},{1}", "{0}", "{1}", "{0}, {1}", "{0},{1},"])
def test_another_form_of_the_header_is_refused(form: str, shippo: Deliver) -> None:
    delivery = shippo()
    delivery.headers[SIGNATURE] = form.format(*delivery.headers[SIGNATURE].split(","))

    with pytest.raises(SealBroken):
        delivery.verify()


def test_more_than_five_signatures_are_not_tried(shippo: Deliver) -> None:
    delivery = shippo()
    delivery.headers[SIGNATURE] += f",v1={'0' * 64}" * 5

    with pytest.raises(SealBroken):
        delivery.verify()


def test_a_signature_is_refused_rather_than_ignored_where_no_secret_is_known(
    shippo: Deliver,
) -> None:
    delivery = shippo()

    with pytest.raises(SealBroken):
        SHIPPO.verify(delivery.raw, delivery.headers, [], NOW)


def test_a_token_in_the_address_does_not_stand_for_a_signature(shippo: Deliver) -> None:
    delivery = shippo()
    token = Headers({"X-Original-URI": f"/webhooks/acme?token={SECRET}", "Authorization": SECRET})

    with pytest.raises(SealBroken):
        SHIPPO.verify(delivery.raw, token, [delivery.secret], NOW)


def test_a_number_nobody_knows_has_no_status_and_is_noted(shippo: Deliver) -> None:
    assert shippo({"tracking_status": None}).envelope().type == types.DELIVERY_NOTED


def test_a_status_told_twice_is_one_delivery_whatever_else_has_changed(shippo: Deliver) -> None:
    first = shippo().envelope()
    again = shippo({"eta": "2026-11-26T00:00:00Z", "messages": ["late"]}).envelope()

    assert first.identity == again.identity
    assert first.marks == again.marks == (first.identity,)


@pytest.mark.parametrize(
    "change",
    [{"object_id": "ts2"}, {"status_date": "2026-11-21T09:00:00Z"}, {"status": "DELIVERED"}],
    ids=lambda change: next(iter(change)),
)
def test_another_status_is_another_delivery(change: dict[str, str], shippo: Deliver) -> None:
    status = json.loads(shippo().raw)["data"]["tracking_status"]

    told = shippo({"tracking_status": {**status, **change}}).envelope()

    assert told.identity != shippo().envelope().identity


@pytest.mark.parametrize(
    ("metadata", "refs"),
    [
        ("A-1001", ("number:a-1001",)),
        ("order #A-1001", ("number:a-1001",)),
        ("two words", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_the_metadata_names_the_order_or_nothing(
    metadata: str | None, refs: tuple[str, ...], shippo: Deliver
) -> None:
    found = shippo({"metadata": metadata}).envelope().refs

    assert found == (*refs, "tracking:9205590164917312751089")


def test_a_returned_parcel_is_not_called_delivered(shippo: Deliver) -> None:
    status = json.loads(shippo().raw)["data"]["tracking_status"]
    found = payload(shippo({"tracking_status": {**status, "status": "RETURNED"}}))

    assert (found["status"], found["raw_status"]) == ("exception", "RETURNED")


@pytest.mark.parametrize(("mark", "test"), [(True, True), (False, False), ("false", False)])
def test_only_true_marks_a_test(mark: Any, test: bool, shippo: Deliver) -> None:
    assert shippo(test=mark).envelope().test is test


@pytest.mark.parametrize(
    ("topic", "event_type"),
    [("transaction_created", types.DELIVERY_NOTED), ("track_teleported", types.UNMAPPED)],
)
def test_a_label_names_no_lines_and_is_noted(topic: str, event_type: str, shippo: Deliver) -> None:
    assert shippo(event=topic).envelope().type == event_type


def test_a_body_without_its_event_is_unreadable(shippo: Deliver) -> None:
    with pytest.raises(Unreadable, match="event"):
        shippo(event=None).envelope()
