"""Amazon's notifications: believed by their queue alone, in either spelling."""

import json
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from events import types
from events.envelope import Unreadable
from sources.amazon import DIALECT, STATUS
from sources.dialect import Payload, SealBroken
from tests.unit.sources.conftest import FIXTURES

RAW = (FIXTURES / "amazon" / f"{STATUS}.json").read_bytes()


def notification(**changed: Any) -> bytes:
    told = json.loads(RAW)
    told["Payload"]["FulfillmentOrderStatusNotification"] |= changed
    return json.dumps(told).encode()


def lower(value: Any) -> Any:
    """Return a notification as newer types write it: in lower camel case throughout."""
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: lower(inner) for name, inner in value.items()}
    return [lower(item) for item in value] if isinstance(value, list) else value


def kind(raw: bytes) -> str:
    return DIALECT.envelope(raw, Headers()).type


@pytest.mark.parametrize("secrets", [[], [b""], [b"a-secret-that-somebody-has-told-it"]])
def test_over_http_nothing_is_believed(secrets: list[bytes]) -> None:
    with pytest.raises(SealBroken):
        DIALECT.verify(RAW, Headers(), secrets, 0.0)


def test_the_newer_spelling_tells_the_same() -> None:
    raw = json.dumps(lower(json.loads(RAW))).encode()
    one, other = (DIALECT.envelope(body, Headers()) for body in (RAW, raw))

    assert one == other
    assert DIALECT.translate(one, RAW) == DIALECT.translate(other, raw)


def test_the_notification_id_is_the_identity() -> None:
    told = json.loads(RAW)
    told["NotificationMetadata"]["PublishTime"] = "2026-11-21T10:30:00.300Z"
    again = json.dumps(told).encode()

    identities = {DIALECT.envelope(raw, Headers()).identity for raw in (RAW, again)}

    assert identities == {"4a7c0b1e-0000-4000-8000-00000000b001"}


def test_the_status_time_orders_and_else_the_events() -> None:
    assert DIALECT.envelope(RAW, Headers()).version == "2026-11-21T09:29:58.004000Z"
    untimed = notification(StatusUpdatedDateTime=None)

    assert DIALECT.envelope(untimed, Headers()).version == "2026-11-21T09:30:00.120000Z"


def test_several_packages_in_one_message_are_one_shipment() -> None:
    payload = DIALECT.translate(DIALECT.envelope(RAW, Headers()), RAW)

    assert [package["tracking_number"] for package in payload["packages"]] == [
        "1Z999AA10123456784",
        "1Z999AA10123456785",
    ]


def test_the_one_more_level_of_the_payload_may_be_missing() -> None:
    told = json.loads(RAW)
    told["Payload"] = told["Payload"]["FulfillmentOrderStatusNotification"]
    flat = json.dumps(told).encode()

    assert DIALECT.envelope(flat, Headers()) == DIALECT.envelope(RAW, Headers())


def test_what_the_vendors_schema_demands_may_be_missing() -> None:
    assert "FulfillmentReturnItem" not in RAW.decode()
    assert kind(RAW) == types.SHIPMENT_CREATED


def test_a_part_of_an_order_whose_lines_are_not_told_is_left_to_a_person() -> None:
    raw = notification(FulfillmentOrderStatus="Processing")

    with pytest.raises(Unreadable, match="not which"):
        DIALECT.translate(DIALECT.envelope(raw, Headers()), raw)


@pytest.mark.parametrize(
    ("changed", "event"),
    [
        ({"FulfillmentOrderStatus": "Cancelled"}, types.SHIPMENT_EXCEPTION),
        (
            {"FulfillmentOrderStatus": "Unfulfillable", "FulfillmentShipment": None},
            types.SHIPMENT_EXCEPTION,
        ),
        ({"FulfillmentOrderStatus": "Planning", "FulfillmentShipment": None}, types.DELIVERY_NOTED),
    ],
)
def test_the_state_decides(changed: Payload, event: str) -> None:
    assert kind(notification(**changed)) == event


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("Cancelled", notification(FulfillmentOrderStatus="Cancelled")),
        ("Cancelled", (FIXTURES / "amazon" / "FBA_OUTBOUND_SHIPMENT_STATUS.json").read_bytes()),
    ],
)
def test_what_is_cancelled_at_amazon_is_left_to_a_person(name: str, raw: bytes) -> None:
    envelope = DIALECT.envelope(raw, Headers())

    payload = DIALECT.translate(envelope, raw)

    assert (envelope.type, payload["code"]) == (types.SHIPMENT_EXCEPTION, name)


@pytest.mark.parametrize("name", ["ORDER_CHANGE", "FBA_INVENTORY_AVAILABILITY_CHANGES"])
def test_a_hint_on_which_no_cancellation_and_no_count_is_done(name: str) -> None:
    raw = json.dumps({**json.loads(RAW), "NotificationType": name}).encode()

    assert kind(raw) == types.DELIVERY_NOTED


@pytest.mark.parametrize("odd", [True, 7, ["SHIPPED"], {"Milestone": 7}])
def test_a_milestone_that_is_no_word_is_unreadable(odd: object) -> None:
    told = json.loads(
        (FIXTURES / "amazon" / "SHIPMENT_TRACKING_MILESTONE_CHANGED.json").read_bytes()
    )
    told["payload"]["trackingDetail"]["latestMilestone"] = odd

    with pytest.raises(Unreadable):
        kind(json.dumps(told).encode())


def test_a_test_notification_is_unmapped() -> None:
    raw = json.dumps({**json.loads(RAW), "NotificationType": "TEST_NOTIFICATION_X"}).encode()

    assert kind(raw) == types.UNMAPPED


RETURNED = {"ReceivedDateTime": "2026-11-21T09:00:00Z", "ReturnedQuantity": 1, "SellerSKU": "TEE"}


def test_a_return_item_that_the_schema_demands_hides_no_shipment() -> None:
    assert kind(notification(FulfillmentReturnItem=RETURNED)) == types.SHIPMENT_CREATED


@pytest.mark.parametrize(
    "changed",
    [
        {"EventType": "Return"},
        {"EventType": "RETURN"},
        {"EventType": None, "FulfillmentShipment": None},
    ],
)
def test_what_came_back_names_no_return_and_is_noted(changed: Payload) -> None:
    raw = notification(FulfillmentReturnItem=RETURNED, **changed)

    assert kind(raw) == types.DELIVERY_NOTED
