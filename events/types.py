"""The short names of everything that can have happened (past tense, see docs/events.md)."""

from typing import Final

ORDER_CREATED: Final = "order.created"
ORDER_IMPORTED: Final = "order.imported"
ORDER_ADDRESS_CHANGED: Final = "order.address_changed"
ORDER_EDITED: Final = "order.edited"
ORDER_HELD: Final = "order.held"
ORDER_RELEASED: Final = "order.released"
ORDER_CANCELLED: Final = "order.cancelled"
ORDER_DELETED: Final = "order.deleted"

SHIPMENT_REQUESTED: Final = "shipment.requested"
SHIPMENT_CREATED: Final = "shipment.created"
SHIPMENT_SPLIT: Final = "shipment.split"
SHIPMENT_UPDATED: Final = "shipment.updated"
SHIPMENT_HELD: Final = "shipment.held"
SHIPMENT_RELEASED: Final = "shipment.released"
SHIPMENT_CANCELLED: Final = "shipment.cancelled"
SHIPMENT_EXCEPTION: Final = "shipment.exception"
TRACKING_UPDATED: Final = "tracking.updated"

PAYMENT_CAPTURED: Final = "payment.captured"
PAYMENT_CAPTURE_REQUESTED: Final = "payment.capture_requested"
PAYMENT_FAILED: Final = "payment.failed"
PAYMENT_RETRY_REQUESTED: Final = "payment.retry_requested"
PAYMENT_RECEIVED: Final = "payment.received"
PAYMENT_REFUNDED: Final = "payment.refunded"

RETURN_REQUESTED: Final = "return.requested"
RETURN_CANCELLED: Final = "return.cancelled"
RETURN_RECEIVED: Final = "return.received"

INVENTORY_LEVEL_SET: Final = "inventory.level_set"

INVENTORY_UNPLACED: Final = "inventory.unplaced"
"""A count at a place that `[sources.NAME.locations]` does not name: kept in quarantine."""

DELIVERY_RECEIVED: Final = "delivery.received"
"""A delivery whose topic does not say what happened: its task derives the events from it."""

DELIVERY_NOTED: Final = "delivery.noted"
"""A known topic that leads to no OMS action: kept and counted as skipped."""

UNMAPPED: Final = "unmapped"
"""A topic nobody knows: kept in quarantine."""
