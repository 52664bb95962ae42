"""The one table: event type -> task and queue. One type, one task."""

from typing import Final, NamedTuple

from config import queues


class Route(NamedTuple):
    """Where an event is carried out."""

    task: str
    queue: str


ROUTES: Final[dict[str, Route]] = {
    "order.created": Route("orders.create", queues.ORDERS),
    "order.imported": Route("imports.import_order", queues.ORDERS),
    "order.address_changed": Route("orders.update_address", queues.ORDERS),
    "order.edited": Route("orders.report_edit", queues.ORDERS),
    "order.held": Route("orders.hold", queues.ORDERS),
    "order.released": Route("orders.resume", queues.ORDERS),
    "order.cancelled": Route("orders.cancel", queues.ORDERS),
    "order.deleted": Route("orders.cancel", queues.ORDERS),
    "shipment.requested": Route("shipments.create", queues.SHIPMENTS),
    "shipment.created": Route("shipments.ship", queues.SHIPMENTS),
    "shipment.split": Route("shipments.split", queues.SHIPMENTS),
    "shipment.updated": Route("shipments.update_status", queues.SHIPMENTS),
    "shipment.held": Route("orders.hold", queues.ORDERS),
    "shipment.released": Route("orders.resume", queues.ORDERS),
    "shipment.cancelled": Route("shipments.cancel", queues.SHIPMENTS),
    "shipment.exception": Route("shipments.report_exception", queues.SHIPMENTS),
    "tracking.updated": Route("tracking.update", queues.TRACKING),
    "payment.captured": Route("payments.invoice", queues.PAYMENTS),
    "payment.capture_requested": Route("payments.invoice", queues.PAYMENTS),
    "payment.failed": Route("payments.retry_declined", queues.PAYMENTS),
    "payment.retry_requested": Route("payments.retry", queues.PAYMENTS),
    "payment.received": Route("payments.accept_offline", queues.PAYMENTS),
    "payment.refunded": Route("payments.credit", queues.PAYMENTS),
    "return.requested": Route("returns.create", queues.RETURNS),
    "return.cancelled": Route("returns.cancel", queues.RETURNS),
    "return.received": Route("returns.commit", queues.RETURNS),
    "inventory.level_set": Route("inventory.set_level", queues.INVENTORY),
    "delivery.received": Route("deliveries.derive", queues.DELIVERIES),
}
