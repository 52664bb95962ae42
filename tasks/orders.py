"""Orders: create, hold, resume, cancel, shipping address, changed lines."""

from tasks.mapping import order_body, shipping_address
from worker.app import lane_task
from worker.event import Event
from worker.guards import part_of
from worker.oms import Oms
from worker.outcomes import NeedsPerson


@lane_task("orders.create")
def create_order(event: Event, oms: Oms) -> None:
    """Create the order in the OMS."""
    oms.orders.create(order_body(event.data))


@lane_task("orders.hold")
def hold_order(event: Event, oms: Oms) -> None:
    """Hold the order; holds are counted by the part of the order they name, and by their ids."""
    holds_of(event)[event.data["hold_id"] or ""] = event.version
    oms.orders.hold(_occasion(event), event.data["reason"])


@lane_task("orders.resume")
def resume_order(event: Event, oms: Oms) -> None:
    """Resume the order when no part of it is held any more."""
    held, named = holds_of(event), event.data["hold_id"]
    for hold in [named] if named else list(held):
        if held.get(hold, "") <= event.version:
            held.pop(hold, None)
    if not any(_holds(event).values()):
        oms.orders.resume(_occasion(event))


@lane_task("orders.cancel")
def cancel_order(event: Event, oms: Oms) -> None:
    """Cancel the order."""
    oms.orders.cancel(event.data["reason"] or "cancelled at the storefront")


@lane_task("orders.update_address")
def update_address(event: Event, oms: Oms) -> None:
    """Replace the shipping address."""
    oms.orders.update_address(event.version, shipping_address(event.data["ship_to"]))


@lane_task("orders.report_edit")
def report_edit(event: Event, oms: Oms) -> None:
    """Tell a person: no call of the OMS changes the lines of an order."""
    changes = [
        f"{change['id'] or change['sku']} {change['delta']:+d}" for change in event.data["changes"]
    ]
    raise NeedsPerson("LINES_CHANGED", ", ".join(changes))


def holds_of(event: Event) -> dict[str, str]:
    """Return the holds in force on the part that an event names: their versions by their ids."""
    return _holds(event).setdefault(part_of(event.data), {})


def _holds(event: Event) -> dict[str, dict[str, str]]:
    holds: dict[str, dict[str, str]] = event.known.setdefault("holds", {})
    return holds


def _occasion(event: Event) -> str:
    """Return what makes a hold or a release another one than the last, and a repeat the same."""
    hold = event.data["hold_id"] or ""
    return f"{part_of(event.data)}:{hold}@{event.version or event.id}"
