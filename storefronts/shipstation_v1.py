"""ShipStation v1, asked for what its notifications name: they carry an address, which is never asked.

https://www.shipstation.com/docs/api/. url: https://ssapi.shipstation.com, key and secret: of the API.
"""

from typing import Final

from sources.dialect import Fetch
from storefronts.asking import Asker, basic
from storefronts.port import Account, Fetched, Gate, Limit
from storefronts.resources import DIGITS, WORD, YES_NO, Part, Resource, document, paged

LIMIT: Final = Limit(40, 60.0)

_PAGE: Final = 500
_LIST: Final = {
    "batchId": DIGITS,
    "importBatch": WORD,
    "storeId": DIGITS,
    "storeID": DIGITS,
    "includeShipmentItems": YES_NO,
}


def _list(name: str, *more: str) -> Resource:
    params = {**_LIST, **dict.fromkeys(more, DIGITS)}
    read = paged(_PAGE, name, {"pageSize": str(_PAGE)})
    return Resource(params, (), (Part(name, f"/{name}", read),))


RESOURCES: Final = {
    "shipments": _list("shipments", "shipmentId", "orderId"),
    "orders": _list("orders", "orderId"),
    "fulfillments": _list("fulfillments", "fulfillmentId", "orderId"),
}


class ShipStation:
    """One account of ShipStation v1."""

    def __init__(self, name: str, account: Account, gate: Gate) -> None:
        self._asker = Asker(name, account, gate, basic, "/stores")

    def get(self, fetch: Fetch) -> Fetched:
        """Return the document of a resource: a list, all of its pages."""
        return document(self._asker, RESOURCES, fetch)
