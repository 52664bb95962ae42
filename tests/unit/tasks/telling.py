"""Lines as senders tell them, and how a task's turn ends."""

from collections.abc import Callable
from typing import Any

import pytest

from worker.event import Event
from worker.oms_reading import Shipment
from worker.outcomes import NeedsPerson, Waits

Make = Callable[..., Shipment]
NewEvent = Callable[..., Event]
BOX = {"id": "box-1"}


def lines(**quantities: int) -> list[dict[str, Any]]:
    """Lines by id and SKU: `MUG_1=2` is two of line MUG_1."""
    return [
        {"id": name, "sku": name.partition("_")[0], "quantity": quantity}
        for name, quantity in quantities.items()
    ]


def skus(**quantities: int) -> list[dict[str, Any]]:
    """Lines by SKU alone."""
    return [{"sku": sku, "quantity": quantity} for sku, quantity in quantities.items()]


def reason_of(task: Any, event: Event, oms: Any) -> str:
    """Return why a person is asked."""
    with pytest.raises(NeedsPerson) as parked:
        task.run(event, oms)
    return parked.value.reason


def wait_of(task: Any, event: Event, oms: Any) -> Waits:
    """Return what an event waits for."""
    with pytest.raises(Waits) as waits:
        task.run(event, oms)
    return waits.value
