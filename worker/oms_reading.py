"""What a task may read of the OMS to decide what it wants."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from worker.effects.invoice_look import (
    CREDITABLE,
    NEEDS_HELP,
    OPEN,
    look_at_invoices,
    refundable,
    sales_invoices,
)
from worker.effects.lines import LINE, SKU, content, covers, line_names
from worker.effects.look import look_at_order
from worker.effects.machine import Machine
from worker.effects.obstacles import NO_CREATE
from worker.effects.operation import Picture
from worker.effects.shipment_look import (
    CANCELLED,
    GONE,
    LIVE,
    REJECTED,
    SPLITTABLE,
    pictured,
    shipments_of,
    tracking_entry,
    unallocated,
)
from worker.outcomes import Waits


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of the order. name: outlives a renumbering where the OMS knows the sender's id."""

    name: str
    external: str
    sku: str


@dataclass(frozen=True, slots=True)
class Goods:
    """So much of what. by: SKU (quantities by SKU) or LINE (by the names of the order's lines)."""

    by: str
    quantities: Counter[str]


@dataclass(frozen=True, slots=True)
class Shipment:
    """A shipment of the order as it stands in the OMS. why: what it was rejected for."""

    id: int
    status: str
    contents: Mapping[str, Counter[str]]
    tracking: tuple[dict[str, str], ...] = ()
    why: str = ""

    @property
    def live(self) -> bool:
        """Return whether its goods are still to be sent."""
        return self.status in LIVE

    @property
    def gone(self) -> bool:
        """Return whether its goods have left."""
        return self.status in GONE

    @property
    def splittable(self) -> bool:
        """Return whether goods can still be split off it."""
        return self.status in SPLITTABLE

    @property
    def cancelled(self) -> bool:
        """Return whether it is cancelled."""
        return self.status == CANCELLED

    @property
    def rejected(self) -> bool:
        """Return whether its place has turned it down."""
        return self.status == REJECTED

    @property
    def numbers(self) -> set[str]:
        """Return its tracking numbers."""
        return {entry["TrackingNumber"] for entry in self.tracking}

    def holds(self, goods: Goods) -> bool:
        """Return whether it holds just these goods."""
        return self.contents[goods.by] == goods.quantities

    def has_more_than(self, goods: Goods) -> bool:
        """Return whether it holds these goods and something else."""
        held = self.contents[goods.by]
        return covers(held, goods.quantities) and held.total() > goods.quantities.total()


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order's lines and shipments. open: pieces that are wanted and in no shipment.

    cancelled: the whole order is.
    """

    lines: list[OrderLine]
    shipments: list[Shipment]
    open: int
    cancelled: bool = False

    @property
    def live(self) -> list[Shipment]:
        """Return the shipments whose goods are still to be sent."""
        return [shipment for shipment in self.shipments if shipment.live]

    @property
    def gone(self) -> list[Shipment]:
        """Return the shipments whose goods have left."""
        return [shipment for shipment in self.shipments if shipment.gone]


@dataclass(frozen=True, slots=True)
class Invoice:
    """A sales invoice in force. refundable: what it has left to credit, 0 until it is paid."""

    id: int
    currency: str
    needs_help: bool
    open: bool
    refundable: Decimal


def read_lines(machine: Machine) -> list[OrderLine]:
    """Return the order's lines; raise Waits when the OMS does not know the order."""
    return _lines(_order(machine))


def read_shipments(machine: Machine) -> OrderView:
    """Return the order's lines and shipments; raise Waits when the OMS does not know the order."""
    order = _order(machine)
    bodies = shipments_of(machine.client, machine.order)
    order["shipments"] = [pictured(body) for body in bodies]
    shipments = [_shipment(order, body) for body in bodies]
    cancelled = order["status"] == CANCELLED
    return OrderView(_lines(order), shipments, unallocated(order), cancelled)


def read_invoices(machine: Machine) -> list[Invoice]:
    """Return the order's sales invoices; raise Waits when the OMS does not know the order."""
    order = _known(look_at_invoices(machine.client, {"order": machine.order}))
    return [_invoice(order, invoice) for invoice in sales_invoices(order)]


def _order(machine: Machine) -> Picture:
    return _known(look_at_order(machine.client, {"order": machine.order}))


def _known(order: Picture) -> Picture:
    if not order["found"]:
        raise Waits(NO_CREATE.reason, NO_CREATE.unblocked_by)
    return order


def _lines(order: Picture) -> list[OrderLine]:
    names = line_names(order["lines"])
    return [OrderLine(names[one["id"]], one["external"], one["sku"]) for one in order["lines"]]


def _shipment(order: Picture, body: Mapping[str, Any]) -> Shipment:
    picture = pictured(body)
    return Shipment(
        picture["id"],
        picture["status"],
        {by: content(order, picture, by) for by in (SKU, LINE)},
        tuple(tracking_entry(entry) for entry in body.get("TrackingNumbers") or ()),
        str(body.get("RejectReason") or ""),
    )


def _invoice(order: Picture, invoice: Mapping[str, Any]) -> Invoice:
    paid = invoice["status"] in CREDITABLE
    return Invoice(
        id=invoice["id"],
        currency=invoice["currency"],
        needs_help=invoice["status"] == NEEDS_HELP,
        open=invoice["status"] in OPEN and Decimal(invoice["open"]) > 0,
        refundable=refundable(order, invoice) if paid else Decimal(0),
    )
