"""Order Fulfillment API."""

from oms_client.endpoints import Endpoint, Family, keys, optional, required


class OrderFulfillment(Family):
    """Create, find, cancel, reject, reroute, split and track the shipments of an order."""

    # The only call that creates shipments.
    create_all_shipments = Endpoint(
        "Create all Shipments",
        "POST",
        "/v1/orderfulfillment/shipments/CreateAllShipments",
        body=True,
    )
    # The parameter is named Shipment here, ShipmentId in every other call.
    cancel_shipment = Endpoint(
        "Cancel a Shipment",
        "POST",
        "/v1/orderfulfillment/shipments/Cancel",
        keys("Shipment"),
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
    )
    reject_shipment = Endpoint(
        "Reject a Shipment", "POST", "/v1/orderfulfillment/shipments/Reject", body=True
    )
    reroute_shipment = Endpoint(
        "Reroute a Shipment", "POST", "/v1/orderfulfillment/shipments/Reroute", body=True
    )
    # A split may answer with the new shipment. "Line Item ID" and OrderDetailId are one thing.
    split_shipment_by_order_detail_id = Endpoint(
        "Split Shipment by Line Item ID",
        "POST",
        "/v1/orderfulfillment/shipments/SplitShipmentByOrderDetailId",
        body=True,
        makes="ShipmentId",
    )
    split_shipment_by_sku = Endpoint(
        "Split Shipment by SKU",
        "POST",
        "/v1/orderfulfillment/shipments/SplitShipmentBySku",
        body=True,
        makes="ShipmentId",
    )
    # Each custom-field PUT replaces what was there: read, merge, then write.
    update_shipment_custom_fields = Endpoint(
        "Update Shipment Custom Fields",
        "PUT",
        "/v1/orderfulfillment/shipments/CustomFields",
        body=True,
    )
    update_shipment_line_item_custom_fields = Endpoint(
        "Update Shipment Line Item Custom Fields",
        "PUT",
        "/v1/orderfulfillment/shipments/LineItems/CustomFields",
        body=True,
    )
    # ShipmentId is marked optional here, required in the next one.
    update_shipment_status = Endpoint(
        "Update Shipment Status",
        "PUT",
        "/v1/orderfulfillment/shipments/Status",
        keys("ShipmentId"),
        body=True,
    )
    # Replaces the whole list.
    update_shipment_tracking_numbers = Endpoint(
        "Update Shipment Tracking Numbers",
        "PUT",
        "/v1/orderfulfillment/shipments/TrackingNumbers",
        required("ShipmentId"),
        body=True,
    )
