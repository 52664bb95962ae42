"""Faults of the state: doubled, late and unseen commits, lagging reads."""

import pytest
import requests

from tests.integration.adversary_rig import FOREVER_S, adversary, emptied
from tests.integration.sandbox_rig import wait_for_commit

SHIPMENTS = "/v1/orderfulfillment/shipments"
STATUS = "/v1/orders/Status"


@pytest.fixture(scope="module")
def url():
    with adversary(accept_duplicates=True) as oms:
        yield oms.url


@pytest.fixture
def oms(url):
    with emptied(url) as oms:
        yield oms


def split(oms, shipment):
    item = {"OrderDetailId": shipment["LineItems"][0]["OrderDetailId"], "Quantity": 1}
    body = {"ShipmentId": shipment["ShipmentId"], "Items": [item]}
    return oms.call("POST", f"{SHIPMENTS}/SplitShipmentByOrderDetailId", body)


def test_a_duplicate_commit_is_two_orders_and_two_lines_and_one_answer(oms):
    oms.fault("duplicate_commit")

    answer = oms.begin()

    first, second = oms.commits()
    assert first["InternalOrderId"] == answer["InternalOrderId"] != second["InternalOrderId"]
    assert (first["Operation"], first["TraceID"]) == (second["Operation"], second["TraceID"])
    assert oms.call("POST", "/v1/orders/Search", {}).json()["TotalCount"] == 2


def test_a_doubled_split_moves_twice(oms):
    oms.begin()
    shipment = oms.ship()[0]
    oms.fault("duplicate_commit")

    answer = split(oms, shipment).json()

    assert answer["OriginalShipment"]["LineItems"][0]["Quantity"] == 2
    assert sorted(one["LineItems"][0]["Quantity"] for one in oms.shipments()) == [1, 1, 1]


def test_a_write_that_the_state_allows_but_once_is_not_doubled(oms):
    oms.begin()
    oms.fault("duplicate_commit")

    assert oms.hold().json()["OrderStatus"] == "OnHold"

    assert oms.journal() == [("create_order", None), ("hold_order", None)]


def test_a_duplicate_commit_waits_for_a_write_and_a_refused_write_stays_refused(oms):
    oms.fault("duplicate_commit")

    oms.call("POST", "/v1/orders/Search", {})
    waiting = len(oms.get("/_sandbox/faults")["Faults"])

    assert (waiting, oms.hold().status_code) == (1, 404)
    assert oms.commits() == []


def test_stale_reads_of_one_order_show_it_as_it_was_and_others_as_they_are(oms):
    oms.begin()
    oms.fault("stale_reads", Operation="hold_order", ExternalOrderId="1001", Seconds=FOREVER_S)

    held = oms.hold().json()
    oms.create("2")

    by_number = oms.call("GET", STATUS, InternalOrderId=held["InternalOrderId"]).json()
    assert held["OrderStatus"] == "OnHold"
    assert (oms.status(), by_number["OrderStatus"]) == ("Created", "Created")
    assert oms.status("2") == "Created"
    assert oms.journal()[1] == ("hold_order", None)


def test_stale_reads_of_an_order_that_was_not_yet_there_find_nothing(oms):
    oms.fault("stale_reads", Operation="create_order", ExternalOrderId="1001", Seconds=FOREVER_S)

    oms.begin()
    made = oms.ship()

    assert oms.call("GET", STATUS, ExternalOrderId="1001").status_code == 404
    assert oms.shipments() == oms.shipments(ShipmentId=made[0]["ShipmentId"]) == []


def test_stale_reads_of_all_show_every_list_as_it_was(oms):
    oms.begin()
    oms.fault("stale_reads", Operation="create_order", Seconds=FOREVER_S)

    oms.create("2")
    oms.hold()

    found = oms.call("POST", "/v1/orders/Search", {}).json()["Items"]
    assert [(one["ExternalOrderId"], one["OrderStatus"]) for one in found] == [("1001", "Created")]


def test_stale_reads_are_over_after_their_seconds(oms):
    oms.begin()
    oms.fault("stale_reads", Operation="hold_order", ExternalOrderId="1001", Seconds=0.2)
    oms.hold()

    while oms.status() == "Created":
        pass

    assert oms.status() == "OnHold"


def test_writes_are_decided_on_the_true_state_while_reads_are_stale(oms):
    oms.begin()
    oms.fault("stale_reads", Operation="hold_order", ExternalOrderId="1001", Seconds=FOREVER_S)
    oms.hold()

    refused = oms.call("POST", f"{SHIPMENTS}/CreateAllShipments", {"ExternalOrderId": "1001"})

    assert refused.status_code == 409


def test_an_unseen_commit_is_reset_and_hidden_until_the_order_changes_again(oms):
    oms.begin()
    oms.fault("unseen_commit", Operation="hold_order", Seconds=FOREVER_S)

    with pytest.raises(requests.ConnectionError):
        oms.hold()
    hidden = oms.status()
    oms.call("POST", "/v1/orders/Cancel", externalOrderId="1001")

    assert [name for name, _ in oms.journal()] == ["create_order", "hold_order", "cancel_order"]
    assert (hidden, oms.status()) == ("Created", "Cancelled")


def test_an_unseen_write_that_is_refused_is_answered(oms):
    oms.fault("unseen_commit", Seconds=FOREVER_S)

    assert oms.hold().status_code == 404


def test_the_last_object_of_a_list_is_on_page_2_and_stays_there(oms):
    oms.begin()
    split(oms, split(oms, oms.ship()[0]).json()["OriginalShipment"])
    numbers = [one["ShipmentId"] for one in oms.shipments()]
    oms.fault("page_2_only", Operation="get_shipments", Seconds=FOREVER_S)

    first, second = (
        oms.call("GET", SHIPMENTS, ExternalOrderId="1001", pageSize=100, pageNumber=one).json()
        for one in (1, 2)
    )

    assert len(numbers) == 3
    assert [one["ShipmentId"] for one in first["Items"]] == numbers[:2]
    assert [one["ShipmentId"] for one in second["Items"]] == numbers[2:]
    assert (first["PageSize"], first["TotalCount"]) == (2, 3)


def test_a_list_that_grows_between_its_pages_loses_nothing(oms):
    oms.begin()
    rest = split(oms, oms.ship()[0]).json()["OriginalShipment"]
    oms.fault("page_2_only", Operation="get_shipments", Seconds=FOREVER_S)

    pages = [oms.shipments(pageNumber=1)]
    split(oms, rest)
    pages += [oms.shipments(pageNumber=one) for one in (2, 3)]

    numbers = [[one["ShipmentId"] for one in page] for page in pages]
    assert [len(page) for page in numbers] == [1, 1, 1]
    assert numbers == sorted(numbers)


def test_page_2_only_waits_for_a_list_with_pages_and_ends_with_its_seconds(oms):
    oms.create("1")
    oms.create("2")
    oms.fault("page_2_only", Seconds=0)
    oms.read("1")

    sizes = [oms.call("POST", "/v1/orders/Search", {}).json()["PageSize"] for _ in range(2)]

    assert sizes == [50, 50]
    assert oms.get("/_sandbox/faults")["Taken"] == {"page_2_only": 1}


def test_lines_are_renumbered_between_two_reads_wherever_they_are_named(oms):
    oms.begin()
    oms.ship()
    body = {"IDType": "Order", "ID": oms.read()["InternalOrderId"]}
    oms.call("POST", "/v1/paymentprocessing/Invoices/AutoInvoice", body)
    oms.fault("renumbered_lines", Operation="get_order")

    old, new, same = (oms.read()["LineItems"][0]["OrderDetailId"] for _ in range(3))

    invoice = oms.call("GET", "/v1/paymentprocessing/Invoices").json()["Items"][0]
    assert old != new == same
    assert oms.shipments()[0]["LineItems"][0]["OrderDetailId"] == new
    assert invoice["LineItems"][0]["OrderDetailId"] == new
    path, fields = "/v1/orders/LineItems/CustomFields", {"CustomFields": []}
    assert oms.call("PUT", path, {"OrderDetailId": old, **fields}).status_code == 404
    assert oms.call("PUT", path, {"OrderDetailId": new, **fields}).status_code == 200


def test_a_late_commit_after_its_client_left_is_a_line_at_its_time(oms):
    oms.fault("late_commit", Seconds=0.4, ExternalOrderId="1001")
    with pytest.raises(requests.ReadTimeout):
        oms.create("1001", timeout=0.1)
    before = oms.commits()

    late = wait_for_commit(oms)

    assert before == []
    assert late["CommittedAt"] - late["ReceivedAt"] >= 0.4
