"""The OMS's own events: thin, sealed as Standard Webhooks are, and told again and again.

The vendor publishes no names, bodies or signatures, so no published vector is possible; the seal
is checked against the library standardwebhooks, and the names against our definition alone.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook
from werkzeug.datastructures import Headers

from events import types
from events.envelope import Unreadable
from sources.dialect import SealBroken
from sources.registry import DIALECTS

Deliver = Callable[..., Any]
OMS = DIALECTS["orderdynamics"]
SECRET = "whsec_dGhlLU9NUy1zLW93bi1ldmVudHMtMzItYnl0ZXM="
NOW = 1_795_000_000.0
REJECTED = "ShipmentRejected"


def test_what_the_library_standardwebhooks_signs_is_let_in():
    body = '{"EventId": "e-1", "EventType": "OrderCreated"}'
    signature = Webhook(SECRET).sign("e-1", datetime.fromtimestamp(NOW, UTC), body)
    headers = Headers(
        {
            "webhook-id": "e-1",
            "webhook-timestamp": str(int(NOW)),
            "webhook-signature": signature,
        }
    )

    assert OMS.verify(body.encode(), headers, [OMS.secret_bytes(SECRET)], NOW) == 0


@pytest.mark.parametrize("seconds", [-301, 301], ids=["from the future", "of the past"])
def test_a_delivery_out_of_its_time_is_refused(seconds: int, orderdynamics: Deliver):
    delivery = orderdynamics(REJECTED)

    assert delivery.verify(now=NOW + seconds // 301 * 300) == 0
    with pytest.raises(SealBroken):
        delivery.verify(now=NOW + seconds)


def test_the_event_id_identifies_whatever_the_attempt_is_called(orderdynamics: Deliver):
    first = orderdynamics(REJECTED, headers={"webhook_id": "attempt-1"}).envelope()
    again = orderdynamics(REJECTED, headers={"webhook_id": "attempt-2"}).envelope()

    assert first.identity == again.identity == "0b6a2c52-6f0e-4a63-9f2e-5f4d2c1b7a90"


def test_the_sequence_sorts_as_text(orderdynamics: Deliver):
    versions = [orderdynamics(REJECTED, Sequence=at).envelope().version for at in (9, 10, 100)]

    assert versions == sorted(versions)


def test_it_opens_no_lane_and_takes_no_number_of_the_oms_for_a_reference(orderdynamics: Deliver):
    envelope = orderdynamics(REJECTED, ExternalOrderId="A/1 b").envelope()

    assert envelope.refs == ("order:A%2F1%20b",)
    assert not envelope.opens_lane


@pytest.mark.parametrize(
    "topic",
    [topic for topic, kind in OMS.topics.items() if kind == types.DELIVERY_NOTED],
)
def test_what_asks_for_nothing_is_noted_even_without_an_order(topic: str, orderdynamics: Deliver):
    delivery = orderdynamics(REJECTED, EventType=topic, ExternalOrderId="", Sequence=None)

    assert delivery.envelope().type == types.DELIVERY_NOTED


def test_an_event_type_nobody_knows_is_unmapped(orderdynamics: Deliver):
    assert orderdynamics(REJECTED, EventType="OrderTeleported").envelope().type == types.UNMAPPED


@pytest.mark.parametrize("missing", ["EventId", "EventType", "ExternalOrderId", "Sequence"])
def test_an_acting_event_without_what_it_must_say_is_unreadable(
    missing: str, orderdynamics: Deliver
):
    with pytest.raises(Unreadable, match=missing):
        orderdynamics(REJECTED, **{missing: None}).envelope()


def test_an_entity_without_its_number_is_unreadable(orderdynamics: Deliver):
    delivery = orderdynamics("InvoiceManualInterventionRequired", InternalId=None)

    with pytest.raises(Unreadable, match="InternalId"):
        OMS.translate(delivery.envelope(), delivery.raw)


def test_a_body_that_changed_on_its_way_is_refused(orderdynamics: Deliver):
    delivery = orderdynamics(REJECTED)
    other = json.dumps({**json.loads(delivery.raw), "InternalId": 300002}).encode()

    with pytest.raises(SealBroken):
        OMS.verify(other, delivery.headers, [delivery.secret], NOW)
