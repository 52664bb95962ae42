"""Shipping Rates API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import keys, optional
from oms_client.schemas.base import page_of
from oms_client.schemas.charges import OrderShippingRate, ShippingRate


class ShippingRates(Family):
    """Read the shipping rates on offer, and those of one order."""

    get_shipping_rates = Endpoint(
        "Get Shipping Rates",
        "GET",
        "/v1/shippingrates/",
        optional("PageSize", "PageNumber", "BackendName"),
        answer=page_of(ShippingRate),
    )
    # No page number: there is one page only.
    get_order_shipping_rate = Endpoint(
        "Get Shipping Rate for an Order",
        "GET",
        "/v1/shippingrates/order",
        keys("InternalOrderId", "ExternalOrderId") + optional("PageSize"),
        answer=page_of(OrderShippingRate),
    )
