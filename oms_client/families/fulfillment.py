"""Order Fulfillment API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import keys, optional, required
from oms_client.schemas.base import page_of
from oms_client.schemas.parts import OrderKey
from oms_client.schemas.shipments import (
    MadeShipments,
    NewShipmentStatus,
    NewTrackingNumbers,
    Rejection,
    Rerouting,
    Shipment,
    ShipmentCustomFields,
    ShipmentLineCustomFields,
    SplitByLine,
    SplitBySku,
    SplitShipments,
)


class OrderFulfillment(Family):
    """Create, find, cancel, reject, reroute, split and track the shipments of an order."""

    create_all_shipments = Endpoint(
        "Create all Shipments",
        "POST",
        "/v1/orderfulfillment/shipments/CreateAllShipments",
        body=OrderKey,
        answer=MadeShipments,
        about="The only call that makes shipments: one for each location that serves the order.",
    )
    # The parameter is named Shipment here, ShipmentId in every other call.
    cancel_shipment = Endpoint(
        "Cancel a Shipment",
        "POST",
        "/v1/orderfulfillment/shipments/Cancel",
        keys("Shipment"),
        answer=Shipment,
        about="What it held is open again, for other shipments of the order.",
    )
    get_shipments = Endpoint(
        "Get Shipments",
        "GET",
        "/v1/orderfulfillment/shipments/",
        optional(
            "CreateDateTimeUtcAfter",
            "CreateDateTimeUtcBefore",
            "ShipmentId",
            "InternalOrderId",
            "ExternalOrderId",
            "ShipmentStatus",
            "RouteDestinationName",
            "pageSize",
            "pageNumber",
        ),
        answer=page_of(Shipment),
    )
    reject_shipment = Endpoint(
        "Reject a Shipment",
        "POST",
        "/v1/orderfulfillment/shipments/Reject",
        body=Rejection,
        answer=Shipment,
    )
    reroute_shipment = Endpoint(
        "Reroute a Shipment",
        "POST",
        "/v1/orderfulfillment/shipments/Reroute",
        body=Rerouting,
        answer=Shipment,
    )
    split_shipment_by_order_detail_id = Endpoint(
        "Split Shipment by Line Item ID",
        "POST",
        "/v1/orderfulfillment/shipments/SplitShipmentByOrderDetailId",
        body=SplitByLine,
        answer=SplitShipments,
        about="The rest stays in the shipment that is split. A line item ID is an OrderDetailId.",
        makes="ShipmentId",
    )
    split_shipment_by_sku = Endpoint(
        "Split Shipment by SKU",
        "POST",
        "/v1/orderfulfillment/shipments/SplitShipmentBySku",
        body=SplitBySku,
        answer=SplitShipments,
        about="The rest stays in the shipment that is split.",
        makes="ShipmentId",
    )
    update_shipment_custom_fields = Endpoint(
        "Update Shipment Custom Fields",
        "PUT",
        "/v1/orderfulfillment/shipments/CustomFields",
        body=ShipmentCustomFields,
        answer=Shipment,
        about="Replaces the custom fields: read, merge, then write.",
    )
    update_shipment_line_item_custom_fields = Endpoint(
        "Update Shipment Line Item Custom Fields",
        "PUT",
        "/v1/orderfulfillment/shipments/LineItems/CustomFields",
        body=ShipmentLineCustomFields,
        answer=Shipment,
        about="Replaces the custom fields: read, merge, then write.",
    )
    # ShipmentId is marked optional here, required in the next one.
    update_shipment_status = Endpoint(
        "Update Shipment Status",
        "PUT",
        "/v1/orderfulfillment/shipments/Status",
        keys("ShipmentId"),
        body=NewShipmentStatus,
        answer=Shipment,
        about="Forward only, steps may be left out; the status it has already changes nothing.",
    )
    update_shipment_tracking_numbers = Endpoint(
        "Update Shipment Tracking Numbers",
        "PUT",
        "/v1/orderfulfillment/shipments/TrackingNumbers",
        required("ShipmentId"),
        body=NewTrackingNumbers,
        answer=Shipment,
        about="Replaces the whole list: read, merge, then write.",
    )
