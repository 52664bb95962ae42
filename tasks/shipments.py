"""Shipments: create, ship, split, status, cancel."""

from sources.orderdynamics import REJECTED
from tasks import parcels, placing
from tasks.mapping import SHIPMENT_STATUS, tracking_entries
from tasks.tracking import written
from worker.app import lane_task
from worker.effects.shipment_look import SHIPPED
from worker.event import Event
from worker.oms import Oms
from worker.outcomes import NeedsPerson


@lane_task("shipments.create")
def create_shipments(event: Event, oms: Oms) -> None:
    """Put everything open of the order into shipments."""
    made = oms.shipments.create_all(event.id)
    if event.data["shipment"]:
        parcels.names(event, parcels.REQUESTED)[event.data["shipment"]["id"]] = made


@lane_task("shipments.ship")
def ship(event: Event, oms: Oms) -> None:
    """Give what was sent its tracking numbers, and mark it as shipped."""
    entries, ours = tracking_entries(event.data["packages"]), written(event)
    for number in placing.sent_as(event, oms):
        if entries:
            ours[str(number)] = oms.tracking.put(
                number, entries, key=event.id, replaces=ours.get(str(number), ())
            )
        if event.data["shipped"]:
            oms.shipments.mark(number, SHIPPED, event.id)
            parcels.note_sent(event, number)


@lane_task("shipments.split")
def split_shipment(event: Event, oms: Oms) -> None:
    """Split each new part off."""
    for part in event.data["into"]:
        placing.split_as(event, oms, part)


@lane_task("shipments.update_status")
def update_status(event: Event, oms: Oms) -> None:
    """Move a shipment forward."""
    status = SHIPMENT_STATUS[event.data["state"]]
    for shipment in parcels.meant_by(event, oms, event.data["shipment"]):
        oms.shipments.mark(shipment.id, status, event.id)


@lane_task("shipments.cancel")
def cancel_shipment(event: Event, oms: Oms) -> None:
    """Cancel a shipment; its goods are open again."""
    for number in parcels.to_cancel(event, oms):
        oms.shipments.cancel(number)


@lane_task("shipments.report_exception")
def report_exception(event: Event, oms: Oms) -> None:
    """Tell a person; of a shipment that was rejected in the OMS, only while it still is."""
    code, told = event.data["code"] or "", event.data["shipment"] or {}
    everything = oms.shipments.read().shipments if code == REJECTED else []
    named = [one for one in everything if str(one.id) == told.get("id")]
    if not named:
        raise NeedsPerson("SHIPMENT_EXCEPTION", code)
    if named[0].rejected:
        raise NeedsPerson("SHIPMENT_REJECTED", f"shipment {named[0].id}: {named[0].why}")
