"""What a newer state of a WooCommerce order means."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from events import types
from sources.dialect import Snapshot

Deliver = Callable[..., Any]
HOME = {"first_name": "Ana", "last_name": "Ruiz", "address_1": "C/ Mayor 3", "city": "Toledo"}


@pytest.fixture
def steps(woocommerce: Deliver) -> Callable[..., list[list[str]]]:
    """Return what each of an order's states tells, one state a minute."""

    def derive(*states: dict[str, Any]) -> list[list[str]]:
        known: dict[str, Any] = {}
        told = []
        for minute, state in enumerate(states):
            when = f"2026-11-20T15:{minute:02}:00"
            delivery = woocommerce(
                "order.created", under="order.updated", **{"date_modified_gmt": when, **state}
            )
            if minute == 0:
                delivery.headers["X-WC-Webhook-Topic"] = "order.created"
            snapshot = delivery.dialect.derive(delivery.envelope(), delivery.raw, known)
            known = json.loads(json.dumps(snapshot.state))
            told.append([event_type for event_type, _ in snapshot.events])
        return told

    return derive


PENDING, OPEN, HELD = {"status": "pending"}, {"status": "processing"}, {"status": "on-hold"}
PAID = {"date_paid_gmt": "2026-11-20T15:00:30"}


def test_an_order_is_created_when_it_may_be_worked_on_and_once(steps: Deliver) -> None:
    assert steps(PENDING, OPEN, OPEN) == [[], [types.ORDER_CREATED], []]


def test_a_draft_that_fails_was_never_an_order(steps: Deliver) -> None:
    assert steps(PENDING, {"status": "failed"}, {"status": "trash"}) == [[], [], []]


def test_a_payment_that_came_with_the_first_state_is_captured(steps: Deliver) -> None:
    assert steps({**OPEN, **PAID}) == [[types.ORDER_CREATED, types.PAYMENT_CAPTURED]]


def test_a_payment_that_came_before_the_order_is_captured_with_it(steps: Deliver) -> None:
    assert steps({**PENDING, **PAID}, {**OPEN, **PAID}) == [
        [],
        [types.ORDER_CREATED, types.PAYMENT_CAPTURED],
    ]


def test_a_payment_is_captured_once(steps: Deliver) -> None:
    assert steps(HELD, {**OPEN, **PAID}, {**OPEN, **PAID}) == [
        [types.ORDER_CREATED, types.ORDER_HELD],
        [types.ORDER_RELEASED, types.PAYMENT_CAPTURED],
        [],
    ]


@pytest.mark.parametrize("status", ["processing", "completed"])
def test_leaving_the_hold_releases(status: str, steps: Deliver) -> None:
    assert steps(HELD, {"status": status})[1] == [types.ORDER_RELEASED]


@pytest.mark.parametrize("status", ["cancelled", "failed", "trash"])
def test_leaving_the_hold_by_a_cancellation_does_not_release(status: str, steps: Deliver) -> None:
    assert steps(HELD, {"status": status}, {"status": status})[1:] == [
        [types.ORDER_CANCELLED],
        [],
    ]


def test_a_status_of_the_shops_own_leads_to_nothing(steps: Deliver) -> None:
    assert steps(HELD, {"status": "awaiting-engraving"}, OPEN)[1:] == [[], [types.ORDER_RELEASED]]


def test_each_refund_is_told_once_and_a_deleted_one_does_not_come_again(steps: Deliver) -> None:
    first, second = ({"id": number, "total": "-5.00", "reason": ""} for number in (1, 2))

    told = steps(
        OPEN,
        {"refunds": [first]},
        {"refunds": [first, second]},
        {"refunds": [second]},
        {"refunds": [first, second]},
    )

    assert told[1:] == [[types.PAYMENT_REFUNDED], [types.PAYMENT_REFUNDED], [], []]


def test_the_status_refunded_alone_tells_nothing(steps: Deliver) -> None:
    assert steps(OPEN, {"status": "refunded"})[1] == []


def test_another_address_is_told_once(steps: Deliver) -> None:
    assert steps(OPEN, {"shipping": HOME}, {"shipping": HOME})[1:] == [
        [types.ORDER_ADDRESS_CHANGED],
        [],
    ]


def test_with_a_blank_shipping_address_a_new_billing_address_is_one(steps: Deliver) -> None:
    assert steps(OPEN, {"billing": HOME})[1] == [types.ORDER_ADDRESS_CHANGED]


def test_with_a_shipping_address_of_its_own_a_new_billing_address_is_none(
    steps: Deliver,
) -> None:
    there = {"shipping": {**HOME, "address_1": "Paseo 18"}}

    assert steps({**OPEN, **there}, {**there, "billing": HOME})[1] == []


def test_of_two_states_of_one_second_the_later_received_counts(steps: Deliver) -> None:
    second = {"date_modified_gmt": "2026-11-20T15:00:00"}

    assert steps({**OPEN, **second}, {**HELD, **second})[1] == [types.ORDER_HELD]


def test_an_older_state_changes_nothing(woocommerce: Deliver) -> None:
    newest = woocommerce("order.updated")
    known = newest.dialect.derive(newest.envelope(), newest.raw, {}).state
    older = woocommerce("order.created", under="order.updated", status="cancelled")

    assert older.dialect.derive(older.envelope(), older.raw, known) == Snapshot(known, ())


def test_a_plain_creation_is_remembered_and_tells_nothing_twice(steps: Deliver) -> None:
    assert steps(OPEN, OPEN) == [[], []]


def test_an_order_first_seen_cancelled_is_cancelled(woocommerce: Deliver) -> None:
    delivery = woocommerce("order.updated", status="cancelled", refunds=[], date_paid_gmt=None)

    events = delivery.dialect.derive(delivery.envelope(), delivery.raw, {}).events

    assert types.ORDER_CANCELLED in [event_type for event_type, _ in events]


def test_a_capture_without_a_transaction_is_named_by_order_and_total(
    woocommerce: Deliver,
) -> None:
    delivery = woocommerce("order.updated", transaction_id="")

    events = dict(delivery.dialect.derive(delivery.envelope(), delivery.raw, {}).events)

    assert events[types.PAYMENT_CAPTURED]["transaction_id"] == "1042:80.62"


def test_the_state_names_nobody(woocommerce: Deliver) -> None:
    delivery = woocommerce("order.updated")

    state = json.dumps(delivery.dialect.derive(delivery.envelope(), delivery.raw, {}).state)

    assert not [word for word in ("Ana", "Ruiz", "Rosa", "45006", "example") if word in state]


def test_changed_lines_of_an_order_are_told_once(steps: Deliver, fixture_body: Deliver) -> None:
    lines = json.loads(fixture_body("woocommerce", "order.created"))["line_items"]
    more = [{**lines[0], "quantity": lines[0]["quantity"] + 1}, *lines[1:]]

    assert steps(OPEN, {"line_items": more}, {"line_items": more}, {"line_items": lines})[1:] == [
        [types.ORDER_EDITED],
        [],
        [types.ORDER_EDITED],
    ]


def test_lines_that_are_priced_anew_or_changed_before_the_creation_are_no_edit(
    steps: Deliver, fixture_body: Deliver
) -> None:
    lines = json.loads(fixture_body("woocommerce", "order.created"))["line_items"]
    cheaper = [{**line, "total": "1.00"} for line in lines]

    assert steps(OPEN, {"line_items": cheaper})[1] == []
    assert steps(PENDING, {**OPEN, "line_items": lines[:1]})[1] == [types.ORDER_CREATED]


def test_a_hold_lasts_until_the_order_goes_on_whatever_lies_between(steps: Deliver) -> None:
    assert steps(HELD, PENDING, OPEN)[1:] == [[], [types.ORDER_RELEASED]]
