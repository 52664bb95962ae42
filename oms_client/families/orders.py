"""Order Orchestration API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import keys, optional, required
from oms_client.schemas.base import page_of
from oms_client.schemas.orders import (
    CancelledLine,
    ImportedOrder,
    NewOrder,
    NewShippingAddress,
    Order,
    OrderCustomFields,
    OrderLineCustomFields,
    OrderSearch,
    OrderStatistics,
    OrderStatus,
    PaymentCustomFields,
)


class OrderOrchestration(Family):
    """Create, import, find, hold, resume, cancel and amend orders."""

    # The vendor writes the IDs in camelCase in the three actions, in PascalCase in the reads.
    cancel_order = Endpoint(
        "Cancel an Order",
        "POST",
        "/v1/orders/Cancel",
        keys("internalOrderId", "externalOrderId") + optional("cancelReason"),
        answer=Order,
        about="Cancels what has not left; with some of it shipped, the order ends as Shipped.",
    )
    get_order = Endpoint(
        "Get an Order",
        "GET",
        "/v1/orders/",
        keys("InternalOrderId", "ExternalOrderId"),
        answer=Order,
    )
    # A read sent as POST: the criteria are the body.
    search_orders = Endpoint(
        "Search for Orders",
        "POST",
        "/v1/orders/Search",
        optional("pageSize", "pageNumber"),
        body=OrderSearch,
        answer=page_of(Order),
        write=False,
    )
    get_order_status = Endpoint(
        "Get an Order's Status",
        "GET",
        "/v1/orders/Status",
        keys("InternalOrderId", "ExternalOrderId"),
        answer=OrderStatus,
    )
    update_line_item_custom_fields = Endpoint(
        "Update Line Item Custom Fields by Order Details, Internal ID, or Order Detail External ID",
        "PUT",
        "/v1/orders/LineItems/CustomFields",
        body=OrderLineCustomFields,
        answer=Order,
        about="Replaces the custom fields: read, merge, then write.",
    )
    update_order_custom_fields = Endpoint(
        "Update Order Custom Fields",
        "PUT",
        "/v1/orders/CustomFields",
        body=OrderCustomFields,
        answer=Order,
        about="Replaces the custom fields: read, merge, then write.",
    )
    # "customfields" in lower case, unlike its two siblings.
    update_order_payment_custom_fields = Endpoint(
        "Update Order Payment Custom Fields",
        "PUT",
        "/v1/orders/Payments/customfields",
        body=PaymentCustomFields,
        answer=Order,
        about="Replaces the custom fields: read, merge, then write.",
    )
    create_order = Endpoint(
        "Create an Order",
        "POST",
        "/v1/orders",
        body=NewOrder,
        answer=Order,
        about="ExternalOrderId may be taken once: after a lost answer, look for it with get_order.",
    )
    hold_order = Endpoint(
        "Hold an Order",
        "POST",
        "/v1/orders/Hold",
        keys("internalOrderId", "externalOrderId") + optional("holdReason"),
        answer=Order,
        about="An order on hold stays so: asking again changes nothing.",
    )
    resume_order = Endpoint(
        "Resume an Order",
        "POST",
        "/v1/orders/Resume",
        keys("internalOrderId", "externalOrderId"),
        answer=Order,
    )
    # Not Kibo's historic-order import, which is another API.
    import_order = Endpoint(
        "Import an Order",
        "POST",
        "/v1/orders/Import",
        body=ImportedOrder,
        answer=Order,
        about="Takes an order over in its status; no shipment and no capture is made of it.",
    )
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
        answer=page_of(Order),
        about="The call to reconcile with: orders that changed in a window, which is required.",
    )
    get_customer_order_history = Endpoint(
        "Get History of Customer Orders",
        "GET",
        "/v1/orders/CustomerHistory",
        keys("InternalCustomerId", "ExternalCustomerId")
        + optional(
            "SortByColumn", "Ascending", "PageSize", "PageNumber", "FilterByExternalId", "Filter"
        ),
        answer=page_of(Order),
    )
    # The title spells Canceled, the path Cancelled. No page number: there is one page only.
    get_cancelled_line_items = Endpoint(
        "Get Order Canceled Line Items",
        "GET",
        "/v1/orders/CancelledLineItems",
        keys("InternalOrderId", "ExternalOrderId") + optional("PageSize"),
        answer=page_of(CancelledLine),
    )
    # No query: the body names the order.
    update_shipping_address = Endpoint(
        "Update Shipping Address",
        "PUT",
        "/v1/orders/UpdateShippingAddress",
        body=NewShippingAddress,
        answer=Order,
    )
    get_order_statistics = Endpoint(
        "Get Order Statistics",
        "GET",
        "/v1/orders/Statistics",
        keys("InternalOrderId", "ExternalOrderId"),
        answer=OrderStatistics,
    )
