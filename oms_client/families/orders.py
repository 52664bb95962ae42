"""Order Orchestration API."""

from oms_client.endpoints import Endpoint, Family, keys, optional, required


class OrderOrchestration(Family):
    """Create, import, find, hold, resume, cancel and amend orders."""

    # The vendor writes the IDs in camelCase in the three actions, in PascalCase in the reads.
    cancel_order = Endpoint(
        "Cancel an Order",
        "POST",
        "/v1/orders/Cancel",
        keys("internalOrderId", "externalOrderId") + optional("cancelReason"),
    )
    get_order = Endpoint(
        "Get an Order", "GET", "/v1/orders/", keys("InternalOrderId", "ExternalOrderId")
    )
    # A read sent as POST: the criteria are the body.
    search_orders = Endpoint(
        "Search for Orders",
        "POST",
        "/v1/orders/Search",
        optional("pageSize", "pageNumber"),
        body=True,
        write=False,
    )
    get_order_status = Endpoint(
        "Get an Order's Status",
        "GET",
        "/v1/orders/Status",
        keys("InternalOrderId", "ExternalOrderId"),
    )
    # Each custom-field PUT replaces what was there: read, merge, then write.
    update_line_item_custom_fields = Endpoint(
        "Update Line Item Custom Fields by Order Details, Internal ID, or Order Detail External ID",
        "PUT",
        "/v1/orders/LineItems/CustomFields",
        body=True,
    )
    update_order_custom_fields = Endpoint(
        "Update Order Custom Fields", "PUT", "/v1/orders/CustomFields", body=True
    )
    # "customfields" in lower case, unlike its two siblings.
    update_order_payment_custom_fields = Endpoint(
        "Update Order Payment Custom Fields", "PUT", "/v1/orders/Payments/customfields", body=True
    )
    create_order = Endpoint("Create an Order", "POST", "/v1/orders", body=True)
    hold_order = Endpoint(
        "Hold an Order",
        "POST",
        "/v1/orders/Hold",
        keys("internalOrderId", "externalOrderId") + optional("holdReason"),
    )
    resume_order = Endpoint(
        "Resume an Order",
        "POST",
        "/v1/orders/Resume",
        keys("internalOrderId", "externalOrderId"),
    )
    # Not Kibo's historic-order import, which is another API.
    import_order = Endpoint("Import an Order", "POST", "/v1/orders/Import", body=True)
    # The reconciliation call: the time window is required.
    list_orders = Endpoint(
        "Get List of Orders",
        "GET",
        "/v1/orders/List",
        required("LastUpdatedDateTimeUtcAfter", "LastUpdatedDateTimeUtcBefore")
        + optional(
            "ExternalCustomerId",
            "InternalCustomerId",
            "OrderStatus",
            "IsShippedToStore",
            "PageSize",
            "PageNumber",
        ),
    )
    get_customer_order_history = Endpoint(
        "Get History of Customer Orders",
        "GET",
        "/v1/orders/CustomerHistory",
        keys("InternalCustomerId", "ExternalCustomerId")
        + optional(
            "SortByColumn", "Ascending", "PageSize", "PageNumber", "FilterByExternalId", "Filter"
        ),
    )
    # The title spells Canceled, the path Cancelled. No page number: there is one page only.
    get_cancelled_line_items = Endpoint(
        "Get Order Canceled Line Items",
        "GET",
        "/v1/orders/CancelledLineItems",
        keys("InternalOrderId", "ExternalOrderId") + optional("PageSize"),
    )
    # No query: the body names the order.
    update_shipping_address = Endpoint(
        "Update Shipping Address", "PUT", "/v1/orders/UpdateShippingAddress", body=True
    )
    get_order_statistics = Endpoint(
        "Get Order Statistics",
        "GET",
        "/v1/orders/Statistics",
        keys("InternalOrderId", "ExternalOrderId"),
    )
