"""What a task reads of the OMS, and what its wishes become for the machine."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from oms_client import Answer, NotFound
from worker.effects.lines import LINE, SKU
from worker.effects.shipment_look import tracking_digests
from worker.oms import Oms
from worker.oms_reading import Goods, OrderLine
from worker.outcomes import Superseded, Waits

LINES = [
    {"OrderDetailId": 21, "ExternalOrderDetailId": "L1", "Sku": "MUG", "Quantity": 3},
    {"OrderDetailId": 22, "ExternalOrderDetailId": "", "Sku": "CAP", "Quantity": 2},
]
NUMBER = {"TrackingNumber": "1Z1", "Carrier": "UPS"}


def shipment(number: int, status: str, *held: tuple[int, str, int], **more: Any) -> Any:
    lines = [{"OrderDetailId": n, "Sku": sku, "Quantity": q} for n, sku, q in held]
    return {"ShipmentId": number, "ShipmentStatus": status, "LineItems": lines, **more}


def invoice(number: int, status: str = "Paid", **more: Any) -> Any:
    amounts = {"TotalAmount": Decimal("30.0"), "OpenAmount": 0, "CurrencyCode": "EUR"}
    kind = {"InvoiceType": "Sales", "InvoiceStatus": status}
    return {"InvoiceId": number, **kind, **amounts, **more}


@dataclass
class FakeClient:
    """Shows one order; each family is the client itself."""

    known: bool = True
    status: str = "Processing"
    shipments: list[Any] = field(default_factory=list)
    invoices: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.get_shipments = SimpleNamespace(items=lambda **query: iter(self.shipments))
        self.get_invoices = SimpleNamespace(items=lambda **query: iter(self.invoices))

    @property
    def order_orchestration(self) -> "FakeClient":
        return self

    order_fulfillment = payment_processing = order_orchestration

    def get_order(self, *, external_order_id: str) -> Answer:
        if not self.known:
            raise NotFound("get_order", "there is none")
        body = {"InternalOrderId": 1, "OrderStatus": self.status, "LineItems": priced(LINES)}
        return Answer(200, body, None, 0.0)


def priced(lines: list[Any]) -> list[Any]:
    return [{**line, "UnitPrice": Decimal(10)} for line in lines]


@dataclass
class FakeMachine:
    """Records what is to be performed; `applied` are the effects done before."""

    client: Any = field(default_factory=FakeClient)
    order: str = "order-1"
    applied: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    makes: dict[str, Any] = field(default_factory=dict)

    def applied_ids(self, operation: str, key: str) -> Mapping[str, Any] | None:
        return self.applied.get((operation, key))

    def done_by_another(self, operation: str, key: str) -> bool:
        return (operation, key) in self.applied

    def perform(self, operation: str, key: str, ask: Any) -> dict[str, Any]:
        self.asked.append((operation, key, ask))
        return self.makes


@pytest.fixture
def machine() -> FakeMachine:
    return FakeMachine()


@pytest.fixture
def oms(machine: Any) -> Oms:
    return Oms(machine)


def test_an_order_is_read_with_its_shipments_and_what_is_open(machine: FakeMachine, oms: Oms):
    machine.client.shipments = [
        shipment(31, "Picked", (21, "MUG", 1), (22, "CAP", 1), TrackingNumbers=[NUMBER]),
        shipment(32, "Delivered", (21, "MUG", 1)),
        shipment(33, "Cancelled", (21, "MUG", 1)),
    ]
    view = oms.shipments.read()
    picked = view.shipments[0]

    assert view.lines == [OrderLine("L1", "L1", "MUG"), OrderLine("#22", "", "CAP")]
    assert oms.orders.lines() == view.lines
    assert view.open == 2
    assert [[one.id for one in part] for part in (view.live, view.gone)] == [[31], [32]]
    assert (picked.splittable, picked.numbers) == (True, {"1Z1"})
    assert picked.contents == {SKU: {"MUG": 1, "CAP": 1}, LINE: {"L1": 1, "#22": 1}}


def test_a_shipment_holds_just_some_goods_or_more_than_them(machine: FakeMachine, oms: Oms):
    machine.client.shipments = [shipment(31, "Open", (21, "MUG", 2))]
    held = oms.shipments.read().shipments[0]

    for by, quantity, just, more in [
        (SKU, {"MUG": 1}, False, True),
        (SKU, {"MUG": 2}, True, False),
        (LINE, {"L1": 2}, True, False),
        (SKU, {"MUG": 3}, False, False),
        (SKU, {"CAP": 1}, False, False),
    ]:
        goods = Goods(by, Counter(quantity))
        assert (held.holds(goods), held.has_more_than(goods)) == (just, more)


def test_of_an_invoice_a_task_learns_what_is_open_and_what_can_be_given_back(
    machine: FakeMachine, oms: Oms
):
    credit = invoice(45, InvoiceType="Credit", TotalAmount=Decimal("12.5"), OriginalInvoiceId=41)
    machine.client.invoices = [
        invoice(41, "PartiallyCredited"),
        invoice(42, "Pending", OpenAmount=30),
        invoice(43, "ManualInterventionRequired", OpenAmount=30),
        invoice(44, "Voided"),
        credit,
        invoice(46, "SomethingNew", OpenAmount=5),
    ]
    told = [(one.id, one.needs_help, one.open, one.refundable) for one in oms.payments.invoices()]

    assert told == [
        (41, False, False, Decimal("17.50")),
        (42, False, True, Decimal(0)),
        (43, True, True, Decimal(0)),
        (46, False, False, Decimal(0)),
    ]


def test_reading_an_order_that_the_oms_does_not_know_waits_for_its_create(
    machine: FakeMachine, oms: Oms
):
    machine.client.known = False
    for read in (oms.orders.lines, oms.shipments.read, oms.payments.invoices):
        with pytest.raises(Waits) as waits:
            read()

        assert (waits.value.reason, waits.value.unblocked_by) == (
            "NO_CREATE",
            ("order.created", "order.imported", "delivery.received"),
        )


@pytest.mark.parametrize(
    ("by", "operation"),
    [(SKU, "split_shipment_by_sku"), (LINE, "split_shipment_by_order_detail_id")],
)
def test_a_split_is_known_by_its_part(machine: FakeMachine, oms: Oms, by: str, operation: str):
    machine.makes = {"ShipmentId": 32}
    made = oms.shipments.split("part", 31, Goods(by, Counter(A=1)))
    machine.applied[operation, "part"] = {"ShipmentId": 32}

    assert machine.asked == [(operation, "part", {"shipment": 31, "quantities": {"A": 1}})]
    assert (made, oms.shipments.split_before("part"), oms.shipments.split_before("x")) == (
        32,
        32,
        None,
    )


def test_a_mark_is_known_again_by_shipment_status_and_occasion(machine: FakeMachine, oms: Oms):
    machine.client.shipments = [shipment(n, "Open", (21, "MUG", 1)) for n in (31, 32)]
    oms.shipments.mark(31, "Shipped", "event-1")
    operation, key, ask = machine.asked[0]
    machine.applied[operation, key] = {}
    there = oms.shipments.read().shipments

    assert (operation, ask) == ("update_shipment_status", {"shipment": 31, "status": "Shipped"})
    assert oms.shipments.marked(there, "Shipped", "event-1") == [31]
    assert oms.shipments.marked(there, "Shipped", "event-2") == []
    assert oms.shipments.marked(there, "Delivered", "event-1") == []


def test_an_added_number_joins_those_that_stand_there(machine: FakeMachine, oms: Oms):
    machine.client.shipments = [shipment(31, "Open", (21, "MUG", 1), TrackingNumbers=[NUMBER])]
    there = oms.shipments.read().shipments[0]
    new = {"TrackingNumber": "JD2", "Carrier": "", "Url": ""}
    digests = oms.tracking.add(there, new)

    assert machine.asked == [
        (
            "update_shipment_tracking_numbers",
            "31:JD2",
            {
                "shipment": 31,
                "tracking": [{**NUMBER, "Url": ""}, new],
                "replaces": tracking_digests([NUMBER]),
            },
        )
    ]
    assert digests == tracking_digests([NUMBER, new])


def test_money_is_asked_for_as_text_and_done_once_by_the_sender_s_own_key(
    machine: FakeMachine, oms: Oms
):
    amount = Decimal("12.50")
    oms.payments.credit("refund", 41, amount, "damaged")
    oms.payments.accept_offline("wire", amount)
    oms.payments.apply_offline("wire", 41, amount)
    machine.applied["credit_invoice", "refund"] = {"InvoiceId": 45}

    assert machine.asked == [
        ("credit_invoice", "refund", {"invoice": 41, "amount": "12.50", "reason": "damaged"}),
        ("accept_offline_payment", "wire", {"reference": "wire", "amount": "12.50"}),
        ("apply_offline_payment", "wire", {"invoice": 41, "amount": "12.50"}),
    ]
    assert (oms.payments.is_credited("refund"), oms.payments.is_credited("x")) == (True, False)
    assert not oms.payments.is_applied("wire")


def test_an_order_is_created_once_and_another_create_is_superseded(machine: FakeMachine, oms: Oms):
    oms.orders.create({"LineItems": []})
    machine.applied["create_order", "once"] = {}
    with pytest.raises(Superseded, match="ORDER_EXISTS"):
        oms.orders.create({"LineItems": ["another"]})

    assert machine.asked == [("create_order", "once", {"body": {"LineItems": []}})]


def test_a_return_is_known_by_the_sender_s_id(machine: FakeMachine, oms: Oms):
    goods = Goods(LINE, Counter(L1=1))
    oms.returns.create("shop rma", goods, {"L1": "broken"})
    before = oms.returns.made_for("shop rma")
    machine.applied["create_return", "shop rma"] = {"ReturnId": 61}
    oms.returns.commit("shop rma", 61, goods)
    oms.returns.commit("shop rma", 61, None)

    assert (before, oms.returns.made_for("shop rma")) == (None, 61)
    assert machine.asked == [
        ("create_return", "shop rma", {"quantities": {"L1": 1}, "reasons": {"L1": "broken"}}),
        ("commit_return", "shop rma", {"return": 61, "quantities": {"L1": 1}}),
        ("commit_return", "shop rma", {"return": 61, "quantities": {}}),
    ]


def test_a_cancelled_order_is_seen_with_its_shipments(machine: FakeMachine, oms: Oms):
    before = oms.shipments.read().cancelled
    machine.client.status = "Cancelled"

    assert (before, oms.shipments.read().cancelled) == (False, True)
