"""The one table of what the sandbox answers: each endpoint is a row of its family."""

from __future__ import annotations

from oms_sandbox.desk import configuration, images, logging_history, notes, tickets, tickets_making
from oms_sandbox.endpoint import Endpoint
from oms_sandbox.errors import BackendError
from oms_sandbox.goods import items, pricing, products, rates, taxes
from oms_sandbox.kibo import orders as kibo_orders
from oms_sandbox.orders import changes as orders
from oms_sandbox.orders import making as order_making
from oms_sandbox.orders import reads as order_reads
from oms_sandbox.payments import crediting, invoices, payments
from oms_sandbox.people import addresses, customers, emails, staff
from oms_sandbox.places import centers, locations, metadata, stores
from oms_sandbox.pre_order import lines as pre_order
from oms_sandbox.pre_order import schedules, sequences, waves
from oms_sandbox.reading import Given
from oms_sandbox.returns import changes as returns
from oms_sandbox.returns import making as return_making
from oms_sandbox.shipments import changes as shipments
from oms_sandbox.shipments import making as shipment_making
from oms_sandbox.stock import bulk, virtual
from oms_sandbox.stock import changes as stock_changes
from oms_sandbox.stock import counts as stock_counts
from oms_sandbox.stock import pre_order as stock_pre_order

ENDPOINTS: tuple[Endpoint, ...] = (
    *order_making.ENDPOINTS,
    *orders.ENDPOINTS,
    *order_reads.ENDPOINTS,
    *shipment_making.ENDPOINTS,
    *shipments.ENDPOINTS,
    *invoices.ENDPOINTS,
    *crediting.ENDPOINTS,
    *payments.ENDPOINTS,
    *customers.ENDPOINTS,
    *return_making.ENDPOINTS,
    *returns.ENDPOINTS,
    *products.ENDPOINTS,
    *items.ENDPOINTS,
    *pricing.ENDPOINTS,
    *taxes.ENDPOINTS,
    *rates.ENDPOINTS,
    *metadata.ENDPOINTS,
    *locations.ENDPOINTS,
    *stores.ENDPOINTS,
    *centers.ENDPOINTS,
    *stock_counts.ENDPOINTS,
    *stock_changes.ENDPOINTS,
    *stock_pre_order.ENDPOINTS,
    *virtual.ENDPOINTS,
    *bulk.ENDPOINTS,
    *waves.ENDPOINTS,
    *schedules.ENDPOINTS,
    *pre_order.ENDPOINTS,
    *sequences.ENDPOINTS,
    *notes.ENDPOINTS,
    *tickets.ENDPOINTS,
    *tickets_making.ENDPOINTS,
    *addresses.ENDPOINTS,
    *staff.ENDPOINTS,
    *emails.ENDPOINTS,
    *images.ENDPOINTS,
    *logging_history.ENDPOINTS,
    *configuration.ENDPOINTS,
)

BY_OPERATION = {endpoint.operation: endpoint for endpoint in ENDPOINTS}
OPERATIONS = (*BY_OPERATION, *kibo_orders.OPERATIONS)


def meant(endpoint: Endpoint, came: Given) -> Endpoint:
    """Tell which endpoint a request is for, where its body tells those of one path apart."""
    if not endpoint.told_by:
        return endpoint
    try:
        fields = came.body()
    except BackendError:
        return endpoint
    names = fields if isinstance(fields, dict) else ()
    alike = [one for one in ENDPOINTS if one.told_by and one.path == endpoint.path]
    return next((one for one in alike if one.told_by in names), endpoint)
