"""Shipping Centers API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import Param, optional
from oms_client.schemas.base import page_of
from oms_client.schemas.locations import Center, ChangedShop, NewCenter

# What callers write as shipping_center_internal_name.
_NAME = (Param("shippingCenterInteralName", "required", meant="shippingCenterInternalName"),)


class ShippingCenters(Family):
    """Create, read, update and delete the shipping centers, by internal name."""

    create_shipping_center = Endpoint(
        "Create a Shipping Center", "POST", "/v1/shippingcenters", body=NewCenter, answer=Center
    )
    # "All", though it can be asked for one.
    get_shipping_centers = Endpoint(
        "Get All Shipping Centers",
        "GET",
        "/v1/shippingcenters/",
        optional("shippingCenterInternalName", "pageSize", "pageNumber"),
        answer=page_of(Center),
    )
    # The vendor titles this "Create", and sends the name as "Interal".
    delete_shipping_center = Endpoint(
        "Create a Shipping Center",
        "DELETE",
        "/v1/shippingcenters/",
        _NAME,
        answer=Center,
        about="Deletes the center, whatever its title says.",
    )
    # The name goes out as "Interal" here, too.
    update_shipping_center = Endpoint(
        "Update a Shipping Center",
        "PUT",
        "/v1/shippingcenters/",
        _NAME,
        body=ChangedShop,
        answer=Center,
    )
