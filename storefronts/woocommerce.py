"""WooCommerce's REST API v3: its orders are written as the webhooks' bodies are.

https://woocommerce.github.io/woocommerce-rest-api-docs/. url: the shop's own, key and secret: of
Settings, Advanced, REST API, with leave to read.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from events.envelope import Unreadable, instant
from sources.dialect import Fetch
from storefronts.asking import Answer, Asker, basic, decoded
from storefronts.errors import GONE, Gone, Refused, Unavailable
from storefronts.port import Account, Fetched, Gate, Limit, Shown

LIMIT: Final = Limit(25, 10.0)
"""The shop has none of its own; it runs on the merchant's machine."""
PATH: Final = "/wp-json/wc/v3"
PAGE: Final = 50
MAX_PAGES: Final = 200

_ID: Final = re.compile(r"[0-9]{1,20}")
_CANCELLED: Final = ("cancelled", "failed", "trash")
_TOPIC: Final = "order.updated"


class _Order(msgspec.Struct):
    id: int
    number: str
    status: str
    date_created_gmt: str
    date_modified_gmt: str


class WooCommerce:
    """One shop of WooCommerce."""

    def __init__(self, name: str, account: Account, gate: Gate) -> None:
        self._name = name
        self._asker = Asker(name, account, gate, basic, f"{PATH}/data")

    def get(self, fetch: Fetch) -> Fetched:
        """Refuse: no webhook of WooCommerce is thin."""
        raise Refused(self._name, "is asked for a resource that it does not have")

    def get_order(self, order_id: str) -> Shown | Gone:
        """Return an order as it is now."""
        if not _ID.fullmatch(order_id):
            return GONE
        answer = self._asker.ask(f"{PATH}/orders/{order_id}")
        return answer if isinstance(answer, Gone) else self._shown(answer.body)

    def find_order(self, reference: str) -> Shown | Gone:
        """Return the order of an id, or of a number where that is the id, as the shop has it alone."""
        kind, _, value = reference.partition(":")
        found = self.get_order(value) if kind in ("order", "number") else GONE
        if isinstance(found, Gone) or kind == "order":
            return found
        named: _Order = decoded(Answer(found.body, {}), _Order, self._name)
        return found if named.number.casefold() == value else GONE

    def updated_since(self, since: datetime) -> Iterator[Shown]:
        """Yield the orders updated since a time, the longest untouched first, each state once.

        Each page begins where the last one ended, by its time: an order that is changed meanwhile
        moves to the end of the list, and by page numbers the next one would be passed over.
        """
        start, page, seen = _seconds(since), 1, set[tuple[str, str]]()
        for _ in range(MAX_PAGES):
            rows = self._listed(start, page)
            for shown in rows:
                if (shown.id, shown.version) not in seen:
                    seen.add((shown.id, shown.version))
                    yield shown
            if len(rows) < PAGE:
                return
            last = _seconds(datetime.fromisoformat(rows[-1].version) - timedelta(seconds=1))
            start, page = (last, 1) if last > start else (start, page + 1)
        raise Unavailable(self._name, f"more than {MAX_PAGES} pages of orders: ask oftener")

    def _listed(self, start: str, page: int) -> list[Shown]:
        query = {
            "modified_after": start,
            "dates_are_gmt": "true",
            "orderby": "modified",
            "order": "asc",
            "status": "any",
            "per_page": str(PAGE),
            "page": str(page),
        }
        answer = self._asker.ask(f"{PATH}/orders", query)
        if isinstance(answer, Gone):
            raise Unavailable(self._name, "the list of orders is not there")
        rows: list[msgspec.Raw] = decoded(answer, list[msgspec.Raw], self._name)
        return [self._shown(bytes(row)) for row in rows]

    def _shown(self, body: bytes) -> Shown:
        order: _Order = decoded(Answer(body, {}), _Order, self._name)
        try:
            version = instant(order.date_modified_gmt, naive_is_utc=True)
            placed_at = instant(order.date_created_gmt, naive_is_utc=True)
        except Unreadable as err:
            raise Unavailable(self._name, f"an order with a time that is none ({err})") from None
        return Shown(
            id=str(order.id),
            version=version,
            placed_at=placed_at,
            is_cancelled=order.status in _CANCELLED,
            body=body,
            updated=_TOPIC,
            created=_TOPIC,
            cancelled=_TOPIC,
        )


def _seconds(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
