"""The effect table: every OMS write that a task may ask for, by operation id."""

from typing import Final

from worker.effects import invoices, orders, payments, returns, shipments, splits
from worker.effects.operation import Operation

TABLE: Final[dict[str, Operation]] = {
    row.name: row
    for rows in (
        orders.ROWS,
        shipments.ROWS,
        splits.ROWS,
        invoices.ROWS,
        payments.ROWS,
        returns.ROWS,
    )
    for row in rows
}
