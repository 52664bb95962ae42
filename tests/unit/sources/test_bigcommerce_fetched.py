"""What BigCommerce's deliveries mean by what was fetched for them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from events import types
from events.envelope import Envelope, Unreadable
from sources.bigcommerce import DIALECT
from sources.dialect import Payload

FIXTURES = Path(__file__).parents[2] / "fixtures" / "bigcommerce"
AT = "2026-11-21T11:00:00.000000Z"
OPEN, HELD, SHIPPED, CANCELLED, INCOMPLETE, PENDING = 11, 12, 2, 5, 0, 7


def document(topic: str, **changed: Any) -> Payload:
    """Return what was fetched for a topic, fields of its order changed."""
    found: Payload = json.loads((FIXTURES / f"store-{topic}.fetched.json").read_text())
    if "order" in found:
        found["order"] = {**found["order"], **changed}
    return found


def delivery(topic: str, version: str = AT) -> Envelope:
    """Return the outside of a delivery of a topic."""
    return Envelope(
        "msg_1", f"store/{topic}", types.DELIVERY_RECEIVED, ("order:250",), True, version, version
    )


@pytest.fixture
def told() -> Callable[..., list[list[str]]]:
    """Return what deliveries mean, one after another; each is a topic and what was fetched."""

    def derive(*deliveries: tuple[str, Payload]) -> list[list[str]]:
        known: Payload = {}
        found = []
        for topic, fetched in deliveries:
            raw = json.dumps(fetched).encode()
            snapshot = DIALECT.derive(delivery(topic), raw, known)
            known = json.loads(json.dumps(snapshot.state))
            found.append([name for name, _ in snapshot.events])
        return found

    return derive


def order(status: int, minute: int = 0, **changed: Any) -> tuple[str, Payload]:
    when = f"Sat, 21 Nov 2026 11:{minute:02}:00 +0000"
    return "order/updated", document(
        "order-created", status_id=status, date_modified=when, **changed
    )


def created(status: int) -> tuple[str, Payload]:
    return "order/created", document("order-created", status_id=status)


def test_an_incomplete_order_is_created_when_it_may_be_worked_on(told: Any) -> None:
    deliveries = (created(INCOMPLETE), order(PENDING, 1), order(OPEN, 2), order(OPEN, 3))

    assert told(*deliveries) == [[], [], [types.ORDER_CREATED], []]


def test_an_order_that_was_never_finished_is_not_cancelled(told: Any) -> None:
    assert told(created(INCOMPLETE), order(CANCELLED, 1)) == [[], []]


def test_an_update_before_the_creation_creates_and_the_late_creation_tells_nothing(
    told: Any,
) -> None:
    assert told(order(SHIPPED, 1), created(OPEN))[0][0] == types.ORDER_CREATED
    assert told(order(SHIPPED, 1), created(OPEN))[1] == []


def test_a_hold_seen_in_the_order_and_in_its_status_is_told_once(told: Any) -> None:
    held = "order/statusUpdated", order(HELD, 1)[1]

    assert told(created(OPEN), order(HELD, 1), held)[1:] == [[types.ORDER_HELD], []]


def test_the_fetch_may_see_a_later_state_and_the_older_one_changes_nothing(told: Any) -> None:
    assert told(order(OPEN, 5), order(HELD, 1))[1] == []


def test_a_status_alone_is_compared_with_what_was_fetched_before() -> None:
    known = DIALECT.derive(delivery("order/updated"), json.dumps(order(HELD)[1]).encode(), {}).state
    change = {"previous_status_id": HELD, "new_status_id": OPEN}
    raw = json.dumps({"scope": "store/order/statusUpdated", "data": {"status": change}}).encode()

    late = DIALECT.derive(delivery("order/statusUpdated", "2026-11-21T10:59:59Z"), raw, known)
    after = DIALECT.derive(delivery("order/statusUpdated", "2026-11-21T11:00:01Z"), raw, known)

    assert late.events == ()
    assert [name for name, _ in after.events] == [types.ORDER_RELEASED]


def test_a_404_on_the_fetch_is_a_deletion_and_no_error(told: Any) -> None:
    gone: Payload = {}

    assert told(created(OPEN), ("order/updated", gone), ("order/updated", gone)) == [
        [types.ORDER_CREATED],
        [types.ORDER_DELETED],
        [],
    ]
    assert told(("order/updated", gone)) == [[]]


def test_a_shipment_that_is_gone_is_left_to_its_own_delivery(told: Any) -> None:
    shipped = document("shipment-created")

    assert told(
        ("shipment/created", shipped), ("shipment/updated", {**shipped, "shipments": []})
    ) == [
        [types.SHIPMENT_CREATED],
        [],
    ]


def test_a_shipment_is_told_once_and_then_its_new_tracking_number(told: Any) -> None:
    first, second = document("shipment-created"), document("shipment-created")
    second["shipments"][0]["tracking_number"] = "1Z999AA10123456785"

    assert told(
        ("shipment/created", first), ("shipment/updated", first), ("shipment/updated", second)
    ) == [[types.SHIPMENT_CREATED], [], [types.TRACKING_UPDATED]]


def test_money_of_an_order_that_was_not_created_yet_is_told_with_it(told: Any) -> None:
    paid = document("order-transaction-created")["transactions"]
    waits, goes_on = document("order-created", status_id=PENDING), document("order-created")

    deliveries = [{**found, "transactions": paid} for found in (waits, goes_on, goes_on)]

    assert told(*(("order/transaction/created", found) for found in deliveries)) == [
        [],
        [types.ORDER_CREATED, types.PAYMENT_CAPTURED],
        [],
    ]


def test_an_authorization_or_a_capture_that_failed_is_no_payment(told: Any) -> None:
    found = document("order-transaction-created")
    found["transactions"] = [item for item in found["transactions"] if item["id"] != 32]

    assert types.PAYMENT_CAPTURED not in told(("order/updated", found))[0]


@pytest.mark.parametrize("topic", ["order-refund-created", "order-transaction-created"])
def test_the_same_money_told_twice_is_told_once(topic: str, told: Any) -> None:
    name = topic.replace("order-", "order/", 1).replace("-created", "/created")

    first, again = told((name, document(topic)), (name, document(topic)))

    assert first[-1].startswith("payment.")
    assert again == []


def test_several_shipping_addresses_are_left_to_a_person() -> None:
    found = document("order-created")
    found["shipping_addresses"] *= 2

    with pytest.raises(Unreadable, match="shipping_addresses"):
        DIALECT.derive(delivery("order/created"), json.dumps(found).encode(), {})


def test_a_digital_order_has_no_address() -> None:
    found = {**document("order-created"), "shipping_addresses": []}

    events = DIALECT.derive(delivery("order/created"), json.dumps(found).encode(), {}).events

    assert events[0][1]["ship_to"] is None


@pytest.mark.parametrize("date", ["2026-11-21T11:00:00Z", "Sat, 21 Nov 2026", "", None, "\u0663"])
def test_a_date_that_is_not_of_rfc_2822_is_unreadable(date: Any) -> None:
    found = document("order-created", date_modified=date)

    with pytest.raises(Unreadable, match="date_modified"):
        DIALECT.derive(delivery("order/created"), json.dumps(found).encode(), {})


def test_the_shop_may_say_what_a_status_means() -> None:
    assert DIALECT.configured is not None
    told = DIALECT.configured({"statuses": {"7": "open", "12": "ignored"}})
    paid_later, held = (
        document("order-created", status_id=7),
        document("order-created", status_id=12),
    )

    created = told.derive(delivery("order/created"), json.dumps(paid_later).encode(), {}).events
    ignored = told.derive(delivery("order/updated"), json.dumps(held).encode(), {}).events

    assert [name for name, _ in created] == [types.ORDER_CREATED]
    assert types.ORDER_HELD not in [name for name, _ in ignored]
