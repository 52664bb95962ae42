"""The one table of what the sandbox answers: 57 endpoints of five families."""

from __future__ import annotations

from oms_sandbox import (
    crediting,
    customers,
    invoices,
    order_making,
    order_reads,
    orders,
    payments,
    return_making,
    returns,
    shipment_making,
    shipments,
)
from oms_sandbox.endpoint import Endpoint

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
)

BY_OPERATION = {endpoint.operation: endpoint for endpoint in ENDPOINTS}
OPERATIONS = tuple(BY_OPERATION)
