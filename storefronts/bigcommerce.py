"""BigCommerce, asked for what its thin webhooks name.

https://developer.bigcommerce.com/docs/rest-management/orders. url: https://api.bigcommerce.com/stores/HASH,
key: the access token of an API account that may read orders, and stock where it is counted.
"""

from typing import Final

from sources.dialect import Fetch
from storefronts.asking import Asker, token_in
from storefronts.port import Account, Fetched, Gate, Limit
from storefronts.resources import DIGITS, Part, Resource, document, paged, whole

LIMIT: Final = Limit(150, 30.0)
"""Of the standard plans; the larger ones have more."""

_PAGE: Final = 250
_OLD: Final = paged(_PAGE, first={"limit": str(_PAGE)})
_NEW: Final = paged(_PAGE, "data", {"limit": str(_PAGE)})
_ID: Final = {"id": DIGITS}
_STOCK: Final = {"variant_id:in": DIGITS, "product_id:in": DIGITS}
_ORDER: Final = Part("order", "/v2/orders/{id}", whole)

_TRANSACTIONS: Final = Part("transactions", "/v3/orders/{id}/transactions", _NEW)
_WHOLE: Final = (
    _ORDER,
    Part("products", "/v2/orders/{id}/products", _OLD),
    Part("shipping_addresses", "/v2/orders/{id}/shipping_addresses", _OLD),
    _TRANSACTIONS,
)
_REFUNDS: Final = Part("refunds", "/v3/orders/{id}/payment_actions/refunds", _NEW)
_SHIPMENTS: Final = Part("shipments", "/v2/orders/{id}/shipments", _OLD)

RESOURCES: Final = {
    "order": Resource(_ID, ("id",), _WHOLE),
    "transactions": Resource(_ID, ("id",), (_ORDER, _TRANSACTIONS)),
    "refunds": Resource(_ID, ("id",), (*_WHOLE, _REFUNDS)),
    "stock": Resource(_STOCK, (), (Part("items", "/v3/inventory/items", _NEW),)),
    "shipments": Resource(_ID, ("id",), (_ORDER, _SHIPMENTS)),
}


class BigCommerce:
    """One store of BigCommerce."""

    def __init__(self, name: str, account: Account, gate: Gate) -> None:
        self._asker = Asker(name, account, gate, token_in("X-Auth-Token"), "/v2/time")

    def get(self, fetch: Fetch) -> Fetched:
        """Return the document of a resource."""
        return document(self._asker, RESOURCES, fetch)
