"""The order's arithmetic: what is open, what it is worth, and the status that follows.

Our definition, docs/sandbox.md: the vendor publishes no state machine.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from oms_sandbox.entities import (
    CANCELLED,
    COMPLETED,
    CREATED,
    CREDITED,
    DELIVERED,
    ON_HOLD,
    PAID,
    PARTIALLY_CREDITED,
    PARTIALLY_SHIPPED,
    PROCESSING,
    SALES,
    SHIPPED,
    VOIDED,
    Invoice,
    Order,
    OrderLine,
    Shipment,
)
from oms_sandbox.errors import wrong_state
from oms_sandbox.state import Oms

CENT = Decimal("0.01")
GONE = (SHIPPED, DELIVERED)
SETTLED = (PAID, PARTIALLY_CREDITED, CREDITED)


def live(line: OrderLine) -> int:
    """Count what is ordered and not cancelled."""
    return line["Quantity"] - line["QuantityCancelled"]


def unallocated(oms: Oms, order: Order) -> dict[int, int]:
    """Count, by order detail, what is live, not shipped and in no shipment; only above nought."""
    placed = Counter(
        {line["OrderDetailId"]: line["QuantityShipped"] for line in order["LineItems"]}
    )
    for shipment in oms.shipments.of(order["InternalOrderId"]):
        if shipment["ShipmentStatus"] not in (*GONE, CANCELLED):
            for line in shipment["LineItems"]:
                placed[line["OrderDetailId"]] += line["Quantity"]
    return _rest(order, placed)


def sales_invoices(oms: Oms, order: Order) -> list[Invoice]:
    """List the order's sales invoices that are in force."""
    return [
        invoice
        for invoice in oms.invoices.of(order["InternalOrderId"])
        if invoice["InvoiceType"] == SALES and invoice["InvoiceStatus"] != VOIDED
    ]


def invoiced(oms: Oms, order: Order) -> Counter[int]:
    """Count, by order detail, what sales invoices in force cover."""
    done = Counter[int]()
    for invoice in sales_invoices(oms, order):
        for line in invoice["LineItems"]:
            done[line["OrderDetailId"]] += line["Quantity"]
    return done


def uninvoiced(oms: Oms, order: Order) -> dict[int, int]:
    """Count, by order detail, what is live and on no invoice; only what is above nought."""
    return _rest(order, invoiced(oms, order))


def _rest(order: Order, done: Counter[int]) -> dict[int, int]:
    rest = {
        line["OrderDetailId"]: live(line) - done[line["OrderDetailId"]]
        for line in order["LineItems"]
    }
    return {detail: quantity for detail, quantity in rest.items() if quantity > 0}


def net(line: OrderLine) -> Decimal:
    """Price a whole line: DiscountAmount and TaxAmount are those of all its units together."""
    return line["Quantity"] * line["UnitPrice"] - line["DiscountAmount"]


def order_total(order: Order) -> Decimal:
    return sum((net(line) + line["TaxAmount"] for line in order["LineItems"]), Decimal())


def share(total: Decimal, of: int, done: int, quantity: int) -> Decimal:
    """Price `quantity` of `of` units after `done`; the shares of all units add up to `total`."""

    def upto(units: int) -> Decimal:
        return (total * units / of).quantize(CENT)

    return upto(done + quantity) - upto(done)


def refuse_unless(order: Order, allowed: tuple[str, ...]) -> None:
    """Raise INVALID_STATE unless the order is in one of these states."""
    if order["OrderStatus"] not in allowed:
        raise wrong_state(f"The order is {order['OrderStatus']}.")


def refuse_shipment_unless(shipment: Shipment, allowed: tuple[str, ...]) -> None:
    """Raise INVALID_STATE unless the shipment is in one of these states."""
    if shipment["ShipmentStatus"] not in allowed:
        raise wrong_state(f"The shipment is {shipment['ShipmentStatus']}.")


def refuse_on_hold(order: Order) -> None:
    """Raise INVALID_STATE while the order is held."""
    if order["OrderStatus"] == ON_HOLD:
        raise wrong_state("The order is OnHold.")


def status_by_shipments(oms: Oms, order: Order) -> str:
    """Tell the status that the order's quantities and shipments imply."""
    shipped = sum(line["QuantityShipped"] for line in order["LineItems"])
    if shipped and shipped == sum(map(live, order["LineItems"])):
        return SHIPPED
    if shipped:
        return PARTIALLY_SHIPPED
    shipments = oms.shipments.of(order["InternalOrderId"])
    in_work = any(shipment["ShipmentStatus"] != CANCELLED for shipment in shipments)
    return PROCESSING if in_work else CREATED


def follow_shipments(oms: Oms, order: Order) -> None:
    """Bring the order's status up to its shipments, unless it is held."""
    if order["OrderStatus"] != ON_HOLD:
        order["OrderStatus"] = status_by_shipments(oms, order)
        complete_if_paid(oms, order)


def complete_if_paid(oms: Oms, order: Order) -> None:
    """Complete a shipped order once all of it is invoiced and every sales invoice is paid."""
    paid = all(one["InvoiceStatus"] in SETTLED for one in sales_invoices(oms, order))
    if order["OrderStatus"] == SHIPPED and paid and not uninvoiced(oms, order):
        order["OrderStatus"] = COMPLETED
