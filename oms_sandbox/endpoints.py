"""The one table of what the sandbox answers: each endpoint is a row of its family."""

from __future__ import annotations

from oms_sandbox import (
    addresses,
    bulk,
    centers,
    configuration,
    crediting,
    customers,
    emails,
    images,
    invoices,
    items,
    kibo_orders,
    locations,
    logging_history,
    metadata,
    notes,
    order_making,
    order_reads,
    orders,
    payments,
    pre_order,
    pricing,
    products,
    rates,
    return_making,
    returns,
    schedules,
    sequences,
    shipment_making,
    shipments,
    staff,
    stock_changes,
    stock_counts,
    stock_pre_order,
    stores,
    taxes,
    tickets,
    tickets_making,
    virtual,
    waves,
)
from oms_sandbox.endpoint import Endpoint
from oms_sandbox.errors import BackendError
from oms_sandbox.reading import Given

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
