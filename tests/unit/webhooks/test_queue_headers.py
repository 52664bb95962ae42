"""What stands beside a message, as the headers that dialects read."""

from datetime import UTC, datetime

import pytest

from sources.cloudevents import DIALECT as CLOUD_EVENTS
from webhooks.queues.headers import headers_of


def test_names_are_found_in_any_case_and_values_are_text():
    found = headers_of([("X-Topic", "orders/create"), (b"x-count", 5), ("X-On", True)])

    assert found.get("x-topic") == "orders/create"
    assert found.get("X-COUNT") == "5"
    assert found.get("x-on") == "true"


def test_what_is_no_text_number_or_time_is_left_out():
    found = headers_of([("x-death", [{"count": 1}]), ("x-nothing", None), ("", "x")])

    assert [name for name, _ in found.items()] == ["Content-Type"]


def test_a_value_of_several_lines_does_not_become_a_second_header():
    assert headers_of([("X-Id", "a\r\nX-Topic: b")]).get("X-Id") == "a  X-Topic: b"


def test_a_message_without_a_content_type_is_taken_for_json():
    assert headers_of([]).get("content-type") == "application/json"
    assert headers_of([], "text/plain").get("content-type") == "text/plain"


def test_the_headers_of_the_settings_are_overruled_by_the_message():
    defaults = {"X-Topic": "orders/create", "Content-Type": "application/cloudevents+json"}

    found = headers_of([("x-topic", "orders/cancelled")], None, defaults)

    assert found.get("X-Topic") == "orders/cancelled"
    assert found.get("Content-Type") == "application/cloudevents+json"


@pytest.mark.parametrize("prefix", ["cloudEvents:", "cloudEvents_", "ce_", "ce-"])
def test_the_attributes_of_cloud_events_are_found_as_every_client_spells_them(prefix: str):
    pairs = {"specversion": "1.0", "id": "7", "source": "/lager/münchen", "type": "order.held"}
    data = b'{"type": "order.held", "order": {"id": "1001"}, "reason": "fraud"}'
    told = [(f"{prefix}{name}", value) for name, value in pairs.items() if prefix != "ce-"]
    told += [("ce-" + name, value) for name, value in pairs.items() if prefix == "ce-"]

    headers = headers_of([*told, ("webhook-id", "m-1")], "application/json")
    envelope = CLOUD_EVENTS.envelope(data, headers)

    assert envelope.identity == "/lager/m%C3%BCnchen|7"
    assert envelope.refs == ("order:1001",)


def test_a_time_is_written_as_rfc_3339():
    at = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

    assert headers_of([("cloudEvents:time", at)]).get("ce-time") == "2026-11-21T09:30:00+00:00"
