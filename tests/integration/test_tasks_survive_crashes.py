"""Whole tasks on a real ledger and sandbox; their process dies before and after each OMS call."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
import redis

from events import payloads
from ledger.records import Claim
from tests.integration.lane_rig import Lane, lane_of
from tests.integration.stories import STORIES, Story
from worker.effects.machine import Machine
from worker.effects.table import TABLE
from worker.event import Event
from worker.oms import Oms


@pytest.fixture(autouse=True)
def celery_has_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A task's function stands on the Celery task, which reads its options; nothing connects."""
    monkeypatch.setenv("ORDERLANE_REDIS_URL", "redis://127.0.0.1:1/0")


@pytest.fixture
def new_lane(
    redis_client: "redis.Redis", sandbox_url: str, store: str
) -> Iterator[Callable[[], Lane]]:
    """Return a function that opens the lane of another order."""
    opened = []

    def open_lane() -> Lane:
        lane = lane_of(redis_client, sandbox_url, f"{store}-{len(opened)}")
        opened.append(lane)
        return lane.__enter__()

    yield open_lane
    for lane in opened:
        lane.__exit__(None, None, None)


def begin(lane: Lane, story: Story) -> None:
    """Put the order into the OMS: three mugs, and a cap that another place sends."""
    lines = [("L1", "MUG", 3), ("L2", "STORE-CAP", 1)]
    made = lane.client.order_orchestration.create_order(
        body={
            "ExternalOrderId": lane.order,
            "ExternalCustomerId": "guest",
            "CurrencyCode": "EUR",
            "ShippingAddress": {"AddressLine1": "1", "City": "Ghent", "CountryCode": "BE"},
            "Payments": story.payments,
            "LineItems": [
                {"ExternalOrderDetailId": name, "Sku": sku, "Quantity": quantity, "UnitPrice": 10.0}
                for name, sku, quantity in lines
            ],
        }
    )
    story.arrange(lane.client, lane.order, made.body["InternalOrderId"])
    lane.sandbox.arranged_so_far()
    lane.calls.made.clear()


def tell(lane: Lane, story: Story) -> list[tuple[str, str]]:
    """Deliver what is told, each after the other; return how the events ended."""
    return [lane.turns(eid, deed(eid, *told)) for told in story.told for eid in [lane.deliver()]]


def deed(eid: str, task: Any, kind: str, data: dict[str, Any]) -> Callable[[Machine, Claim], str]:
    def turn(machine: Machine, claim: Claim) -> str:
        event = Event(
            id=eid,
            type=kind,
            source="shop",
            store="store",
            lane=claim.lane,
            order=machine.order,
            version="",
            data=payloads.load(kind, data),
            known=json.loads(claim.lane_record.get("known") or "{}"),
            envelope=None,
            body=b"",
            dialect=None,
            trace="",
        )
        task.run(event, Oms(machine))
        return json.dumps(event.known)

    return turn


def seen(lane: Lane) -> Any:
    """Return what the OMS then has of shipments and invoices, without numbers and times."""
    shipped = lane.client.order_fulfillment.get_shipments.items(external_order_id=lane.order)
    billed = lane.client.payment_processing.get_invoices.items(external_order_id=lane.order)
    return (
        sorted(
            (
                one["ShipmentStatus"],
                [(line["Sku"], line["Quantity"]) for line in one["LineItems"]],
                [entry["TrackingNumber"] for entry in one["TrackingNumbers"]],
            )
            for one in shipped
        ),
        sorted(
            (one["InvoiceType"], one["InvoiceStatus"], one["TotalAmount"], one["OpenAmount"])
            for one in billed
        ),
    )


def once_only(lane: Lane) -> Counter[str]:
    """Count the commits of the table's operations; a claim tag may be put again."""
    return Counter({name: n for name, n in lane.sandbox.commits().items() if name in TABLE})


def crash_points(calls: list[str]) -> Iterator[tuple[int, str]]:
    """Yield each write, and the read after it: by then its outcome is on record."""
    for nth, (last, call) in enumerate(pairwise(["", *calls]), start=1):
        if not (call.startswith("get_") and last.startswith("get_")):
            yield nth, call


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_a_task_does_the_same_wherever_its_process_dies(new_lane: Callable[[], Lane], story: Story):
    calm = new_lane()
    begin(calm, story)
    ends = tell(calm, story)
    points = list(crash_points(calm.calls.made))

    assert ends == [("done", "")] * len(story.told)
    assert once_only(calm) == story.once
    for nth, operation in points:
        lane = new_lane()
        begin(lane, story)
        lane.calls.crash_after = nth
        told = tell(lane, story)

        assert (told, seen(lane)) == (ends, seen(calm)), f"after call {nth}, {operation}"
        assert once_only(lane) == story.once, f"after call {nth}, {operation}"


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_a_task_that_died_before_a_call_sends_it_then_unless_it_moves_money(
    new_lane: Callable[[], Lane], story: Story
):
    calm = new_lane()
    begin(calm, story)
    ends = tell(calm, story)
    writes = [(nth, name) for nth, name in enumerate(calm.calls.made, start=1) if name in TABLE]
    for nth, operation in writes:
        lane = new_lane()
        begin(lane, story)
        lane.calls.crash_before = nth
        if TABLE[operation].resends:
            assert tell(lane, story) == ends, operation
            assert (seen(lane), once_only(lane)) == (seen(calm), story.once), operation
        else:
            parked = tell(lane, Story(story.told[: _place(story, operation)], {}))[-1]
            assert parked == ("parked", TABLE[operation].doubt), operation


def _place(story: Story, operation: str) -> int:
    """Return how many events are told until this operation has its turn."""
    return len(story.told) if operation == "credit_invoice" else 1
