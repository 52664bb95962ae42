"""Addresses API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import keys, optional
from oms_client.schemas.addresses import ChangedAddress
from oms_client.schemas.base import page_of
from oms_client.schemas.customers import LinkedAddress
from oms_client.schemas.parts import NewAddress


class Addresses(Family):
    """Create, update and read customers' billing and shipping addresses."""

    update_address = Endpoint(
        "Update an Address",
        "PUT",
        "/v1/addresses/",
        keys("InternalAddressId", "ExternalAddressId"),
        body=ChangedAddress,
        answer=LinkedAddress,
        about="What is given is changed, the rest stays.",
    )
    upsert_customer_address = Endpoint(
        "Create/Update a Customer's Address",
        "PUT",
        "/v1/addresses/Customers",
        optional(
            "AddressType",
            "IsDefaultShippingAddress",
            "InternalShippingAddressId",
            "ExternalShippingAddressId",
        )
        + keys("InternalCustomerId", "ExternalCustomerId"),
        body=NewAddress,
        answer=LinkedAddress,
        about="Changes the address that an id names; without one, adds it unless it is there.",
    )
    get_customer_address = Endpoint(
        "Get Customer Address",
        "GET",
        "/v1/addresses/Customers",
        keys(
            "InternalCustomerId",
            "ExternalCustomerId",
            "UserId",
            "InternalAddressId",
            "ExternalAddressId",
        )
        + optional("PageSize", "PageNumber"),
        answer=page_of(LinkedAddress),
    )
