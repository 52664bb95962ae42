"""The canonical payloads, one marshmallow schema an event type (docs/events.md is their list).

Amounts are Decimal, never negative, with their currency. Ids are text. Quantities are whole.
"""

import json
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validate

from events import types
from events.envelope import Unreadable
from events.shapes import (
    Address,
    Customer,
    Line,
    LineChange,
    Money,
    OrderRef,
    Package,
    Payload,
    Payment,
    ReturnedLine,
    ReturnRef,
    ShipmentPart,
    ShipmentRef,
    currency_code,
    many,
    text,
)


class _OrderEvent(Payload):
    order = fields.Nested(OrderRef, load_default=None, allow_none=True)
    version = text()


class OrderCreated(_OrderEvent):
    placed_at = text()
    customer = fields.Nested(Customer, load_default=None, allow_none=True)
    ship_to = fields.Nested(Address, load_default=None, allow_none=True)
    bill_to = fields.Nested(Address, load_default=None, allow_none=True)
    lines = many(Line, least=1)
    currency = currency_code()
    shipping_method = text()
    payments = many(Payment)


class OrderImported(_OrderEvent):
    """A historic order: the row of an import file, and the OMS it is meant for (docs/import.md)."""

    target = fields.String(required=True, validate=validate.OneOf(["orderdynamics", "kibo"]))
    row = fields.Dict(required=True)


class OrderAddressChanged(_OrderEvent):
    ship_to = fields.Nested(Address, required=True)


class OrderEdited(_OrderEvent):
    """Lines were changed after the creation. No changes: the sender shows the new lines alone."""

    changes = many(LineChange)


class Held(_OrderEvent):
    """Of an order, or of the part of it that `shipment` names."""

    hold_id = text()
    reason = text(required=True)
    shipment = fields.Nested(ShipmentRef, load_default=None, allow_none=True)


class Released(_OrderEvent):
    hold_id = text()
    shipment = fields.Nested(ShipmentRef, load_default=None, allow_none=True)


class OrderCancelled(_OrderEvent):
    reason = text()


class ShipmentRequested(_OrderEvent):
    shipment = fields.Nested(ShipmentRef, load_default=None, allow_none=True)


class ShipmentCreated(_OrderEvent):
    """Goods gone (`shipped`) or a label made. No lines: everything that is still open."""

    shipment = fields.Nested(ShipmentRef, required=True)
    lines = many(Line)
    packages = many(Package)
    shipped = fields.Boolean(load_default=True)


class ShipmentSplit(_OrderEvent):
    origin = fields.Nested(ShipmentRef, load_default=None, allow_none=True, data_key="from")
    into = many(ShipmentPart, least=1)


class ShipmentUpdated(_OrderEvent):
    shipment = fields.Nested(ShipmentRef, required=True)
    state = fields.String(
        required=True,
        validate=validate.OneOf(["acknowledged", "picked", "packed", "shipped", "delivered"]),
    )


class ShipmentCancelled(_OrderEvent):
    shipment = fields.Nested(ShipmentRef, required=True)
    reason = text()


class ShipmentException(_OrderEvent):
    shipment = fields.Nested(ShipmentRef, load_default=None, allow_none=True)
    code = text()
    message = text(required=True)


class TrackingUpdated(_OrderEvent):
    tracking_number = text(required=True)
    carrier = text()
    url = text()
    status = text(required=True)
    raw_status = text()
    occurred_at = text()
    shipment = fields.Nested(ShipmentRef, load_default=None, allow_none=True)


class PaymentCaptured(_OrderEvent):
    """Invoice what was paid: the lines named, or all that is not invoiced yet."""

    transaction_id = text(required=True)
    amount = fields.Nested(Money, load_default=None, allow_none=True)
    lines = many(Line)


class PaymentFailed(_OrderEvent):
    """The capture of an invoice was declined: `invoice_id` is the OMS's InvoiceId."""

    invoice_id = text(required=True)


class PaymentRetryRequested(_OrderEvent):
    """Try the capture of an invoice that needs manual intervention once more."""

    request_id = text(required=True)
    invoice_id = text()


class PaymentReceived(_OrderEvent):
    """Money received outside the payment gateway: accept it, then apply it to the invoice."""

    reference = text(required=True)
    amount = fields.Nested(Money, required=True)
    invoice_id = text()


class PaymentRefunded(_OrderEvent):
    refund_id = text(required=True)
    amount = fields.Nested(Money, required=True)
    reason = text()


class ReturnRequested(_OrderEvent):
    """Goods that the customer wants to send back."""

    request = fields.Nested(ReturnRef, required=True, data_key="return")
    lines = many(ReturnedLine, least=1)


class ReturnCancelled(_OrderEvent):
    """Goods will not come back after all: the merchant declined or cancelled the return."""

    request = fields.Nested(ReturnRef, required=True, data_key="return")
    reason = text()


class ReturnReceived(_OrderEvent):
    """A requested return has arrived. No lines: as it was requested."""

    request = fields.Nested(ReturnRef, required=True, data_key="return")
    lines = many(ReturnedLine)


class InventoryLevelSet(_OrderEvent):
    """How much of a SKU lies at a location of the OMS, all in all: never a difference."""

    sku = text(required=True)
    location = text(required=True)
    on_hand = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10**9))


SCHEMAS: Final[dict[str, Schema]] = {
    types.ORDER_CREATED: OrderCreated(),
    types.ORDER_IMPORTED: OrderImported(),
    types.ORDER_ADDRESS_CHANGED: OrderAddressChanged(),
    types.ORDER_EDITED: OrderEdited(),
    types.ORDER_HELD: Held(),
    types.ORDER_RELEASED: Released(),
    types.ORDER_CANCELLED: OrderCancelled(),
    types.ORDER_DELETED: OrderCancelled(),
    types.SHIPMENT_REQUESTED: ShipmentRequested(),
    types.SHIPMENT_CREATED: ShipmentCreated(),
    types.SHIPMENT_SPLIT: ShipmentSplit(),
    types.SHIPMENT_UPDATED: ShipmentUpdated(),
    types.SHIPMENT_HELD: Held(),
    types.SHIPMENT_RELEASED: Released(),
    types.SHIPMENT_CANCELLED: ShipmentCancelled(),
    types.SHIPMENT_EXCEPTION: ShipmentException(),
    types.TRACKING_UPDATED: TrackingUpdated(),
    types.PAYMENT_CAPTURED: PaymentCaptured(),
    types.PAYMENT_CAPTURE_REQUESTED: PaymentCaptured(),
    types.PAYMENT_FAILED: PaymentFailed(),
    types.PAYMENT_RETRY_REQUESTED: PaymentRetryRequested(),
    types.PAYMENT_RECEIVED: PaymentReceived(),
    types.PAYMENT_REFUNDED: PaymentRefunded(),
    types.RETURN_REQUESTED: ReturnRequested(),
    types.RETURN_CANCELLED: ReturnCancelled(),
    types.RETURN_RECEIVED: ReturnReceived(),
    types.INVENTORY_LEVEL_SET: InventoryLevelSet(),
}


def dump(event_type: str, data: dict[str, Any]) -> str:
    """Return a loaded payload as JSON that `load` reads again."""
    return json.dumps(SCHEMAS[event_type].dump(data), default=str, separators=(",", ":"))


def load(event_type: str, data: Any) -> dict[str, Any]:
    """Return the checked canonical payload of `event_type`.

    Raises Unreadable naming the fields (never their values) when `data` does not fit.
    """
    try:
        return dict(SCHEMAS[event_type].load(data))
    except ValidationError as err:
        raise Unreadable(f"{event_type}: {err.messages}") from err
