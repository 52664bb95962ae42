"""What stands in the way of an effect for now, and which events go before the one that waits.

No type may end a wait that it can fall into itself: the two would wait for each other.
"""

from typing import Final

from events import types
from worker.effects.operation import ABSENT, Finding, Picture, superseded, wait

OF_THE_ORDER: Final = (
    types.ORDER_ADDRESS_CHANGED,
    types.ORDER_HELD,
    types.SHIPMENT_HELD,
    types.ORDER_RELEASED,
    types.SHIPMENT_RELEASED,
    types.ORDER_CANCELLED,
    types.ORDER_DELETED,
    types.DELIVERY_RECEIVED,
)
"""What concerns the whole order, or may turn out to, does not stand behind what waits for its goods or its money."""

GOODS: Final = (
    *OF_THE_ORDER,
    types.SHIPMENT_REQUESTED,
    types.SHIPMENT_CREATED,
    types.SHIPMENT_SPLIT,
)
MONEY: Final = (
    *OF_THE_ORDER,
    types.PAYMENT_CAPTURED,
    types.PAYMENT_CAPTURE_REQUESTED,
    types.PAYMENT_FAILED,
    types.PAYMENT_RETRY_REQUESTED,
    types.PAYMENT_RECEIVED,
)

NO_CREATE: Final = wait(
    "NO_CREATE", types.ORDER_CREATED, types.ORDER_IMPORTED, types.DELIVERY_RECEIVED
)
ON_HOLD: Final = wait("ON_HOLD", *OF_THE_ORDER)
NOT_SHIPPED: Final = wait("NOT_SHIPPED", *GOODS, types.SHIPMENT_UPDATED)
NOT_PAID: Final = wait("NOT_PAID", *MONEY)
ORDER_CANCELLED: Final = superseded("ORDER_CANCELLED")


def absent_unless_held(now: Picture) -> Finding:
    """Return ABSENT, or the wait of an order on hold, whose shipments and invoices stand still."""
    return ON_HOLD if now["status"] == "OnHold" else ABSENT
