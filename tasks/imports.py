"""Historic orders: taken over as they are."""

from events.envelope import Unreadable
from imports.faults import RowRefused
from imports.mapping import BODIES
from imports.validation import check_again
from worker.app import lane_task
from worker.event import Event
from worker.oms import Oms
from worker.outcomes import NeedsPerson


@lane_task("imports.import_order")
def import_order(event: Event, oms: Oms) -> None:
    """Take a historic order over; a row that came past the import command is checked here."""
    target = event.data["target"]
    try:
        order = check_again(event.data["row"], target)
    except RowRefused as err:
        raise Unreadable(f"{event.type}: {err}") from err
    if order.externalOrderID != event.order:
        raise NeedsPerson("WRONG_ORDER", "the row names another order than its event")
    oms.orders.import_order(target, BODIES[target](order))
