"""Customers API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import keys, optional
from oms_client.schemas.base import page_of
from oms_client.schemas.customers import (
    Customer,
    CustomerExport,
    CustomerNames,
    NewAddresses,
    NewCustomer,
)
from oms_client.schemas.parts import CustomerKey


class Customers(Family):
    """Create, find, update, export and erase customers, and link addresses to them."""

    create_customer = Endpoint(
        "Create a Customer", "POST", "/v1/customers", body=NewCustomer, answer=Customer
    )
    get_customers = Endpoint(
        "Get Customers",
        "GET",
        "/v1/customers/",
        keys("InternalCustomerId", "ExternalCustomerId"),
        answer=page_of(Customer),
    )
    search_customers = Endpoint(
        "Search Customers",
        "GET",
        "/v1/customers/Search",
        optional("SearchKeyword", "SortByColumn", "Ascending", "PageSize", "PageNumber"),
        answer=page_of(Customer),
    )
    link_customer_addresses = Endpoint(
        "Link Addresses to a Customer",
        "PUT",
        "/v1/customers/Addresses",
        keys("InternalCustomerId", "ExternalCustomerId"),
        body=NewAddresses,
        answer=Customer,
        about="Replaces the whole list of addresses.",
    )
    update_customer = Endpoint(
        "Update a Customer",
        "PUT",
        "/v1/customers/",
        keys("InternalCustomerId", "ExternalCustomerId"),
        body=CustomerNames,
        answer=Customer,
    )
    export_customer = Endpoint(
        "Export a Customer",
        "POST",
        "/v1/customers/Export",
        body=CustomerKey,
        answer=CustomerExport,
        about="For a request of access: all that the OMS holds of the customer.",
    )
    forget_customer = Endpoint(
        "Forget a Customer",
        "POST",
        "/v1/customers/Forget",
        body=CustomerKey,
        answer=Customer,
        about="For a request of erasure: personal fields are emptied; refused with open orders.",
    )
