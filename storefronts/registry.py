"""Every port by the name of its dialect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from storefronts.bigcommerce import LIMIT as OF_BIGCOMMERCE
from storefronts.bigcommerce import BigCommerce
from storefronts.port import Account, Gate, Limit, Source, Storefront
from storefronts.shipstation_v1 import LIMIT as OF_SHIPSTATION
from storefronts.shipstation_v1 import ShipStation
from storefronts.shopify import LIMIT as OF_SHOPIFY
from storefronts.shopify import Shopify
from storefronts.woocommerce import LIMIT as OF_WOOCOMMERCE
from storefronts.woocommerce import WooCommerce

_Asked = TypeVar("_Asked", bound=Source, covariant=True)


@dataclass(frozen=True, slots=True)
class Port(Generic[_Asked]):
    """How a port is opened, ValueError for an account that is none, and its source's rate limit."""

    open: Callable[[str, Account, Gate], _Asked]
    limit: Limit


STOREFRONTS: Final[Mapping[str, Port[Storefront]]] = {
    "shopify": Port(Shopify, OF_SHOPIFY),
    "woocommerce": Port(WooCommerce, OF_WOOCOMMERCE),
}
"""Those that can be asked for their orders."""

SOURCES: Final[Mapping[str, Port[Source]]] = {
    **STOREFRONTS,
    "bigcommerce": Port(BigCommerce, OF_BIGCOMMERCE),
    "shipstation_v1": Port(ShipStation, OF_SHIPSTATION),
}
"""Those that can be asked for what a thin delivery names."""
