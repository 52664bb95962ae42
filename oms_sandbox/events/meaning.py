"""What a commit means to those who listen: the events of its order, by what changed.

Names and fields are our definition, docs/sandbox.md: the vendor publishes none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from oms_sandbox.entities import (
    CANCELLED,
    COMMITTED,
    COMPLETED,
    CREATED,
    CREDIT,
    CREDITED,
    MANUAL_INTERVENTION_REQUIRED,
    ON_HOLD,
    PAID,
    PARTIALLY_CREDITED,
    PENDING,
    REJECTED,
    VOIDED,
    Order,
)
from oms_sandbox.journal import Commit
from oms_sandbox.state import Oms

ORDER = "Order"
SHIPMENT = "Shipment"
INVOICE = "Invoice"
RETURN = "Return"
BULK_JOB = "BulkJob"
CREDIT_NOTE = "Credit"
"""An invoice that gives money back: nobody pays it, so it only is created."""

ENTITY_TYPES: Mapping[str, str] = {CREDIT_NOTE: INVOICE}


class Entity(NamedTuple):
    """An order, one of its shipments, invoices, returns, or a bulk job."""

    kind: str
    number: int


Statuses = Mapping[Entity, str]


class Change(NamedTuple):
    """An event in the making; `old` is empty for what is new."""

    event_type: str
    entity: Entity
    old: str
    new: str


BY_STATUS: Mapping[tuple[str, str], str] = {
    (ORDER, ON_HOLD): "OrderHeld",
    (ORDER, CANCELLED): "OrderCancelled",
    (ORDER, COMPLETED): "OrderCompleted",
    (SHIPMENT, REJECTED): "ShipmentRejected",
    (SHIPMENT, CANCELLED): "ShipmentCancelled",
    (INVOICE, PAID): "InvoicePaid",
    (INVOICE, MANUAL_INTERVENTION_REQUIRED): "InvoiceManualInterventionRequired",
    (INVOICE, PARTIALLY_CREDITED): "InvoiceCredited",
    (INVOICE, CREDITED): "InvoiceCredited",
    (INVOICE, VOIDED): "InvoiceVoided",
    (RETURN, COMMITTED): "ReturnCommitted",
    (RETURN, CANCELLED): "ReturnCancelled",
}
ELSE: Mapping[str, str] = {ORDER: "OrderUpdated", SHIPMENT: "ShipmentStatusChanged"}
"""What a change of status is that has no name of its own; of an invoice it is none."""

NEW: Mapping[str, tuple[str, str]] = {
    ORDER: ("OrderCreated", CREATED),
    SHIPMENT: ("ShipmentCreated", ""),
    INVOICE: ("InvoiceCreated", PENDING),
    CREDIT_NOTE: ("InvoiceCreated", ""),
    RETURN: ("ReturnCreated", CREATED),
}
"""How a new thing is announced, and the status it is made in: another one is a change besides."""

TOLD_BY_OPERATION: Mapping[str, tuple[str, str]] = {
    "reroute_shipment": (SHIPMENT, "ShipmentRerouted"),
    "split_shipment_by_sku": (SHIPMENT, "ShipmentSplit"),
    "split_shipment_by_order_detail_id": (SHIPMENT, "ShipmentSplit"),
    "update_shipment_tracking_numbers": (SHIPMENT, "ShipmentTrackingUpdated"),
}
"""What the status does not tell, of the things that a commit names and that were there before."""

KINDS: Mapping[str, str] = {"ShipmentId": SHIPMENT, "InvoiceId": INVOICE, "ReturnId": RETURN}
"""By the names under which a commit lists what it is about."""

TRIED_AGAIN = "retry_invoice_payment"
"""Declined once more is told once more."""


def statuses(oms: Oms, order: Order) -> dict[Entity, str]:
    """Tell the status of an order and of all that is its own."""
    number = order["InternalOrderId"]
    found = {Entity(ORDER, number): order["OrderStatus"]}
    for shipment in oms.shipments.of(number):
        found[Entity(SHIPMENT, shipment["ShipmentId"])] = shipment["ShipmentStatus"]
    for invoice in oms.invoices.of(number):
        kind = CREDIT_NOTE if invoice["InvoiceType"] == CREDIT else INVOICE
        found[Entity(kind, invoice["InvoiceId"])] = invoice["InvoiceStatus"]
    for one in oms.returns.of(number):
        found[Entity(RETURN, one["ReturnId"])] = one["ReturnStatus"]
    return found


def changes(commit: Commit, before: Statuses, now: Statuses) -> list[Change]:
    """List what a commit of an order changed; OrderUpdated when that has no name of its own."""
    operation, ids = commit["Operation"], commit["EntityIds"]
    named = {Entity(kind, number) for name, kind in KINDS.items() for number in ids.get(name, ())}
    found = [
        change
        for entity, status in now.items()
        for change in _of_entity(operation, entity, entity in named, before.get(entity, ""), status)
    ]
    order = next(iter(now))
    return found or [Change(ELSE[ORDER], order, now[order], now[order])]


def _of_entity(operation: str, entity: Entity, named: bool, old: str, new: str) -> Iterator[Change]:
    if not old:
        yield from _of_new(operation, entity, new)
        return
    kind, told = TOLD_BY_OPERATION.get(operation, ("", ""))
    if named and kind == entity.kind:
        yield Change(told, entity, old, new)
    elif old != new or (named and operation == TRIED_AGAIN):
        yield from _of_status(entity, old, new)


def _of_new(operation: str, entity: Entity, status: str) -> Iterator[Change]:
    if operation == "import_order":
        yield Change("OrderImported", entity, "", status)
        return
    told, made_in = NEW[entity.kind]
    yield Change(told, entity, "", made_in or status)
    if made_in and status != made_in:
        yield from _of_status(entity, made_in, status)


def _of_status(entity: Entity, old: str, new: str) -> Iterator[Change]:
    told = BY_STATUS.get((entity.kind, new)) or ELSE.get(entity.kind)
    if entity.kind == ORDER and old == ON_HOLD and told == ELSE[ORDER]:
        told = "OrderResumed"
    if told:
        yield Change(told, entity, old, new)
