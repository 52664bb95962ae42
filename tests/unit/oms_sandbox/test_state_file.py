"""With a state file the sandbox goes on where it was, however it ended."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from oms_sandbox.app import create_app
from oms_sandbox.kibo.orders import KiboOms
from oms_sandbox.sandbox import Sandbox
from tests.unit.oms_sandbox.conftest import Api, settings

KEY = {"Ocp-Apim-Subscription-Key": "sandbox-key"}
COMMAND = [sys.executable, "-m", "oms_sandbox", "--port", "0", "--rate-limit", "off", "--state"]
NAMED = {"ExternalCustomerId": "C-1"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "oms.sqlite"


@pytest.fixture
def started(clock: Any, file: Path) -> Callable[..., Any]:
    """Run a sandbox over the state file while the block lasts."""

    @contextmanager
    def start(**changes: Any) -> Iterator[Api]:
        sandbox = Sandbox(settings(clock, state=file, **changes))
        try:
            yield Api(create_app(sandbox).test_client())
        finally:
            sandbox.close()

    return start


def told(api: Api) -> dict[str, Any]:
    """Read what is told of order 1001 and its customer, without TraceIDs."""
    pages = {
        "order": api.order(),
        "by line": api.get("/v1/orders/CancelledLineItems", ExternalOrderId="1001"),
        "shipments": api.get("/v1/orderfulfillment/shipments"),
        "invoices": api.get("/v1/paymentprocessing/Invoices"),
        "export": api.post("/v1/customers/Export", NAMED),
        "addresses": api.get("/v1/addresses/Customers", **NAMED),
        "events": api.get("/v1/tickets/Events"),
        "notes": api.get("/v1/notes"),
        "staff": api.get("/v1/staff"),
        "journal": api.get("/_sandbox/journal"),
        "stock": api.get("/v1/inventory/overall", locationInternalNames="w-1"),
    }
    for page in pages.values():
        del page["TraceID"]
    return pages


def do_much(api: Api, order_body: Callable[..., Any]) -> None:
    """Write into as many families as state is kept of in different ways."""
    place = {"LocationInternalName": "w-1"}
    api.post("/v1/inventorylocations", {**place, "Name": "w"}, status=201)
    api.put("/v1/inventory/onhand", {"Items": [{**place, "Sku": "A", "Quantity": 9}]})
    order = api.post("/v1/orders", order_body(), status=201)
    body = {"ExternalOrderId": "1001"}
    made = api.post("/v1/orderfulfillment/shipments/CreateAllShipments", body, status=201)
    shipment = made["Shipments"][0]["ShipmentId"]
    status = {"ShipmentStatus": "Shipped"}
    api.put("/v1/orderfulfillment/shipments/Status", status, ShipmentId=shipment)
    invoice = {"IDType": "Order", "ID": order["InternalOrderId"]}
    api.post("/v1/paymentprocessing/Invoices/AutoInvoice", invoice)
    ticket = api.post("/v1/tickets", {**body, "Subject": "s"}, status=201)["TicketId"]
    api.put("/v1/tickets", {"TicketStatus": "Resolved"}, TicketId=ticket)
    file = {"FileName": "a", "Content": "QQ=="}
    note = {"TableName": "Tickets", "KeyValue": ticket}
    note["Notes"] = [{"Text": "n", "Attachments": [file]}]
    api.post("/v1/notes", note, status=201)
    address = {"AddressLine1": "1", "City": "Reno", "CountryCode": "US", "ExternalAddressId": "A"}
    api.put("/v1/addresses/Customers", address, AddressType="Shipping", **NAMED)
    api.post("/v1/staff/Token", {"Action": "Issue", "Email": "agent@example.com"})


def test_everything_is_there_after_a_restart(started, order_body):
    with started() as api:
        do_much(api, order_body)
        before = told(api)

    with started() as api:
        assert told(api) == before
    with started() as api:
        assert told(api) == before


def test_numbers_and_the_journals_index_go_on(started, order_body):
    with started() as api:
        first = api.post("/v1/orders", order_body(), status=201)
        card = api.get("/v1/paymentprocessing/CreditCards", **NAMED)["Items"][0]["CardId"]
        api.delete("/v1/paymentprocessing/CreditCards", CardId=card)

    with started() as api:
        second = api.post("/v1/orders", order_body("1002"), status=201)
        cards = api.get("/v1/paymentprocessing/CreditCards", **NAMED)["Items"]
        indexes = [commit["Index"] for commit in api.commits()]

    assert second["InternalOrderId"] == first["InternalOrderId"] + 1
    assert [one["CardId"] for one in cards] == [card + 1]
    assert indexes == [1, 2, 3]


def test_an_order_is_one_object_after_a_restart_whatever_it_is_found_by(started, order_body):
    with started() as api:
        order = api.post("/v1/orders", order_body(), status=201)

    detail = order["LineItems"][0]["OrderDetailId"]
    fields = {"CustomFields": [{"SystemName": "color", "Value": "red"}]}
    with started() as api:
        api.put("/v1/orders/LineItems/CustomFields", {"OrderDetailId": detail, **fields})
        assert api.order()["LineItems"][0]["CustomFields"] == fields["CustomFields"]
    with started() as api:
        assert api.order()["LineItems"][0]["CustomFields"] == fields["CustomFields"]


def test_what_a_write_changed_after_a_read_of_everything_is_kept(started, order_body):
    with started() as api:
        api.post("/v1/orders", order_body(), status=201)
        api.post("/v1/orders/Search", {})
        api.post("/v1/orders/Hold", externalOrderId="1001", holdReason="wait")
        api.post("/v1/orders/Search", {})

    with started() as api:
        assert api.order()["HoldReason"] == "wait"


def test_lines_that_a_fault_renumbered_are_kept_with_the_next_write(started, order_body):
    fault = {"Kind": "renumbered_lines", "ExternalOrderId": "1001"}
    with started() as api:
        made = api.post("/v1/orders", order_body(), status=201)
        api.post("/_sandbox/faults", fault, status=201)
        api.order()
        api.order()
        api.post("/v1/orders", order_body("1002"), status=201)
        new = api.order()["LineItems"]

    with started() as api:
        assert api.order()["LineItems"] == new
    assert new != made["LineItems"]


def test_a_reset_empties_the_file_too(started, order_body):
    with started() as api:
        api.post("/v1/orders", order_body(), status=201)
        api.post("/_sandbox/reset")
        again = api.post("/v1/orders", order_body("1002"), status=201)

    with started() as api:
        assert api.code("GET", "/v1/orders", 404, ExternalOrderId="1001") == "NOT_FOUND"
        assert api.order("1002")["InternalOrderId"] == again["InternalOrderId"] == 100_001
        assert [commit["Index"] for commit in api.commits()] == [1]


def test_the_journals_file_goes_on_and_loses_what_the_state_has_not(started, order_body, tmp_path):
    journal = tmp_path / "commits.jsonl"
    with started(journal=journal) as api:
        api.post("/v1/orders", order_body(), status=201)
    with journal.open("a") as lines:
        lines.write('{"Index": 2, "Operati')

    with started(journal=journal) as api:
        api.post("/v1/orders", order_body("1002"), status=201)
        commits = api.commits()

    assert [json.loads(line) for line in journal.read_text().splitlines()] == commits
    assert [commit["ExternalOrderId"] for commit in commits] == ["1001", "1002"]


def test_a_write_that_cannot_be_saved_answers_500_and_is_saved_with_the_next(
    clock, file, order_body
):
    sandbox = Sandbox(settings(clock, state=file))
    api = Api(create_app(sandbox).test_client())
    store = sandbox.journal._keeper._store
    full = "BEFORE INSERT ON commits BEGIN SELECT RAISE(ABORT, 'full'); END"
    store.save([(f"CREATE TRIGGER full {full}", ())])
    api.post("/v1/orders", order_body(), status=500)
    store.save([("DROP TRIGGER full", ())])
    api.post("/v1/orders", order_body("1002"), status=201)
    sandbox.close()

    again = Sandbox(settings(clock, state=file))
    names = [order["ExternalOrderId"] for order in again.oms.orders]
    indexes = [commit["Index"] for commit in again.journal.after(0)]
    again.close()
    assert (names, indexes) == (["1001", "1002"], [1, 2])


def test_another_oms_is_kept_beside_it_under_its_own_name(clock, file, order_body):
    first, kibo = Sandbox(settings(clock, state=file)), KiboOms(clock)
    first.keep(kibo, "kibo")
    number = kibo.imported.new_number()
    kibo.imported.put(number, {"ExternalOrderId": "K-1"}, name="K-1")
    Api(create_app(first).test_client()).post("/v1/orders", order_body(), status=201)
    shared = kibo.lock is first.oms.lock
    first.close()

    second, again = Sandbox(settings(clock, state=file)), KiboOms(clock)
    second.keep(again, "kibo")
    numbers = (again.imported.called("K-1"), second.oms.orders.called("1001"))
    new, other = again.imported.new_number(), list(again.orders)
    second.close()
    assert numbers == ([number], [100_001])
    assert (new, other, shared) == (number + 1, [], True)
