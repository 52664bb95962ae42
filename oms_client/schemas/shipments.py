"""Shipments: their bodies and their answers (docs/sandbox.md)."""

from oms_client.schemas.base import Form, Shape, instant, many, one, text, whole
from oms_client.schemas.parts import CustomField, Dated, HasCustomFields, NewLineQuantity

STATUSES = (
    "Open",
    "Acknowledged",
    "Picked",
    "Packed",
    "Shipped",
    "Delivered",
    "Rejected",
    "Cancelled",
)


class ShipmentKey(Form):
    """Name a shipment."""

    ShipmentId = whole(required=True)


class Rejection(ShipmentKey):
    """reject_shipment."""

    RejectReason = text(required=True)


class Rerouting(ShipmentKey):
    """reroute_shipment: the internal name of the location that takes over."""

    RouteDestinationName = text(required=True)


class SplitByLine(ShipmentKey):
    """split_shipment_by_order_detail_id: what goes into the new shipment, never all of it."""

    Items = many(NewLineQuantity, required=True)


class SkuQuantity(Form):
    """Units of a SKU."""

    Sku = text(required=True)
    Quantity = whole(required=True)


class SplitBySku(ShipmentKey):
    """split_shipment_by_sku: what goes into the new shipment, never all of it."""

    Items = many(SkuQuantity, required=True)


class ShipmentCustomFields(ShipmentKey, HasCustomFields):
    """update_shipment_custom_fields."""


class ShipmentLineCustomFields(ShipmentKey, HasCustomFields):
    """update_shipment_line_item_custom_fields."""

    OrderDetailId = whole(required=True)


class NewShipmentStatus(Form):
    """update_shipment_status: forward only, steps may be left out."""

    ShipmentId = whole()
    ShipmentStatus = text(*STATUSES, required=True)


class NewTrackingNumber(Form):
    """A parcel's number, at most 50 characters."""

    TrackingNumber = text(required=True)
    Carrier = text()
    Url = text()


class NewTrackingNumbers(Form):
    """update_shipment_tracking_numbers: the whole list."""

    TrackingNumbers = many(NewTrackingNumber, required=True)


class ShipmentLine(Shape):
    """A part of an order's line, in units."""

    OrderDetailId = whole()
    Sku = text()
    Quantity = whole()
    CustomFields = many(CustomField)


class RouteStop(Shape):
    """Where a shipment was sent, and when."""

    RouteDestinationName = text()
    DateTimeUtc = instant()


class TrackingNumber(Shape):
    """A parcel's number."""

    TrackingNumber = text()
    Carrier = text()
    Url = text()


class Shipment(Dated):
    """A shipment; ParentShipmentId after a split."""

    ShipmentId = whole()
    InternalOrderId = whole()
    ExternalOrderId = text()
    ShipmentStatus = text(*STATUSES)
    RouteDestinationName = text()
    RouteHistory = many(RouteStop)
    ParentShipmentId = whole()
    LineItems = many(ShipmentLine)
    TrackingNumbers = many(TrackingNumber)
    RejectReason = text()
    CustomFields = many(CustomField)


class MadeShipments(Shape):
    """What create_all_shipments made; [] when there was nothing left to ship."""

    InternalOrderId = whole()
    ExternalOrderId = text()
    OrderStatus = text()
    Shipments = many(Shipment)


class SplitShipments(Shape):
    """What a split left, and what it made."""

    InternalOrderId = whole()
    ExternalOrderId = text()
    OriginalShipment = one(Shipment)
    NewShipment = one(Shipment)
