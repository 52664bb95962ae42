"""The effect table: every OMS write that a task may ask for, by operation id."""

from typing import Final

from worker.effects import (
    invoices,
    kibo_orders,
    orders,
    payments,
    returns,
    shipments,
    splits,
    stock,
)
from worker.effects.operation import Operation

TABLE: Final[dict[str, Operation]] = {
    row.name: row
    for rows in (
        orders.ROWS,
        kibo_orders.ROWS,
        shipments.ROWS,
        splits.ROWS,
        invoices.ROWS,
        payments.ROWS,
        returns.ROWS,
        stock.ROWS,
    )
    for row in rows
}
