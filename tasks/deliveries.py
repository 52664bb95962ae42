"""Deliveries whose topic does not say what happened."""

from worker.app import lane_task
from worker.event import Event
from worker.oms import Oms


@lane_task("deliveries.derive")
def derive_events(event: Event, oms: Oms) -> None:
    """Compare the sender's state with the last known one; the difference becomes events."""
    event.derive()
