"""The Celery queues."""

from typing import Final

ORDERS: Final = "orders"
SHIPMENTS: Final = "shipments"
TRACKING: Final = "tracking"
PAYMENTS: Final = "payments"
RETURNS: Final = "returns"
INVENTORY: Final = "inventory"
DELIVERIES: Final = "deliveries"

ALL: Final = (ORDERS, SHIPMENTS, TRACKING, PAYMENTS, RETURNS, INVENTORY, DELIVERIES)
