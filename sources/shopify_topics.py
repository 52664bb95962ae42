"""Shopify's topics, what they lead to, and what their bodies must look like.

https://shopify.dev/docs/api/webhooks/latest. The topic stands in a header that nobody signed: a
body that was sent under another topic must not be taken for it.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from events import types
from events.envelope import Unreadable
from sources import fields
from sources.dialect import Payload, topic_type

TOPICS: Final = {
    "orders/create": types.ORDER_CREATED,
    "orders/updated": types.DELIVERY_RECEIVED,
    "orders/cancelled": types.ORDER_CANCELLED,
    "orders/delete": types.ORDER_DELETED,
    "orders/edited": types.ORDER_EDITED,
    "orders/*": types.DELIVERY_NOTED,
    "order_transactions/create": types.PAYMENT_CAPTURED,
    "refunds/create": types.PAYMENT_REFUNDED,
    "fulfillment_orders/placed_on_hold": types.ORDER_HELD,
    "fulfillment_orders/hold_released": types.ORDER_RELEASED,
    "fulfillment_orders/split": types.SHIPMENT_SPLIT,
    "fulfillment_orders/cancelled": types.SHIPMENT_CANCELLED,
    "fulfillment_orders/order_routing_complete": types.SHIPMENT_REQUESTED,
    "fulfillment_orders/cancellation_request_submitted": types.SHIPMENT_EXCEPTION,
    "fulfillment_orders/moved": types.SHIPMENT_EXCEPTION,
    "fulfillment_orders/merged": types.SHIPMENT_EXCEPTION,
    "fulfillment_orders/*": types.DELIVERY_NOTED,
    "fulfillment_holds/added": types.SHIPMENT_HELD,
    "fulfillment_holds/released": types.SHIPMENT_RELEASED,
    "fulfillments/create": types.SHIPMENT_CREATED,
    "fulfillments/update": types.DELIVERY_RECEIVED,
    "fulfillment_events/create": types.TRACKING_UPDATED,
    "fulfillment_events/delete": types.DELIVERY_NOTED,
    "inventory_items/*": types.DELIVERY_NOTED,
    "inventory_levels/*": types.DELIVERY_NOTED,
    "returns/approve": types.RETURN_REQUESTED,
    "returns/decline": types.RETURN_CANCELLED,
    "returns/cancel": types.RETURN_CANCELLED,
    "returns/*": types.DELIVERY_NOTED,
    "reverse_deliveries/*": types.DELIVERY_NOTED,
    "reverse_fulfillment_orders/*": types.DELIVERY_NOTED,
    "app/uninstalled": types.UNMAPPED,
    "customers/redact": types.UNMAPPED,
    "customers/data_request": types.UNMAPPED,
    "shop/redact": types.UNMAPPED,
    "customers/*": types.DELIVERY_NOTED,
    "shop/*": types.DELIVERY_NOTED,
}

_ORDER: Final = ("id", "line_items", "currency")
_FULFILLMENT: Final = ("id", "order_id", "line_items", "status")
_NEEDED: Final = {
    "orders/create": _ORDER,
    "orders/updated": _ORDER,
    "orders/cancelled": (*_ORDER, "cancelled_at"),
    "orders/delete": ("id",),
    "order_transactions/create": ("id", "order_id", "kind", "status"),
    "refunds/create": ("id", "order_id", "refund_line_items", "transactions"),
    "fulfillment_orders/placed_on_hold": ("fulfillment_order", "created_fulfillment_hold"),
    "fulfillment_orders/hold_released": ("fulfillment_order",),
    "fulfillment_orders/split": ("fulfillment_order", "split_line_items"),
    "fulfillment_orders/cancelled": ("fulfillment_order",),
    "fulfillment_orders/order_routing_complete": ("fulfillment_order",),
    "fulfillments/create": _FULFILLMENT,
    "fulfillments/update": _FULFILLMENT,
    "fulfillment_events/create": ("id", "fulfillment_id", "status"),
    "returns/approve": ("id", "status", "return_line_items"),
    "returns/decline": ("id", "status"),
    "returns/cancel": ("id", "status"),
    "orders/edited": ("order_edit",),
    "fulfillment_orders/cancellation_request_submitted": ("fulfillment_order",),
    "fulfillment_orders/moved": ("original_fulfillment_order", "moved_fulfillment_order"),
    "fulfillment_orders/merged": ("merge_intents",),
    "fulfillment_holds/added": ("fulfillment_order", "fulfillment_hold"),
    "fulfillment_holds/released": ("fulfillment_order", "fulfillment_hold"),
}
"""What a body of the topic never lacks and never leaves null."""

_DELETED_ORDER: Final = {"id", "admin_graphql_api_id"}
_ROUTED: Final = ("open", "in_progress", "scheduled", "incomplete", "closed")
_STATUSES: Final = {
    "fulfillment_orders/placed_on_hold": ("on_hold",),
    "fulfillment_orders/hold_released": _ROUTED,
    "fulfillment_orders/cancelled": ("cancelled",),
    "returns/approve": ("open",),
    "returns/decline": ("declined",),
    "returns/cancel": ("canceled", "cancelled"),
}
"""The states of the fulfillment order or the return that the topic can speak of."""


def check_fit(topic: str, body: Payload) -> None:
    """Refuse a body that was not written for its topic."""
    fits = all(body.get(name) is not None for name in _NEEDED.get(topic, ()))
    if topic == "orders/delete":
        fits = fits and body.keys() <= _DELETED_ORDER
    if fits and topic in _STATUSES:
        state = fields.text(fields.part(body, "fulfillment_order") or body, "status")
        fits = state in _STATUSES[topic]
    if not fits:
        raise Unreadable("the body does not fit its topic")


def _transaction(body: Payload) -> str:
    taken = (body.get("kind"), body.get("status")) in (("capture", "success"), ("sale", "success"))
    return types.PAYMENT_CAPTURED if taken else types.DELIVERY_NOTED


def refund_transactions(body: Payload) -> list[Payload]:
    """Return the transactions by which money went back; raise Unreadable while one is pending."""
    found = [item for item in fields.parts(body, "transactions") if item.get("kind") == "refund"]
    if any(item.get("status") == "pending" for item in found):
        raise Unreadable("transactions: a refund is still pending")
    return [item for item in found if item.get("status") == "success"]


def _refund(body: Payload) -> str:
    amount = fields.total(refund_transactions(body), "amount")
    return types.PAYMENT_REFUNDED if amount > Decimal(0) else types.DELIVERY_NOTED


def _hold(body: Payload) -> str:
    whole = body.get("remaining_fulfillment_order") is None
    return types.ORDER_HELD if whole else types.SHIPMENT_HELD


def _state(body: Payload) -> str | None:
    return fields.text(fields.part(body, "fulfillment_order"), "status")


def _hold_added(body: Payload) -> str:
    return types.SHIPMENT_HELD if _state(body) in (None, "on_hold") else types.DELIVERY_NOTED


def _hold_ended(body: Payload) -> str:
    """Take a release for one only where no hold is left: a body with no state fits either topic."""
    return types.DELIVERY_NOTED if _state(body) in (None, "on_hold") else types.SHIPMENT_RELEASED


def _fulfillment(body: Payload) -> str:
    alive = body.get("status") in ("pending", "open", "success")
    return types.SHIPMENT_CREATED if alive else types.DELIVERY_NOTED


def _milestone(body: Payload) -> str:
    numbered = fields.text(body, "tracking_number")
    return types.TRACKING_UPDATED if numbered else types.DELIVERY_NOTED


_BODY_DECIDES: Final[dict[str, Callable[[Payload], str]]] = {
    "order_transactions/create": _transaction,
    "refunds/create": _refund,
    "fulfillment_orders/placed_on_hold": _hold,
    "fulfillment_holds/added": _hold_added,
    "fulfillment_holds/released": _hold_ended,
    "fulfillments/create": _fulfillment,
    "fulfillment_events/create": _milestone,
}


def type_of(topic: str, body: Payload) -> str:
    """Return the event type of a delivery; raise Unreadable when the body does not fit."""
    check_fit(topic, body)
    decide = _BODY_DECIDES.get(topic)
    return decide(body) if decide else topic_type(TOPICS, topic)
