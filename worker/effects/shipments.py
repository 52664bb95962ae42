"""Effects on shipments: create all, status, tracking numbers, cancel."""

from typing import Final

from oms_client import Answer, OmsClient
from worker.effects.obstacles import NO_CREATE, ORDER_CANCELLED, absent_unless_held
from worker.effects.operation import ABSENT, Ask, Finding, Operation, Picture, applied, park
from worker.effects.shipment_look import (
    CANCELLED,
    GONE,
    LIVE,
    REJECTED,
    WAY,
    look_at_order_and_shipments,
    look_at_shipments,
    shipment_in,
    tracking_digests,
    unallocated,
)

UNKNOWN: Final = park("SHIPMENT_UNKNOWN")
SHIPMENT_GONE: Final = park("SHIPMENT_GONE")
CHANGED_BY_HAND: Final = park("TRACKING_CHANGED_BY_HAND")


def judge_create_all(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """Nothing open is left: done. New shipments and something open: somebody must look."""
    if not now["found"]:
        return NO_CREATE
    if now["status"] == CANCELLED:
        return applied(ShipmentIds=[]) if before else ORDER_CANCELLED
    if not unallocated(now):
        return applied(ShipmentIds=[s["id"] for s in now["shipments"] if s["status"] in LIVE])
    if before and _ids(now) - _ids(before):
        return park("PARTIAL_SHIPMENTS")
    return absent_unless_held(now)


def judge_status(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """A shipment moves forward only; as far as wanted or farther is done."""
    if not now["found"]:
        return NO_CREATE
    shipment = shipment_in(now, ask["shipment"])
    if shipment is None:
        return UNKNOWN
    if shipment["status"] in (CANCELLED, REJECTED):
        return SHIPMENT_GONE
    if shipment["status"] not in WAY:
        return park("STATUS_UNKNOWN")
    if WAY.index(shipment["status"]) >= WAY.index(ask["status"]):
        return applied()
    return absent_unless_held(now)


def judge_tracking(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """The list is as wanted, or as we may replace it; any other is somebody else's."""
    shipment = shipment_in(now, ask["shipment"])
    if shipment is None:
        return UNKNOWN
    there, wanted = shipment["tracking"], tracking_digests(ask["tracking"])
    if there == wanted:
        return applied()
    if shipment["status"] in (CANCELLED, REJECTED):
        return SHIPMENT_GONE
    earlier = shipment_in(before, ask["shipment"]) if before else None
    if earlier:
        return ABSENT if there == earlier["tracking"] else CHANGED_BY_HAND
    may_go = set(there) <= set(wanted) or there == ask["replaces"]
    return ABSENT if may_go else CHANGED_BY_HAND


def judge_cancel(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """Cancelled is final; what has left needs a return."""
    shipment = shipment_in(now, ask["shipment"])
    if shipment is None:
        return UNKNOWN
    if shipment["status"] == CANCELLED:
        return applied()
    return park("SHIPMENT_ALREADY_GONE") if shipment["status"] in GONE else ABSENT


def _ids(picture: Picture) -> set[int]:
    return {shipment["id"] for shipment in picture["shipments"]}


def _create_all(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    return client.order_fulfillment.create_all_shipments(body={"ExternalOrderId": ask["order"]})


def _status(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    return client.order_fulfillment.update_shipment_status(
        shipment_id=ask["shipment"], body={"ShipmentStatus": ask["status"]}
    )


def _tracking(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    return client.order_fulfillment.update_shipment_tracking_numbers(
        shipment_id=ask["shipment"], body={"TrackingNumbers": ask["tracking"]}
    )


def _cancel(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    return client.order_fulfillment.cancel_shipment(shipment=ask["shipment"])


ROWS: Final = (
    Operation(
        name="create_all_shipments",
        look=look_at_order_and_shipments,
        judge=judge_create_all,
        send=_create_all,
        made=lambda body: {"ShipmentIds": [one["ShipmentId"] for one in body["Shipments"]]},
        resends=2,
        doubt="SHIPMENTS_IN_DOUBT",
    ),
    Operation(
        name="update_shipment_tracking_numbers",
        look=look_at_shipments,
        judge=judge_tracking,
        send=_tracking,
        resends=3,
        doubt="TRACKING_IN_DOUBT",
    ),
    Operation(
        name="update_shipment_status",
        look=look_at_order_and_shipments,
        judge=judge_status,
        send=_status,
        resends=3,
        doubt="SHIPMENT_STATUS_IN_DOUBT",
    ),
    Operation(
        name="cancel_shipment",
        look=look_at_shipments,
        judge=judge_cancel,
        send=_cancel,
        resends=3,
        doubt="SHIPMENT_CANCEL_IN_DOUBT",
    ),
)
