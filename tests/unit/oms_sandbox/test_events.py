"""Which events a commit means. Nothing is sent here: every event is lost, and listed as lost."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oms_sandbox import Subscription
from oms_sandbox.app import create_app
from oms_sandbox.sandbox import Sandbox, Settings

NOBODY = Subscription("http://127.0.0.1:9/", "c2VjcmV0", lost_share=1)
SHIPMENTS = "/v1/orderfulfillment/shipments"
INVOICES = "/v1/paymentprocessing/Invoices"
Told = tuple[str, str, str]


class Listener:
    """Calls the OMS and tells what each call was announced as: type, old and new status."""

    def __init__(self, api: Any) -> None:
        self.api = api
        self._heard = 0

    def events(self) -> Any:
        return self.api.get("/_sandbox/events")["Events"]

    def news(self) -> list[Told]:
        fresh = self.events()[self._heard :]
        self._heard += len(fresh)
        return [
            (one["EventType"], one["Data"]["OldStatus"], one["Data"]["NewStatus"]) for one in fresh
        ]

    def make_order(self, body: Any) -> Any:
        """Make an order and its shipments; forget what was told of it."""
        self.api.post("/v1/orders", body, status=201)
        path = "/v1/orderfulfillment/shipments/CreateAllShipments"
        made = self.api.post(path, {"ExternalOrderId": body["ExternalOrderId"]}, status=201)
        self.news()
        return made["Shipments"]


@pytest.fixture
def listener(make_api: Callable[..., Any]) -> Listener:
    return Listener(make_api(events=NOBODY, seed=7))


def test_an_order_is_created_and_put_into_shipments(listener: Listener, order_body: Any):
    listener.api.post("/v1/orders", order_body(), status=201)
    created = listener.news()
    path = "/v1/orderfulfillment/shipments/CreateAllShipments"
    listener.api.post(path, {"ExternalOrderId": "1001"}, status=201)

    assert created == [("OrderCreated", "", "Created")]
    assert listener.news() == [
        ("OrderUpdated", "Created", "Processing"),
        ("ShipmentCreated", "", "Open"),
        ("ShipmentCreated", "", "Open"),
    ]


def test_an_event_is_thin_and_counts_by_order(listener: Listener, order_body: Any):
    for name in ("1001", "1002"):
        listener.api.post("/v1/orders", order_body(name), status=201)
    listener.api.post("/v1/orders/Hold", externalOrderId="1001", holdReason="fraud")
    held = listener.events()[-1]

    assert [one["Sequence"] for one in listener.events()] == [1, 1, 2]
    assert {**held, "EventId": ""} == {
        "EventId": "",
        "EventType": "OrderHeld",
        "EventVersion": 1,
        "OccurredDateTimeUtc": "2026-01-01T00:00:00.000Z",
        "EntityType": "Order",
        "InternalId": 100001,
        "ExternalId": "1001",
        "InternalOrderId": 100001,
        "ExternalOrderId": "1001",
        "Sequence": 2,
        "Data": {"OldStatus": "Created", "NewStatus": "OnHold"},
        "State": "Lost",
        "Answers": [],
    }


@pytest.mark.parametrize(
    ("calls", "told"),
    [
        (["Hold"], ("OrderHeld", "Processing", "OnHold")),
        (["Hold", "Resume"], ("OrderResumed", "OnHold", "Processing")),
        (["Cancel"], ("OrderCancelled", "Processing", "Cancelled")),
        (["Hold", "Cancel"], ("OrderCancelled", "OnHold", "Cancelled")),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else value[0],
)
def test_a_status_of_the_order_is_told_by_its_name(
    calls: list[str], told: Told, listener: Listener, order_body: Any
):
    listener.make_order(order_body())
    for call in calls:
        listener.news()
        listener.api.post(f"/v1/orders/{call}", externalOrderId="1001")

    assert listener.news()[0] == told


def test_a_cancel_tells_of_the_order_its_shipments_and_its_unpaid_invoices(
    listener: Listener, order_body: Any
):
    payment = [{"PaymentMethod": "TEST_DECLINE", "AuthorizationId": "a", "Amount": 25}]
    listener.make_order(order_body(Payments=payment))
    listener.api.post(f"{INVOICES}/AutoInvoice", {"IDType": "Order", "ID": 100001})
    listener.news()
    listener.api.post("/v1/orders/Cancel", externalOrderId="1001")

    assert listener.news() == [
        ("OrderCancelled", "Processing", "Cancelled"),
        ("ShipmentCancelled", "Open", "Cancelled"),
        ("ShipmentCancelled", "Open", "Cancelled"),
        ("InvoiceVoided", "ManualInterventionRequired", "Voided"),
    ]


def test_what_the_status_does_not_tell_is_told_by_the_operation(
    listener: Listener, order_body: Any
):
    first = listener.make_order(order_body())[0]["ShipmentId"]
    one = {"ShipmentId": first}
    listener.api.post(f"{SHIPMENTS}/Reject", {**one, "RejectReason": "None left"})
    listener.api.post(f"{SHIPMENTS}/Reroute", {**one, "RouteDestinationName": "dc-west"})
    numbers = {"TrackingNumbers": [{"TrackingNumber": "T-1"}]}
    listener.api.put(f"{SHIPMENTS}/TrackingNumbers", numbers, ShipmentId=first)
    items = {"Items": [{"Sku": "A", "Quantity": 1}]}
    listener.api.post(f"{SHIPMENTS}/SplitShipmentBySku", {**one, **items})

    assert listener.news() == [
        ("ShipmentRejected", "Open", "Rejected"),
        ("ShipmentRerouted", "Rejected", "Open"),
        ("ShipmentTrackingUpdated", "Open", "Open"),
        ("ShipmentSplit", "Open", "Open"),
        ("ShipmentCreated", "", "Open"),
    ]


def test_a_capture_that_is_declined_is_told_at_each_attempt(listener: Listener, order_body: Any):
    payment = [{"PaymentMethod": "TEST_DECLINE", "AuthorizationId": "a", "Amount": 25}]
    listener.make_order(order_body(Payments=payment))
    body = {"IDType": "Order", "ID": 100001}
    invoice = listener.api.post(f"{INVOICES}/AutoInvoice", body)["InvoiceId"]
    listener.api.post(f"{INVOICES}/PaymentRetry", {"InvoiceIds": [invoice]})
    needs_help = "ManualInterventionRequired"

    assert listener.news() == [
        ("InvoiceCreated", "", "Pending"),
        (f"Invoice{needs_help}", "Pending", needs_help),
        (f"Invoice{needs_help}", needs_help, needs_help),
    ]


def test_what_changes_nothing_is_not_told(listener: Listener, order_body: Any):
    listener.make_order(order_body())
    listener.api.post("/v1/orders/Resume", externalOrderId="1001")
    listener.api.post(f"{SHIPMENTS}/Cancel", Shipment=9, status=404)

    assert listener.news() == []


def test_a_bulk_job_is_told_when_its_time_has_come(listener: Listener, clock: Any):
    item = {"LocationInternalName": "nowhere", "Sku": "A", "Quantity": 1}
    job = listener.api.put("/v1/inventory/BulkOnhand", {"Items": [item]}, status=202)["JobId"]
    at_once = listener.news()
    clock.instant += 2
    gives_up = time.monotonic() + 10
    while not listener.events() and time.monotonic() < gives_up:
        time.sleep(0.05)
    told = listener.events()[0]

    assert at_once == []
    assert (told["EntityType"], told["InternalId"], told["InternalOrderId"]) == (
        "BulkJob",
        job,
        None,
    )
    assert listener.news() == [("BulkJobCompleted", "InProgress", "Failed")]


def test_the_same_seed_makes_the_same_event_ids(make_api: Callable[..., Any], order_body: Any):
    def ids(seed: int | None) -> list[str]:
        api = make_api(events=NOBODY, seed=seed)
        api.post("/v1/orders", order_body(), status=201)
        api.post("/_sandbox/reset")
        again = api.post("/v1/orders", order_body(), status=201)
        assert again["InternalOrderId"] == 100001
        return [one["EventId"] for one in api.get("/_sandbox/events")["Events"]]

    assert ids(7) == ids(7)
    assert ids(7) != ids(8)
    assert ids(None) != ids(None)


def test_a_reset_begins_with_other_event_ids(listener: Listener, order_body: Any):
    listener.api.post("/v1/orders", order_body(), status=201)
    before = listener.events()[0]["EventId"]
    listener.api.post("/_sandbox/reset")
    listener.api.post("/v1/orders", order_body(), status=201)

    assert listener.events()[0]["EventId"] != before


def test_who_subscribes_later_is_told_what_changes_from_then_on(api: Any, order_body: Any):
    api.post("/v1/orders", order_body(), status=201)
    api.post("/v1/orders/Hold", externalOrderId="1001")
    body = {"Url": "http://127.0.0.1:9/", "Secret": "c2VjcmV0", "LostShare": 1}
    api.post("/_sandbox/events", body, status=201)
    api.post("/v1/orders/Resume", externalOrderId="1001")
    listener = Listener(api)
    sequences = [one["Sequence"] for one in listener.events()]
    told = listener.news()
    ended = api.delete("/_sandbox/events")
    api.post("/v1/orders/Hold", externalOrderId="1001")

    assert told == [("OrderResumed", "OnHold", "Created")]
    assert sequences == [2001]
    assert ended["Subscription"]["LostShare"] == 1
    assert api.get("/_sandbox/events")["Events"] == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"Url": "ftp://127.0.0.1/"}, "Url"),
        ({"Url": "http:///x"}, "Url"),
        ({"Url": "http://127.0.0.1:99999/"}, "Url"),
        ({"Url": "http://127.0.0.1/a b"}, "Url"),
        ({"Url": "http://a..b/"}, "Url"),
        ({"Url": "http://[::1/"}, "Url"),
        ({"Secret": "no base64!"}, "Secret"),
        ({"Secret": "whsec_"}, "Secret"),
        ({"LostShare": 2}, "LostShare"),
        ({"TimeScale": 0}, "TimeScale"),
    ],
    ids=str,
)
def test_a_subscription_that_is_of_no_use_is_refused_by_its_field(
    changed: dict[str, Any], field: str, api: Any
):
    body = {"Url": "http://127.0.0.1:9/", "Secret": "c2VjcmV0", **changed}
    refused = api.post("/_sandbox/events", body, status=400)

    assert [one["Field"] for one in refused["Errors"]] == [field]
    assert api.get("/_sandbox/events")["Subscription"] is None


def test_an_order_kept_in_a_file_counts_on_after_a_restart_under_other_event_ids(
    order_body: Any, tmp_path: Path
):
    def told(*calls: tuple[str, Any]) -> list[tuple[int, str]]:
        sandbox = Sandbox(Settings(rate_limit=None, state=tmp_path / "s", events=NOBODY, seed=7))
        client = create_app(sandbox).test_client()
        for path, body in calls:
            client.post(path, json=body, headers={"Ocp-Apim-Subscription-Key": "sandbox-key"})
        events = client.get("/_sandbox/events").json["Events"]
        sandbox.close()
        return [(one["Sequence"], one["EventId"]) for one in events]

    by_name = "/v1/orders/{}?externalOrderId=1001"
    before = told(("/v1/orders", order_body()), (by_name.format("Hold"), None))
    after = told((by_name.format("Resume"), None), (by_name.format("Hold"), None))

    assert [sequence for sequence, _ in before] == [1, 2]
    assert [sequence for sequence, _ in after] == [2001, 2002]
    assert len({event_id for _, event_id in before + after}) == 4


def test_the_secret_is_never_shown(listener: Listener):
    assert "c2VjcmV0" not in str(listener.api.get("/_sandbox/events"))
    assert "c2VjcmV0" not in repr(NOBODY)


def test_an_event_that_never_was_cannot_be_sent_again(listener: Listener):
    assert (
        listener.api.code("POST", "/_sandbox/events/resend", 404, {"EventId": "e"}) == "NOT_FOUND"
    )
