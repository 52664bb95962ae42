"""Tracking numbers and the deliveries they tell of."""

from sources import tracking
from tasks import parcels
from tasks.mapping import tracking_entry
from worker.app import lane_task
from worker.effects.shipment_look import DELIVERED
from worker.event import Event
from worker.oms import Oms


@lane_task("tracking.update")
def update_tracking(event: Event, oms: Oms) -> None:
    """Add the number to the shipment it belongs to; mark that as delivered when it is."""
    entry = tracking_entry(event.data)
    number = entry["TrackingNumber"]
    for shipment in parcels.meant_by(event, oms, event.data["shipment"], number):
        if number not in shipment.numbers:
            written(event)[str(shipment.id)] = oms.tracking.add(shipment, entry)
        if event.data["status"] == tracking.DELIVERED:
            oms.shipments.mark(shipment.id, DELIVERED, event.id)


def written(event: Event) -> dict[str, list[str]]:
    """Return the digests of the tracking numbers we wrote last, by ShipmentId."""
    digests: dict[str, list[str]] = event.known.setdefault("tracking", {})
    return digests
