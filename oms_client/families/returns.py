"""Returns API."""

from oms_client.endpoints import Endpoint, Family, keys, optional


class Returns(Family):
    """Create, update, commit, cancel and read returns."""

    get_customer_return_history = Endpoint(
        "Get Customer Return History",
        "GET",
        "/v1/returns/CustomerHistory",
        keys("CustomerId") + optional("OrderIdFilter", "SortByColumn"),
    )
    get_returns = Endpoint(
        "Get Returns",
        "GET",
        "/v1/returns/",
        optional(
            "CreateDateTimeUtcAfter",
            "CreateDateTimeUtcBefore",
            "ReturnId",
            "ReturnStatus",
            "InternalOrderId",
            "ExternalOrderId",
            "InternalCustomerId",
            "ExternalCustomerId",
            "PageSize",
            "PageNumber",
        ),
    )
    commit_return = Endpoint("Commit a Return", "POST", "/v1/returns/Commit", body=True)
    create_return = Endpoint("Create a Return", "POST", "/v1/returns/", body=True)
    # Without InternalReturnId it creates, as create_return does.
    upsert_return = Endpoint(
        "Create/Update a Return", "PUT", "/v1/returns/", optional("InternalReturnId"), body=True
    )
    update_return_custom_fields = Endpoint(
        "Update Return Custom Fields", "PUT", "/v1/returns/CustomFields", body=True
    )
    cancel_return = Endpoint("Cancel a Return", "POST", "/v1/returns/Cancel", body=True)
    # ReturnItems where orders, shipments and invoices have LineItems.
    update_return_line_item_custom_fields = Endpoint(
        "Update Return Line Item Custom Fields",
        "PUT",
        "/v1/returns/ReturnItems/CustomFields",
        body=True,
    )
    # Overlaps get_returns, which can also look by time and status.
    get_returns_by_id = Endpoint(
        "Get Returns by ID",
        "GET",
        "/v1/returns/ReturnsById",
        keys("ReturnId", "InternalOrderId", "ExternalOrderId") + optional("PageSize", "PageNumber"),
    )
