"""Asks Shopify by GraphQL what lies of an inventory item at a location: REST tells `available` alone.

https://shopify.dev/docs/api/admin-graphql/latest/objects/InventoryLevel; the token needs read_inventory.
"""

import re
from typing import Any, Final

import msgspec

from sources.dialect import Fetch
from storefronts.asking import Asker, decoded
from storefronts.errors import Gone, Refused, Unavailable
from storefronts.port import Fetched

RESOURCE: Final = "on_hand"

_ID: Final = re.compile(r"[0-9]{1,20}")
_QUERY: Final = """query($item: ID!, $location: ID!) {
  inventoryItem(id: $item) {
    sku
    inventoryLevel(locationId: $location) {
      location { id }
      quantities(names: ["on_hand"]) { name quantity }
    }
  }
}"""


class _Data(msgspec.Struct):
    inventoryItem: dict[str, Any] | None  # noqa: N815 Shopify's own name


class _Result(msgspec.Struct):
    data: _Data | None = None
    errors: list[Any] = msgspec.field(default_factory=list)


def _question(fetch: Fetch) -> bytes:
    variables = {
        "item": f"gid://shopify/InventoryItem/{fetch.params['item']}",
        "location": f"gid://shopify/Location/{fetch.params['location']}",
    }
    return msgspec.json.encode({"query": _QUERY, "variables": variables})


def on_hand(asker: Asker, path: str, fetch: Fetch) -> Fetched:
    """Return the inventory item with its level at the one location; raise SourceError."""
    named = [fetch.params.get(name, "") for name in ("item", "location")]
    if fetch.resource != RESOURCE or not all(map(_ID.fullmatch, named)):
        raise Refused(asker.name, "is asked for a resource that it does not have")
    answer = asker.ask_graphql(f"{path}/graphql.json", _question(fetch))
    if isinstance(answer, Gone):
        raise Unavailable(asker.name, "no GraphQL is there")
    result: _Result = decoded(answer, _Result, asker.name)
    if result.data is None or result.errors:  # too many points, no leave: all come with 200
        raise Unavailable(asker.name, "the GraphQL query was not answered")
    item = result.data.inventoryItem
    members = msgspec.json.encode({"item": item}) if item else b"{}"
    return Fetched(members, is_gone=item is None)
