"""Customers API."""

from oms_client.endpoints import Endpoint, Family, keys, optional


class Customers(Family):
    """Create, find, update, export and erase customers, and link addresses to them."""

    create_customer = Endpoint("Create a Customer", "POST", "/v1/customers", body=True)
    get_customers = Endpoint(
        "Get Customers", "GET", "/v1/customers/", keys("InternalCustomerId", "ExternalCustomerId")
    )
    search_customers = Endpoint(
        "Search Customers",
        "GET",
        "/v1/customers/Search",
        optional("SearchKeyword", "SortByColumn", "Ascending", "PageSize", "PageNumber"),
    )
    link_customer_addresses = Endpoint(
        "Link Addresses to a Customer",
        "PUT",
        "/v1/customers/Addresses",
        keys("InternalCustomerId", "ExternalCustomerId"),
        body=True,
    )
    update_customer = Endpoint(
        "Update a Customer",
        "PUT",
        "/v1/customers/",
        keys("InternalCustomerId", "ExternalCustomerId"),
        body=True,
    )
    # Privacy requests: data access, and erasure. The body names the customer.
    export_customer = Endpoint("Export a Customer", "POST", "/v1/customers/Export", body=True)
    forget_customer = Endpoint("Forget a Customer", "POST", "/v1/customers/Forget", body=True)
