"""Amazon's notifications (SP-API): they come by a queue of our own, and nobody signs them.

https://developer-docs.amazon.com/sp-api/docs/notifications-api-v1-use-case-guide. Who may write to the
queue is believed; over HTTP nothing is. Newer types are written in lower camel case throughout. A
notification is a hint: what costs money, or cancels, is never done on its word alone.
"""

from collections.abc import Callable, Sequence
from typing import Final

from events import types
from events.envelope import Envelope
from sources import amazon_payloads, fields, tracking
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
    OUTBOUND: types.SHIPMENT_EXCEPTION,
    MILESTONE: types.TRACKING_UPDATED,
    **dict.fromkeys(
        ("ORDER_CHANGE", "FBA_INVENTORY_AVAILABILITY_CHANGES", "ORDER_STATUS_CHANGE"),
        types.DELIVERY_NOTED,
    ),
}

_ENDED: Final = ("cancelled", "canceled", "unfulfillable", "invalid")
"""States in which Amazon sends nothing more: what becomes of the order a person decides."""

_SILENT: Final = (types.DELIVERY_NOTED, types.UNMAPPED)


def _verify(raw: bytes, headers: Headers, secrets: Sequence[bytes], now: float) -> int:
    """Refuse: over HTTP there is nothing to believe a notification by."""
    raise SealBroken


def _tells_a_return(payload: Payload) -> bool:
    """Return whether goods came back: the vendor's schema puts a return item into every message."""
    kind = (fields.ident(payload, "EventType") or "").casefold()
    if kind in ("order", "shipment", "return"):
        return kind == "return"
    item = fields.part(payload, "FulfillmentReturnItem")
    return bool(item) and not amazon_payloads.shipment_of(payload)


def _of_status(payload: Payload) -> str:
    shipment, state = (
        amazon_payloads.shipment_of(payload),
        (fields.ident(payload, "FulfillmentOrderStatus") or "").casefold(),
    )
    if _tells_a_return(payload):
        return types.DELIVERY_NOTED  # names a SKU, no return: the money comes from the storefront
    if state in _ENDED:
        return types.SHIPMENT_EXCEPTION
    shipped = (fields.ident(shipment, "FulfillmentShipmentStatus") or "").casefold() == "shipped"
    return types.SHIPMENT_CREATED if shipped else types.DELIVERY_NOTED


def _of_outbound(payload: Payload) -> str:
    state = (fields.ident(payload, "ShipmentStatus") or "").casefold()
    return types.SHIPMENT_EXCEPTION if state in _ENDED else types.DELIVERY_NOTED


def _of_milestone(payload: Payload) -> str:
    known = (
        tracking.status(amazon_payloads.MILESTONES, amazon_payloads.milestone_of(payload))
        != tracking.UNKNOWN
    )
    return (
        types.TRACKING_UPDATED
        if known and amazon_payloads.number_of(payload)
        else types.DELIVERY_NOTED
    )


_BODY_DECIDES: Final[dict[str, Callable[[Payload], str]]] = {
    STATUS: _of_status,
    OUTBOUND: _of_outbound,
    MILESTONE: _of_milestone,
}


def _refs(payload: Payload) -> tuple[str, ...]:
    numbers = [package["tracking_number"] for package in amazon_payloads.packages_of(payload)]
    return references(
        ("number", amazon_payloads.order_number_of(payload)),
        ("shipment", amazon_payloads.shipment_id_of(payload)),
        *[("tracking", number) for number in (*numbers, amazon_payloads.number_of(payload))],
    )


def _time(body: Payload, payload: Payload) -> str | None:
    updated = fields.moment(payload, "StatusUpdatedDateTime")
    return updated or fields.moment(body, "EventTime")


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    body: Payload = amazon_payloads.spelt_of(json_object(raw))
    topic = fields.required(fields.ident(body, "NotificationType"), "NotificationType")
    payload, decide = amazon_payloads.payload_of(body), _BODY_DECIDES.get(topic)
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


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return no seal: there is none."""
    return {"Content-Type": "application/json"}


_READERS: Final[dict[str, Reader]] = {
    types.SHIPMENT_CREATED: amazon_payloads.shipped,
    types.SHIPMENT_EXCEPTION: amazon_payloads.exception,
    types.TRACKING_UPDATED: amazon_payloads.tracked,
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
