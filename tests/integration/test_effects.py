"""Every effect through the machine, on a real ledger and a sandbox that fails on order."""

import pytest

from tests.integration.arrangements import ARRANGE, Ask, Oms
from tests.integration.lane_rig import Lane
from worker.effects.table import TABLE

each_operation = pytest.mark.parametrize("operation", ARRANGE)


@pytest.fixture
def asked(lane: Lane, operation: str) -> Ask:
    """Arrange the OMS for the operation, and return what is asked of it."""
    ask = ARRANGE[operation](Oms(lane.client, lane.order))
    lane.calls.made.clear()
    lane.sandbox.arranged_so_far()
    return ask


def test_every_row_of_the_table_is_tried_here():
    elsewhere = {"update_onhand_inventory"}  # of no order: test_effects_stock.py

    assert set(ARRANGE) | elsewhere == {name for name, row in TABLE.items() if not row.kibo}


@each_operation
def test_it_is_done_once_and_asking_again_calls_nothing(lane: Lane, operation: str, asked: Ask):
    deed = lane.perform(operation, asked)
    first = lane.turns(lane.deliver(), deed)
    calls = len(lane.calls.made)
    second = lane.turns(lane.deliver(), deed)

    assert (first, second) == (("done", ""), ("done", ""))
    assert lane.sandbox.commits()[operation] == 1
    assert lane.calls.made.count(operation) == 1
    assert len(lane.calls.made) == calls


@each_operation
def test_it_is_found_again_when_the_answer_is_lost_after_the_commit(
    lane: Lane, operation: str, asked: Ask
):
    lane.sandbox.fault("reset_after_commit", operation)
    ending = lane.turn(lane.deliver(), lane.perform(operation, asked))
    record = lane.effect(lane.deliver(), operation)

    assert ending == ("done", "")
    assert (record["state"], record["why"]) == ("APPLIED", "read back")
    assert lane.sandbox.commits()[operation] == 1
    assert lane.calls.made.count(operation) == 1


@each_operation
def test_what_did_not_land_is_sent_again_only_after_the_quiet_time_and_only_if_it_may(
    lane: Lane, operation: str, asked: Ask
):
    lane.sandbox.fault("error_503", operation)
    eid, deed = lane.deliver(), lane.perform(operation, asked)
    first = lane.turn(eid, deed)
    calls = lane.calls.made.count(operation)
    last = lane.turns(eid, deed)

    assert (first, calls) == (("waits", "IN_DOUBT"), 1)
    if TABLE[operation].resends:
        assert last == ("done", "")
        assert (lane.sandbox.commits()[operation], lane.calls.made.count(operation)) == (1, 2)
    else:
        assert last == ("parked", TABLE[operation].doubt)
        assert (lane.sandbox.commits()[operation], lane.calls.made.count(operation)) == (0, 1)


@each_operation
def test_a_definite_refusal_is_for_a_person_and_is_not_sent_again(
    lane: Lane, operation: str, asked: Ask
):
    lane.sandbox.fault("refuse", operation)
    ending = lane.turns(lane.deliver(), lane.perform(operation, asked))

    assert ending == ("parked", "REFUSED_INSUFFICIENT_QUANTITY")
    assert lane.sandbox.commits()[operation] == 0
    assert lane.calls.made.count(operation) == 1


@pytest.mark.parametrize("operation", [name for name, row in TABLE.items() if row.resends < 2])
def test_a_person_s_retry_of_what_is_in_doubt_looks_again_before_it_sends(
    lane: Lane, operation: str, asked: Ask
):
    most = TABLE[operation].resends + 1
    lane.sandbox.fault("error_503", operation, times=most)
    eid, deed = lane.deliver(), lane.perform(operation, asked)
    parked = lane.turns(eid, deed)
    lane.retry(eid)
    again = lane.turns(eid, deed)

    assert (parked, again) == (("parked", TABLE[operation].doubt), ("done", ""))
    assert lane.sandbox.commits()[operation] == 1
    assert lane.calls.made.count(operation) == most + 1


@pytest.mark.parametrize("operation", [name for name, row in TABLE.items() if row.tag])
@pytest.mark.parametrize("fault", [None, "reset_after_commit"])
def test_what_cannot_be_told_apart_bears_our_tag(
    lane: Lane, operation: str, fault: str | None, asked: Ask
):
    if fault:
        lane.sandbox.fault(fault, operation)
    lane.turns(lane.deliver(), lane.perform(operation, asked))
    record = lane.effect(lane.deliver(), operation)
    made = [
        *lane.client.order_fulfillment.get_shipments.items(external_order_id=lane.order),
        *lane.client.payment_processing.get_invoices.items(external_order_id=lane.order),
    ]
    fields = [field for one in made for field in one["CustomFields"]]

    assert record["tagged"]
    assert fields == [{"SystemName": "OrderlaneEffect", "Value": record["ask"]["tag"]}]


def test_a_split_by_hand_while_ours_is_in_doubt_is_for_a_person(lane: Lane):
    calls = lane.client.order_fulfillment
    shipment = Oms(lane.client, lane.order).shipment()
    ask = {"shipment": shipment, "quantities": {"MUG": 1}}
    lane.sandbox.fault("error_503", "split_shipment_by_sku")
    eid, deed = lane.deliver(), lane.perform("split_shipment_by_sku", ask)
    lane.turn(eid, deed)
    calls.split_shipment_by_sku(
        body={"ShipmentId": shipment, "Items": [{"Sku": "CAP", "Quantity": 1}]}
    )
    ending = lane.turns(eid, deed)

    assert ending == ("parked", "SPLIT_IN_DOUBT")
    assert lane.sandbox.commits()["split_shipment_by_sku"] == 1


def test_shipments_wait_for_the_release_of_an_order_on_hold(lane: Lane):
    oms = Oms(lane.client, lane.order)
    oms.create()
    oms.hold("fraud check")
    eid, deed = lane.deliver(), lane.perform("create_all_shipments", {})
    held = lane.turn(eid, deed)

    assert held == ("waits", "ON_HOLD")
    assert lane.sandbox.commits()["create_all_shipments"] == 0


def test_the_deciding_read_reads_every_page(lane: Lane):
    calls, shipment = lane.client.order_fulfillment, Oms(lane.client, lane.order).shipment()
    for _ in range(100):
        calls.cancel_shipment(shipment=shipment)
        made = calls.create_all_shipments(body={"ExternalOrderId": lane.order})
        shipment = made.body["Shipments"][0]["ShipmentId"]
    ask = {"shipment": shipment, "quantities": {"MUG": 1}}
    ending = lane.turns(lane.deliver(), lane.perform("split_shipment_by_sku", ask))

    assert ending == ("done", "")
