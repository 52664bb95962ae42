"""Every port by the name of its dialect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from storefronts import bigcommerce, shipstation_v1, shopify, woocommerce
from storefronts.port import Account, Gate, Limit, Source


@dataclass(frozen=True, slots=True)
class Port:
    """How a port is opened, and the rate limit its source publishes. lists: it can list orders."""

    open: Callable[[str, Account, Gate], Source]
    limit: Limit
    lists: bool = False


PORTS: Final[Mapping[str, Port]] = {
    "bigcommerce": Port(bigcommerce.BigCommerce, bigcommerce.LIMIT),
    "shipstation_v1": Port(shipstation_v1.ShipStation, shipstation_v1.LIMIT),
    "shopify": Port(shopify.Shopify, shopify.LIMIT, lists=True),
    "woocommerce": Port(woocommerce.WooCommerce, woocommerce.LIMIT, lists=True),
}
