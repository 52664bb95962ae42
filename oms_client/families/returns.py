"""Returns API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import keys, optional
from oms_client.schemas.base import page_of
from oms_client.schemas.returns import (
    NewReturn,
    Return,
    ReturnCustomFields,
    ReturnItemCustomFields,
    ReturnKey,
)


class Returns(Family):
    """Create, update, commit, cancel and read returns."""

    get_customer_return_history = Endpoint(
        "Get Customer Return History",
        "GET",
        "/v1/returns/CustomerHistory",
        keys("CustomerId") + optional("OrderIdFilter", "SortByColumn"),
        answer=page_of(Return),
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
        answer=page_of(Return),
    )
    commit_return = Endpoint(
        "Commit a Return",
        "POST",
        "/v1/returns/Commit",
        body=ReturnKey,
        answer=Return,
        about="Takes the goods back, and makes a credit invoice of them.",
    )
    create_return = Endpoint(
        "Create a Return", "POST", "/v1/returns/", body=NewReturn, answer=Return
    )
    upsert_return = Endpoint(
        "Create/Update a Return",
        "PUT",
        "/v1/returns/",
        optional("InternalReturnId"),
        body=NewReturn,
        answer=Return,
        about="Without InternalReturnId it creates, as create_return does.",
    )
    update_return_custom_fields = Endpoint(
        "Update Return Custom Fields",
        "PUT",
        "/v1/returns/CustomFields",
        body=ReturnCustomFields,
        answer=Return,
        about="Replaces the custom fields: read, merge, then write.",
    )
    cancel_return = Endpoint(
        "Cancel a Return", "POST", "/v1/returns/Cancel", body=ReturnKey, answer=Return
    )
    # ReturnItems where orders, shipments and invoices have LineItems.
    update_return_line_item_custom_fields = Endpoint(
        "Update Return Line Item Custom Fields",
        "PUT",
        "/v1/returns/ReturnItems/CustomFields",
        body=ReturnItemCustomFields,
        answer=Return,
        about="Replaces the custom fields: read, merge, then write.",
    )
    # Overlaps get_returns, which can also look by time and status.
    get_returns_by_id = Endpoint(
        "Get Returns by ID",
        "GET",
        "/v1/returns/ReturnsById",
        keys("ReturnId", "InternalOrderId", "ExternalOrderId") + optional("PageSize", "PageNumber"),
        answer=page_of(Return),
    )
