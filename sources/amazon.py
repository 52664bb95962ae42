"""Amazon's notifications (SP-API): they come by a queue of our own, and nobody signs them.

https://developer-docs.amazon.com/sp-api/docs/notifications-api-v1-use-case-guide. Who may write to the
queue is believed; over HTTP nothing is. Newer types are written in lower camel case throughout. A
notification is a hint: what costs money is never done on its word alone.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from events import types
from events.envelope import Envelope, Unreadable
from sources import fields, tracking
from sources.about import About
from sources.dialect import (
    Dialect,
    Headers,
    Payload,
    Reader,
    SealBroken,
    json_object,
    references,
    topic_type,
    translator,
)

STATUS: Final = "FULFILLMENT_ORDER_STATUS"
OUTBOUND: Final = "FBA_OUTBOUND_SHIPMENT_STATUS"
MILESTONE: Final = "SHIPMENT_TRACKING_MILESTONE_CHANGED"

TOPICS: Final = {
    STATUS: types.SHIPMENT_CREATED,
    OUTBOUND: types.SHIPMENT_CREATED,
    MILESTONE: types.TRACKING_UPDATED,
    **dict.fromkeys(
        ("ORDER_CHANGE", "FBA_INVENTORY_AVAILABILITY_CHANGES", "ORDER_STATUS_CHANGE"),
        types.DELIVERY_NOTED,
    ),
}

# https://developer-docs.amazon.com/sp-api, ShipmentTrackingMilestoneChanged
MILESTONES: Final = {
    "carrier_assigned": tracking.PRE_TRANSIT,
    "shipped": tracking.IN_TRANSIT,
    "out_for_delivery": tracking.OUT_FOR_DELIVERY,
    "delivered": tracking.DELIVERED,
}

_SILENT: Final = (types.DELIVERY_NOTED, types.UNMAPPED)


def _spelt(value: Any) -> Any:
    """Return a notification with its names in the older spelling: upper camel case."""
    if isinstance(value, dict):
        return {name[:1].upper() + name[1:]: _spelt(inner) for name, inner in value.items()}
    return [_spelt(item) for item in value] if isinstance(value, list) else value


def _payload(body: Payload) -> Payload:
    """Return what a notification is about: one level below, under a name made of its type."""
    payload = fields.part(_spelt(body), "Payload")
    inner = [value for value in payload.values() if isinstance(value, dict)]
    return inner[0] if len(payload) == 1 and inner else payload


def _verify(raw: bytes, headers: Headers, secrets: Sequence[bytes], now: float) -> int:
    """Refuse: over HTTP there is nothing to believe a notification by."""
    raise SealBroken


def _shipment(payload: Payload) -> Payload:
    return fields.part(payload, "FulfillmentShipment")


def _packages(payload: Payload) -> list[Payload]:
    shipment = _shipment(payload)
    return [
        {
            "id": fields.ident(package, "PackageNumber"),
            "tracking_number": fields.ident(package, "TrackingNumber"),
            "carrier": fields.ident(package, "CarrierCode"),
        }
        for package in fields.parts(shipment, "FulfillmentShipmentPackages")
    ]


def _of_status(payload: Payload) -> str:
    shipment, state = (
        _shipment(payload),
        (fields.ident(payload, "FulfillmentOrderStatus") or "").casefold(),
    )
    if fields.part(payload, "FulfillmentReturnItem"):
        return types.DELIVERY_NOTED  # names a SKU, no return: the money comes from the storefront
    if state in ("cancelled", "canceled"):
        return types.ORDER_CANCELLED
    shipped = (fields.ident(shipment, "FulfillmentShipmentStatus") or "").casefold() == "shipped"
    if shipped:
        return types.SHIPMENT_CREATED
    unfulfillable = state in ("unfulfillable", "invalid")
    return types.SHIPMENT_EXCEPTION if unfulfillable else types.DELIVERY_NOTED


def _of_outbound(payload: Payload) -> str:
    states = {"cancelled": types.SHIPMENT_CANCELLED, "canceled": types.SHIPMENT_CANCELLED}
    return states.get(
        (fields.ident(payload, "ShipmentStatus") or "").casefold(), types.DELIVERY_NOTED
    )


def _of_milestone(payload: Payload) -> str:
    known = tracking.status(MILESTONES, _milestone(payload)) != tracking.UNKNOWN
    return types.TRACKING_UPDATED if known and _number(payload) else types.DELIVERY_NOTED


_BODY_DECIDES: Final[dict[str, Callable[[Payload], str]]] = {
    STATUS: _of_status,
    OUTBOUND: _of_outbound,
    MILESTONE: _of_milestone,
}


def _milestone(payload: Payload) -> str | None:
    value: Any = fields.part(payload, "TrackingDetail").get("LatestMilestone")
    return fields.ident(value, "Milestone") if isinstance(value, dict) else value


def _number(payload: Payload) -> str | None:
    return fields.ident(fields.part(payload, "TrackingDetail"), "TrackingNumber") or fields.ident(
        payload, "TrackingNumber"
    )


def _order_number(payload: Payload) -> str | None:
    """Return the number that we gave the order: Amazon calls it the seller's."""
    return fields.ident(payload, "SellerFulfillmentOrderId") or fields.ident(
        payload, "AmazonOrderId"
    )


def _shipment_id(payload: Payload) -> str | None:
    return fields.ident(_shipment(payload), "AmazonShipmentId") or fields.ident(
        payload, "AmazonShipmentId"
    )


def _refs(payload: Payload) -> tuple[str, ...]:
    numbers = [package["tracking_number"] for package in _packages(payload)]
    return references(
        ("number", _order_number(payload)),
        ("shipment", _shipment_id(payload)),
        *[("tracking", number) for number in (*numbers, _number(payload))],
    )


def _time(body: Payload, payload: Payload) -> str | None:
    updated = fields.moment(payload, "StatusUpdatedDateTime")
    return updated or fields.moment(body, "EventTime")


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    body: Payload = _spelt(json_object(raw))
    topic = fields.required(fields.ident(body, "NotificationType"), "NotificationType")
    payload, decide = _payload(body), _BODY_DECIDES.get(topic)
    event_type = decide(payload) if decide else topic_type(TOPICS, topic)
    acts = event_type not in _SILENT
    time = _time(body, payload) if acts else None
    named = fields.ident(fields.part(body, "NotificationMetadata"), "NotificationId")
    return Envelope(
        identity=fields.required(named, "NotificationId"),
        topic=topic,
        type=event_type,
        refs=_refs(payload) if acts else (),
        version=time,
        time=time,
        tenant=fields.ident(payload, "SellerId"),
    )


def _order(payload: Payload) -> Payload | None:
    number = _order_number(payload)
    return {"id": None, "number": number} if number else None


def _named(payload: Payload) -> Payload:
    return {"id": fields.required(_shipment_id(payload), "AmazonShipmentId")}


def _shipped(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `shipment.created`; raise Unreadable where its lines are not told.

    The notification names parcels, not what is in them: only an order that is complete tells it, by
    being all that was open.
    """
    payload = _payload(body)
    if (fields.ident(payload, "FulfillmentOrderStatus") or "").casefold() != "complete":
        raise Unreadable("FulfillmentOrderStatus: a part of the order was shipped, and not which")
    return {
        "order": _order(payload),
        "shipment": _named(payload),
        "packages": _packages(payload),
        "shipped": True,
    }


def _cancelled(body: Payload, envelope: Envelope) -> Payload:
    return {"order": _order(_payload(body)), "reason": "cancelled"}


def _shipment_cancelled(body: Payload, envelope: Envelope) -> Payload:
    return {**_cancelled(body, envelope), "shipment": _named(_payload(body))}


def _exception(body: Payload, envelope: Envelope) -> Payload:
    payload = _payload(body)
    state = fields.required(
        fields.ident(payload, "FulfillmentOrderStatus"), "FulfillmentOrderStatus"
    )
    return {"order": _order(payload), "code": state, "message": f"the fulfilment order is {state}"}


def _tracked(body: Payload, envelope: Envelope) -> Payload:
    payload = _payload(body)
    word = _milestone(payload)
    return {
        "order": _order(payload),
        "tracking_number": _number(payload),
        "carrier": fields.ident(fields.part(payload, "TrackingDetail"), "CarrierCode"),
        "status": tracking.status(MILESTONES, word),
        "raw_status": word,
        "occurred_at": envelope.time,
    }


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return no seal: there is none."""
    return {"Content-Type": "application/json"}


_READERS: Final[dict[str, Reader]] = {
    types.SHIPMENT_CREATED: _shipped,
    types.SHIPMENT_CANCELLED: _shipment_cancelled,
    types.SHIPMENT_EXCEPTION: _exception,
    types.ORDER_CANCELLED: _cancelled,
    types.TRACKING_UPDATED: _tracked,
}

_ABOUT: Final = About(
    signature='none: a queue with `seal = "transport"`; over HTTP it is refused',
    signed="nothing",
    identity="`NotificationId` of the body",
    mark="none",
    lane="never: `SellerFulfillmentOrderId`",
    oracle="nobody: it is not signed; its shape against the vendor's example",
)

DIALECT = Dialect(
    name="amazon",
    topics=TOPICS,
    about=_ABOUT,
    verify=_verify,
    envelope=_envelope,
    translate=translator(_READERS),
    signs=False,
    seal=_seal,
)
