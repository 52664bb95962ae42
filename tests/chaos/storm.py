"""The weather of the OMS: which calls of an order go wrong, by the seed."""

import random
from collections.abc import Callable, Iterator
from typing import Any, Final

from config.settings import Timing
from tests.chaos.stories import Story

WRITES: Final = 0.3
READS: Final = 0.1
READ: Final = ("get_order", "get_shipments", "get_invoices")
TAGS: Final = {
    "create_order": "update_order_custom_fields",
    "split_shipment_by_sku": "update_shipment_custom_fields",
    "auto_invoice": "update_invoice_custom_fields",
}

Seconds = Callable[[Timing, random.Random], float]

WRITE_FAULTS: Final[dict[str, Seconds]] = {
    "error_500": lambda timing, dice: 0.0,
    "error_503": lambda timing, dice: 0.0,
    "reset": lambda timing, dice: 0.0,
    "html": lambda timing, dice: 0.0,
    "rate_limited": lambda timing, dice: 0.0,
    "error_500_after_commit": lambda timing, dice: 0.0,
    "reset_after_commit": lambda timing, dice: 0.0,
    "cut_body": lambda timing, dice: 0.0,
    "slow": lambda timing, dice: timing.s("call_deadline") * dice.uniform(0.1, 1.5),
    "hang_after_commit": lambda timing, dice: timing.s("call_deadline") * 1.5,
    # Up to just under the quiet time: later, and no protocol could tell.
    "late_commit": lambda timing, dice: timing.s("quiet") * dice.uniform(0.1, 0.9),
}
READ_FAULTS: Final = ("error_500", "reset", "html", "cut_body", "slow", "rate_limited")


def faults(story: Story, timing: Timing, dice: random.Random) -> Iterator[dict[str, Any]]:
    """Yield the faults to order for one story."""
    writes = list(dict.fromkeys(story.operations))
    tags = [TAGS[operation] for operation in writes if operation in TAGS]
    chances = [
        (sorted(WRITE_FAULTS), WRITES, [*writes, *tags]),
        (sorted(READ_FAULTS), READS, list(READ)),
    ]
    for kinds, chance, operations in chances:
        for operation in operations:
            if dice.random() < chance:
                kind = dice.choice(kinds)
                yield {
                    "Kind": kind,
                    "Operation": operation,
                    "ExternalOrderId": str(story.order.id),
                    "Seconds": round(WRITE_FAULTS[kind](timing, dice), 3),
                    "RetryAfter": 0,
                }
