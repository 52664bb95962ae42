"""Shops that answer as the public documentation of Shopify and WooCommerce says theirs do."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tests.unit.storefronts.conftest import JSON, Asked, FakeSource, Given, serving

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"
Body = dict[str, Any]


@dataclass
class Shop:
    """A shop's orders by id. down: what every call is answered instead."""

    server: FakeSource
    orders: dict[str, Body] = field(default_factory=dict)
    fulfillment_orders: dict[str, str] = field(default_factory=dict)
    down: Given | None = None
    page: int = 100

    def shopify(self, asked: Asked) -> Given:
        """Answer as the REST Admin API."""
        if self.down or asked.headers.get("x-shopify-access-token") != "the-key":
            return self.down or Given({"errors": "[API] Invalid API key"}, 401)
        path = asked.path.removeprefix("/admin/api/2026-07/").removesuffix(".json")
        kind, _, ident = path.partition("/")
        if kind == "shop":
            return Given({"shop": {"id": 1}})
        if kind == "fulfillment_orders" and ident in self.fulfillment_orders:
            order = int(self.fulfillment_orders[ident])
            return Given({"fulfillment_order": {"id": int(ident), "order_id": order}})
        if kind == "orders" and ident in self.orders:
            return Given({"order": self.orders[ident]})
        return Given({"errors": "Not Found"}, 404) if ident else self._listed(asked)

    def _listed(self, asked: Asked) -> Given:
        """Answer a list, page by page: the next page is told by a link."""
        since, named = asked.query.get("updated_at_min", ""), asked.query.get("name")
        start = int(asked.query.get("page_info", "0"))
        rows = [one for one in self.orders.values() if named in (None, one["name"])]
        rows = sorted(rows, key=lambda one: datetime.fromisoformat(one["updated_at"]))
        if since:
            least = datetime.fromisoformat(since)
            rows = [one for one in rows if datetime.fromisoformat(one["updated_at"]) >= least]
        headers = dict(JSON)
        if start + self.page < len(rows):
            target = f"https://elsewhere.example/orders.json?limit=1&page_info={start + self.page}"
            headers["Link"] = f'<{target}>; rel="next"'
        return Given({"orders": rows[start : start + self.page]}, headers=headers)

    def woocommerce(self, asked: Asked) -> Given:
        """Answer as the REST API v3."""
        if self.down or "authorization" not in asked.headers:
            return self.down or Given({"code": "woocommerce_rest_cannot_view"}, 401)
        path = asked.path.removeprefix("/wp-json/wc/v3/")
        kind, _, ident = path.partition("/")
        if kind == "data":
            return Given([])
        if ident:
            gone = Given({"code": "woocommerce_rest_shop_order_invalid_id"}, 404)
            return Given(self.orders[ident]) if ident in self.orders else gone
        after, page = asked.query["modified_after"], int(asked.query["page"])
        rows = sorted(self.orders.values(), key=lambda one: one["date_modified_gmt"])
        rows = [one for one in rows if one["date_modified_gmt"] > after]
        size = int(asked.query["per_page"])
        return Given(rows[(page - 1) * size : page * size])


@contextmanager
def shop_of(dialect: str) -> Iterator[Shop]:
    """Open a shop of one kind on the loopback."""
    server = FakeSource()
    shop = Shop(server)
    server.answer = getattr(shop, dialect)
    with serving(server):
        yield shop


def woo_order(number: int, **changes: Any) -> Body:
    """Return a WooCommerce order: paid and to be worked on."""
    body = json.loads((FIXTURES / "woocommerce" / "order.created.json").read_text())
    return {**body, "id": number, "number": str(number), **changes}
