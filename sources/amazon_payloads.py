"""Reads Amazon's notifications: what stands in them, and what it is in our words."""

from typing import Any, Final

from events.envelope import Envelope, Unreadable
from sources import fields, tracking
from sources.dialect import Payload

# https://developer-docs.amazon.com/sp-api, ShipmentTrackingMilestoneChanged
MILESTONES: Final = {
    "carrier_assigned": tracking.PRE_TRANSIT,
    "shipped": tracking.IN_TRANSIT,
    "out_for_delivery": tracking.OUT_FOR_DELIVERY,
    "delivered": tracking.DELIVERED,
}


def spelt_of(value: Any) -> Any:
    """Return a notification with its names in the older spelling: upper camel case."""
    if isinstance(value, dict):
        return {name[:1].upper() + name[1:]: spelt_of(inner) for name, inner in value.items()}
    return [spelt_of(item) for item in value] if isinstance(value, list) else value


def payload_of(body: Payload) -> Payload:
    """Return what a notification is about: one level below, under a name made of its type."""
    payload = fields.part(spelt_of(body), "Payload")
    inner = [value for value in payload.values() if isinstance(value, dict)]
    return inner[0] if len(payload) == 1 and inner else payload


def shipment_of(payload: Payload) -> Payload:
    """Return the shipment that a status tells of, empty where there is none."""
    return fields.part(payload, "FulfillmentShipment")


def packages_of(payload: Payload) -> list[Payload]:
    """Return the parcels of a shipment."""
    shipment = shipment_of(payload)
    return [
        {
            "id": fields.ident(package, "PackageNumber"),
            "tracking_number": fields.ident(package, "TrackingNumber"),
            "carrier": fields.ident(package, "CarrierCode"),
        }
        for package in fields.parts(shipment, "FulfillmentShipmentPackages")
    ]


def milestone_of(payload: Payload) -> str | None:
    """Return Amazon's word for where a parcel is."""
    detail = fields.part(payload, "TrackingDetail")
    told = detail.get("LatestMilestone")
    if isinstance(told, dict):
        return fields.text(told, "Milestone")
    return fields.text(detail, "LatestMilestone")


def number_of(payload: Payload) -> str | None:
    """Return the tracking number of a milestone."""
    return fields.ident(fields.part(payload, "TrackingDetail"), "TrackingNumber") or fields.ident(
        payload, "TrackingNumber"
    )


def order_number_of(payload: Payload) -> str | None:
    """Return the number that we gave the order: Amazon calls it the seller's."""
    return fields.ident(payload, "SellerFulfillmentOrderId") or fields.ident(
        payload, "AmazonOrderId"
    )


def shipment_id_of(payload: Payload) -> str | None:
    """Return Amazon's id of a shipment."""
    return fields.ident(shipment_of(payload), "AmazonShipmentId") or fields.ident(
        payload, "AmazonShipmentId"
    )


def _order(payload: Payload) -> Payload | None:
    number = order_number_of(payload)
    return {"id": None, "number": number} if number else None


def _named(payload: Payload) -> Payload:
    return {"id": fields.required(shipment_id_of(payload), "AmazonShipmentId")}


def shipped(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `shipment.created`; raise Unreadable where its lines are not told.

    The notification names parcels, not what is in them: only an order that is complete tells it, by
    being all that was open.
    """
    payload = payload_of(body)
    if (fields.ident(payload, "FulfillmentOrderStatus") or "").casefold() != "complete":
        raise Unreadable("FulfillmentOrderStatus: a part of the order was shipped, and not which")
    return {
        "order": _order(payload),
        "shipment": _named(payload),
        "packages": packages_of(payload),
        "shipped": True,
    }


def exception(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `shipment.exception`: the state that a person looks up at Amazon."""
    payload = payload_of(body)
    names = ("FulfillmentOrderStatus", "ShipmentStatus")
    told = next(filter(None, (fields.ident(payload, name) for name in names)), None)
    state = fields.required(told, " or ".join(names))
    return {
        "order": _order(payload),
        "code": state,
        "message": f"it is {state} at Amazon, by a notification that nobody signed",
    }


def tracked(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `tracking.updated`."""
    payload = payload_of(body)
    word = milestone_of(payload)
    return {
        "order": _order(payload),
        "tracking_number": number_of(payload),
        "carrier": fields.ident(fields.part(payload, "TrackingDetail"), "CarrierCode"),
        "status": tracking.status(MILESTONES, word),
        "raw_status": word,
        "occurred_at": envelope.time,
    }
