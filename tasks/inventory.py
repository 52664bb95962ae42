"""Stock: set what lies where."""

from worker.app import lane_task
from worker.event import Event
from worker.oms import Oms


@lane_task("inventory.set_level")
def set_level(event: Event, oms: Oms) -> None:
    """Set how much lies at a location, as the sender last counted it."""
    data = event.data
    occasion = f"{event.source} {data['version'] or event.version or event.id}"
    oms.stock.set_on_hand(data["sku"], data["location"], data["on_hand"], occasion)
