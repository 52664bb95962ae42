"""The OMS's own events through the real parts: sandbox, receiver, ledger, worker, over sockets."""

import os
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from ledger.connection import connect
from ledger.views import Views
from orderlane.demo import EVENTS, OMS, STORE
from orderlane.ports import Ports
from orderlane.send import Sender
from orderlane.stack import Stack

PATIENCE_S = 20.0
TIME_SCALE = 0.02


def until(true: Callable[[], Any], what: str) -> Any:
    """Return what is true in the end."""
    gives_up = time.monotonic() + PATIENCE_S
    while not (found := true()):
        assert time.monotonic() < gives_up, what
        time.sleep(0.02)
    return found


@dataclass
class House:
    """The running stack, seen by the shop that sends, and by a person at the OMS's screens."""

    stack: Stack
    views: Views
    sender: Sender

    def control(self, method: str, path: str, body: Any = None) -> Any:
        url = f"{self.stack.oms_url}/_sandbox/{path}"
        answer = requests.request(method, url, json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def listen(self, **switches: Any) -> None:
        secret = self.stack.demo.secret(OMS).read_text()
        url = f"{self.stack.receiver_url}/webhooks/{OMS}"
        wanted = {"Url": url, "Secret": secret, "TimeScale": TIME_SCALE, **switches}
        self.control("POST", "events", wanted)

    def tell(self, order: str, kind: str, **data: Any) -> None:
        body = {"type": kind, "timestamp": "2026-11-21T16:30:00Z"}
        told = {**body, "data": {"order": {"id": order, "number": None}, **data}}
        assert self.sender.send(EVENTS, kind, told).status == 200

    def create(self, method: str) -> str:
        """Let the shop create an order that is paid in this way; return its id."""
        order, amount = uuid.uuid4().hex[:12], {"amount": "10.00", "currency": "EUR"}
        lines = [{"id": "1", "sku": "MUG", "quantity": 1, "unit_price": amount}]
        payments = [{"method": method, "amount": amount}]
        address = {"name": "A B", "line1": "1 Way", "city": "Reno", "country": "US"}
        self.tell(
            order,
            "order.created",
            lines=lines,
            currency="EUR",
            payments=payments,
            ship_to=address,
        )
        return order

    def oms(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        key = self.stack.demo.secret("oms-key").read_text()
        answer = requests.request(
            method,
            f"{self.stack.oms_url}{path}",
            json=body,
            params=query,
            headers={"Ocp-Apim-Subscription-Key": key},
            timeout=10,
        )
        answer.raise_for_status()
        return answer.json()

    def shipped_out(self, order: str) -> int:
        """Let the shop ask for the order's shipment; return the one the OMS made."""
        self.tell(order, "shipment.requested")
        path = "/v1/orderfulfillment/shipments"
        found = until(lambda: self.items(path, order), "no shipment was made")
        self.wait_idle(order)
        return int(found[0]["ShipmentId"])

    def items(self, path: str, order: str) -> Any:
        return self.oms("GET", path, ExternalOrderId=order)["Items"]

    def reject(self, shipment: int) -> None:
        body = {"ShipmentId": shipment, "RejectReason": "Out of stock"}
        self.oms("POST", "/v1/orderfulfillment/shipments/Reject", body)

    def reroute(self, shipment: int) -> None:
        body = {"ShipmentId": shipment, "RouteDestinationName": "dc-west"}
        self.oms("POST", "/v1/orderfulfillment/shipments/Reroute", body)

    def invoice(self, order: str) -> Any:
        return until(
            lambda: self.items("/v1/paymentprocessing/Invoices", order), "no invoice was made"
        )[0]

    def sent(self, order: str, event_type: str = "") -> list[Any]:
        events = self.control("GET", "events")["Events"]
        ours = [one for one in events if one["ExternalOrderId"] == order]
        return [one for one in ours if event_type in ("", one["EventType"])]

    def commits(self, order: str) -> Counter[str]:
        journal = self.control("GET", "journal")["Commits"]
        return Counter(one["Operation"] for one in journal if one["ExternalOrderId"] == order)

    def wait_told(self, order: str, event_type: str, times: int = 1) -> Any:
        """Wait until so many events of a type were answered; return the first."""

        def answered() -> list[Any]:
            found = self.sent(order, event_type)
            return found if sum(len(one["Answers"]) for one in found) >= times else []

        return until(answered, f"{event_type} was not told {times} times")[0]

    def lane(self, order: str) -> str:
        return until(lambda: self.views.lane_of(STORE, f"order:{order}"), "no lane")

    def wait_idle(self, order: str) -> None:
        lane = self.lane(order)
        until(lambda: self.views.lane(lane).get("state") == "idle", "the order did not rest")

    def wait_parked(self, order: str) -> dict[str, Any]:
        """Wait until the order is parked; return how its timeline says so."""
        lane = self.lane(order)
        until(lambda: self.views.lane(lane).get("state") == "parked", "the order was not parked")
        return self.whats(order, "parked")[-1]

    def duplicates(self, order: str) -> int:
        """Return how often the order was told again; what repeats is one entry with its times."""
        return sum(entry.get("times", 1) for entry in self.whats(order, "duplicate"))

    def whats(self, order: str, what: str) -> list[dict[str, Any]]:
        return [one for one in self.views.timeline(self.lane(order)) if one["what"] == what]

    def settled(self, order: str) -> list[str]:
        return [one["state"] for one in self.whats(order, "settled")]

    def by_hand(self, verb: str, event: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "orderlane", verb, event, "--why", "a person has looked"],
            env={**os.environ, **self.stack.environ},
            check=True,
            capture_output=True,
        )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("stack")
    stack = Stack(folder, Ports(), calls=1000, flower=False, concurrency=4)
    with stack:
        client = connect(stack.settings.redis_url)
        sender = Sender(stack.settings, stack.receiver_url)
        yield House(stack, Views(client), sender)
        sender.close()
        client.close()


def test_a_rejected_shipment_parks_its_order_once_until_it_is_rerouted(house: House):
    house.listen(Seed=3, DuplicateShare=1, DisorderShare=0.5)
    order = house.create("Visa")
    shipment = house.shipped_out(order)
    house.reject(shipment)
    rejected = house.wait_told(order, "ShipmentRejected", times=2)
    house.control("POST", "events/resend", {"EventId": rejected["EventId"]})
    house.wait_told(order, "ShipmentRejected", times=3)
    parked = house.wait_parked(order)
    house.reroute(shipment)
    house.wait_told(order, "ShipmentRerouted", times=2)
    house.by_hand("retry", parked["event"])
    house.wait_idle(order)

    assert parked["reason"] == "SHIPMENT_REJECTED"
    assert parked["detail"] == f"shipment {shipment}: Out of stock"
    assert len(house.whats(order, "parked")) == 1
    assert house.duplicates(order) == 2
    assert house.settled(order) == ["done"] * 3
    assert house.commits(order) == {
        "create_order": 1,
        "create_all_shipments": 1,
        "reject_shipment": 1,
        "reroute_shipment": 1,
    }


def test_a_rejection_that_comes_thrice_after_its_reroute_asks_nobody(house: House):
    house.listen(LostShare=1)
    order = house.create("Visa")
    shipment = house.shipped_out(order)
    house.reject(shipment)
    house.reroute(shipment)
    lost = house.sent(order, "ShipmentRejected")[0]
    before = house.commits(order)
    for times in (1, 2, 3):
        house.control("POST", "events/resend", {"EventId": lost["EventId"]})
        house.wait_told(order, "ShipmentRejected", times)
    until(lambda: len(house.settled(order)) == 3, "the event was not settled")

    assert lost["State"] == "Lost"
    assert house.settled(order) == ["done"] * 3
    assert house.duplicates(order) == 2
    assert house.whats(order, "parked") == []
    assert house.commits(order) == before


def test_a_declined_invoice_is_tried_once_more_and_paid(house: House):
    house.listen(Seed=3, DuplicateShare=1)
    order = house.create("TEST_DECLINE_ONCE")
    house.tell(order, "payment.captured", transaction_id="tx")
    until(lambda: house.invoice(order)["InvoiceStatus"] == "Paid", "the invoice was not paid")
    house.wait_told(order, "InvoicePaid", times=2)
    house.wait_idle(order)

    assert house.commits(order)["auto_invoice"] == 1
    assert house.commits(order)["retry_invoice_payment"] == 1
    assert set(house.settled(order)) == {"done"}
    assert house.whats(order, "parked") == []


def declined_for_good(house: House) -> tuple[str, dict[str, Any]]:
    """Return an order whose invoice was declined, at our retry too, and how it was parked."""
    order = house.create("TEST_DECLINE")
    house.tell(order, "payment.captured", transaction_id="tx")
    house.wait_told(order, "InvoiceManualInterventionRequired", times=2)
    return order, house.wait_parked(order)


def test_an_invoice_that_is_declined_again_is_parked_until_it_is_paid(house: House):
    house.listen()
    order, parked = declined_for_good(house)
    invoice = house.invoice(order)
    money = {"Amount": invoice["OpenAmount"]}
    path = "/v1/paymentprocessing/OfflinePayment"
    house.oms("POST", f"{path}/Accept", {**money, "Reference": "cash"}, ExternalOrderId=order)
    paid = {**money, "InvoiceId": invoice["InvoiceId"]}
    house.oms("POST", f"{path}/Apply", paid, ExternalOrderId=order)
    house.by_hand("retry", parked["event"])
    house.wait_idle(order)

    named = ("MANUAL_INTERVENTION", f"invoice {invoice['InvoiceId']}")
    assert (parked["reason"], parked["detail"]) == named
    assert len(house.whats(order, "parked")) == 1
    assert house.settled(order) == ["done"] * 4


def test_the_echo_of_our_own_retry_starts_no_loop_and_asks_nobody_again(house: House):
    house.listen()
    order, parked = declined_for_good(house)
    house.by_hand("skip", parked["event"])
    house.wait_idle(order)

    assert len(house.sent(order, "InvoiceManualInterventionRequired")) == 2
    assert house.commits(order)["retry_invoice_payment"] == 1
    assert len(house.whats(order, "parked")) == 1
    assert house.settled(order)[-1] == "done"


def test_what_orderlane_did_itself_comes_back_as_noted_and_asks_nothing(house: House):
    house.listen()
    order = house.create("Visa")
    house.shipped_out(order)
    house.tell(order, "order.held", reason="fraud")
    house.wait_told(order, "OrderHeld")
    house.wait_idle(order)
    told = {one["EventType"] for one in house.sent(order)}

    assert told >= {"OrderCreated", "ShipmentCreated", "OrderHeld"}
    assert len(house.whats(order, "delivered")) == 3
    assert house.commits(order)["hold_order"] == 1


def test_an_event_nobody_knows_is_accepted_and_kept_for_a_person(house: House):
    event = {"EventId": "e-1", "EventType": "OrderTeleported", "Sequence": 1}
    answer = house.sender.send(OMS, "", event, identity="e-1")
    kept = [house.views.event(eid) for eid in house.views.quarantined(STORE)]

    assert answer.status == 200
    assert [(one["reason"], one["source"]) for one in kept] == [("UNKNOWN_TOPIC", OMS)]
