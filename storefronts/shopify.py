"""Shopify's REST Admin API: its orders are written as the webhooks' bodies are.

https://shopify.dev/docs/api/admin-rest/latest/resources/order. url: https://SHOP.myshopify.com,
key: the Admin API's access token of an app with read_orders and one of read_*_fulfillment_orders, and
read_inventory where stock is counted.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from events.envelope import Unreadable, instant
from sources.dialect import Fetch
from storefronts.asking import Answer, Asker, decoded, token_in
from storefronts.errors import GONE, Gone, Unavailable
from storefronts.port import Account, Fetched, Gate, Limit, Shown
from storefronts.shopify_stock import on_hand

LIMIT: Final = Limit(2, 1.0)
VERSION: Final = "2026-07"
PAGE: Final = 100
MAX_PAGES: Final = 100

_ID: Final = re.compile(r"[0-9]{1,20}")
_VERSION: Final = re.compile(r"[0-9]{4}-[0-9]{2}|unstable")
_NEXT: Final = re.compile(r'<[^<>]*[?&]page_info=([A-Za-z0-9_=-]{1,2000})[^<>]*>;\s*rel="?next"?')


class _Order(msgspec.Struct):
    id: int
    updated_at: str
    created_at: str
    cancelled_at: str | None = None


class _FulfillmentOrder(msgspec.Struct):
    order_id: int


class Shopify:
    """One shop of Shopify."""

    def __init__(self, name: str, account: Account, gate: Gate) -> None:
        version = account.version or VERSION
        if not _VERSION.fullmatch(version):
            raise ValueError("version is no version of Shopify's API, as 2026-07")
        self._path = f"/admin/api/{version}"
        self._name = name
        login = token_in("X-Shopify-Access-Token")
        self._asker = Asker(name, account, gate, login, f"{self._path}/shop.json")

    def get(self, fetch: Fetch) -> Fetched:
        """Return what lies of an inventory item: all else of Shopify's webhooks is told in full."""
        return on_hand(self._asker, self._path, fetch)

    def get_order(self, order_id: str) -> Shown | Gone:
        """Return an order as it is now."""
        if not _ID.fullmatch(order_id):
            return GONE
        answer = self._asker.ask(f"{self._path}/orders/{order_id}.json")
        return answer if isinstance(answer, Gone) else self._shown(self._member(answer, "order"))

    def find_order(self, reference: str) -> Shown | Gone:
        """Return the order of a fulfillment order, or the only one of a number."""
        kind, _, value = reference.partition(":")
        if kind == "order":
            return self.get_order(value)
        if kind == "fulfillment_order" and _ID.fullmatch(value):
            return self._of_fulfillment_order(value)
        return self._numbered(value) if kind == "number" and _ID.fullmatch(value) else GONE

    def updated_since(self, since: datetime) -> Iterator[Shown]:
        """Yield the orders updated since a time, the longest untouched first."""
        query = {
            "status": "any",
            "limit": str(PAGE),
            "order": "updated_at asc",
            "updated_at_min": since.astimezone(UTC).isoformat(timespec="seconds"),
        }
        for _ in range(MAX_PAGES):
            answer = self._asker.ask(f"{self._path}/orders.json", query)
            if isinstance(answer, Gone):
                raise Unavailable(self._name, "the list of orders is not there")
            yield from map(self._shown, self._listed(answer))
            follows = _NEXT.search(answer.headers.get("link", ""))
            if follows is None:
                return
            query = {"limit": str(PAGE), "page_info": follows[1]}
        raise Unavailable(self._name, f"more than {MAX_PAGES} pages of orders: ask oftener")

    def _of_fulfillment_order(self, ident: str) -> Shown | Gone:
        answer = self._asker.ask(f"{self._path}/fulfillment_orders/{ident}.json")
        if isinstance(answer, Gone):
            return GONE
        member = Answer(self._member(answer, "fulfillment_order"), {})
        found: _FulfillmentOrder = decoded(member, _FulfillmentOrder, self._name)
        return self.get_order(str(found.order_id))

    def _numbered(self, number: str) -> Shown | Gone:
        query = {"status": "any", "limit": "2", "name": f"#{number}"}
        answer = self._asker.ask(f"{self._path}/orders.json", query)
        found = [] if isinstance(answer, Gone) else self._listed(answer)
        return self._shown(found[0]) if len(found) == 1 else GONE

    def _listed(self, answer: Answer) -> list[bytes]:
        rows: list[msgspec.Raw] = decoded(
            Answer(self._member(answer, "orders"), {}), list[msgspec.Raw], self._name
        )
        return [bytes(row) for row in rows]

    def _member(self, answer: Answer, name: str) -> bytes:
        found: dict[str, Any] = decoded(answer, dict[str, msgspec.Raw], self._name)
        if name not in found:
            raise Unavailable(self._name, f"an answer without {name}")
        return bytes(found[name])

    def _shown(self, body: bytes) -> Shown:
        order: _Order = decoded(Answer(body, {}), _Order, self._name)
        try:
            version, placed_at = instant(order.updated_at), instant(order.created_at)
        except Unreadable as err:
            raise Unavailable(self._name, f"an order with a time that is none ({err})") from None
        return Shown(
            id=str(order.id),
            version=version,
            placed_at=placed_at,
            is_cancelled=order.cancelled_at is not None,
            body=body,
            updated="orders/updated",
            created="orders/create",
            cancelled="orders/cancelled",
        )
