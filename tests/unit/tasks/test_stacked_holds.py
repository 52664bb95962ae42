"""Shopify's stacked holds, from the bodies to what the OMS is asked."""

import json
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from events import types
from sources.registry import DIALECTS
from tasks import orders as tasks
from tests.unit.tasks.telling import NewEvent

SHOPIFY = DIALECTS["shopify"]
PART = "gid://shopify/FulfillmentOrder/7001"


@pytest.fixture
def told(oms: Any, event: NewEvent) -> Any:
    """Return a function that delivers a topic about one part; it returns what is then asked."""
    memory: dict[str, Any] = {}

    def tell(topic: str, minute: int, status: str, hold: str = "") -> list[Any]:
        body: dict[str, Any] = {"fulfillment_order": {"id": PART, "status": status}}
        name = (
            "fulfillment_hold"
            if topic.startswith("fulfillment_holds")
            else "created_fulfillment_hold"
        )
        raw = json.dumps({**body, name: {"id": hold, "reason": "fraud"}} if hold else body).encode()
        when = {"X-Shopify-Triggered-At": f"2026-11-20T14:{minute:02}:00Z"}
        headers = Headers({"X-Shopify-Topic": topic, "X-Shopify-Webhook-Id": f"w-{minute}", **when})
        envelope = SHOPIFY.envelope(raw, headers)
        if envelope.type == types.DELIVERY_NOTED:
            return []
        oms.asked = []
        one = event(envelope.type, memory, **SHOPIFY.translate(envelope, raw))
        held = envelope.type in (types.ORDER_HELD, types.SHIPMENT_HELD)
        (tasks.hold_order if held else tasks.resume_order).run(one, oms)
        return [asked[0] for asked in oms.asked]

    return tell


def test_an_order_is_resumed_when_the_last_of_its_stacked_holds_is_released(told: Any):
    assert told("fulfillment_orders/placed_on_hold", 1, "on_hold", "31") == ["hold"]
    assert told("fulfillment_holds/added", 2, "on_hold", "32") == ["hold"]
    assert told("fulfillment_holds/released", 3, "on_hold", "31") == []
    assert told("fulfillment_holds/released", 4, "open", "32") == ["resume"]


def test_a_shop_that_subscribes_the_holds_alone_is_held_and_resumed_as_well(told: Any):
    assert told("fulfillment_holds/added", 1, "on_hold", "31") == ["hold"]
    assert told("fulfillment_holds/released", 2, "open", "31") == ["resume"]


def test_a_hold_that_is_newer_than_a_release_outlasts_it(told: Any):
    told("fulfillment_holds/added", 1, "on_hold", "31")
    told("fulfillment_holds/added", 5, "on_hold", "33")

    assert told("fulfillment_orders/hold_released", 3, "open") == []
    assert told("fulfillment_orders/hold_released", 6, "open") == ["resume"]
