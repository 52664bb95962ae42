"""A client for the historic order import of the Kibo (Shopatron) OMS, v2."""

import logging
from collections.abc import Iterator, Mapping
from itertools import count
from time import monotonic
from typing import Any

from oms_client.address import checked_base_url
from oms_client.answers import Answer
from oms_client.endpoints import Endpoint, Family, Request
from oms_client.errors import Unavailable
from oms_client.hooks import Hooks, watched
from oms_client.kibo_token import Credential, Token, TokenKeeper
from oms_client.kibo_verdict import judge
from oms_client.kibo_wire import SealedWire, sealed
from oms_client.parameters import optional, required
from oms_client.verdict import UNAUTHORIZED
from oms_client.wire import Reply

logger = logging.getLogger(__name__)

PER_PAGE = 100


class HistoricOrders(Family):
    """Import orders that were fulfilled, begun or cancelled elsewhere, and find them again."""

    # https://kibocommerce.com/oms-dev/orders/historic-order-import/
    import_historic_order = Endpoint(
        "Historic Order Import", "POST", "/api/v2/importOrder/", body=True
    )
    # https://docs.kibocommerce.com/help/search-for-order
    get_historic_orders = Endpoint(
        "Search for Orders",
        "GET",
        "/api/v2/order/",
        required("externalOrderID", "manufacturerID") + optional("perPage", "page"),
    )


class KiboClient:
    """Import orders into Kibo and read them back; threads may share one client.

    `base_url` is the API's host, `auth_url` that of the token endpoint. Each call is sent once;
    only a 401 or 403, a definite "not done", is answered by one repeat with a new token.
    `deadline_s` bounds the whole call with its token, `connect_s` each connecting. `key` and
    `secret` are values, or callables asked at each call and at each token. An address that would
    expose them is a ValueError.
    """

    def __init__(
        self,
        base_url: str,
        auth_url: str,
        key: Credential,
        secret: Credential,
        *,
        deadline_s: float = 30.0,
        connect_s: float = 2.0,
        hooks: Hooks | None = None,
        ca_file: str | None = None,
    ) -> None:
        self._base_url = checked_base_url(base_url)
        self._deadline_s = deadline_s
        self._hooks = hooks or Hooks()
        self._wire = SealedWire(self._base_url, connect_s, ca_file)
        self._auth_wire = SealedWire(_checked_auth_url(auth_url), connect_s, ca_file)
        self._tokens = TokenKeeper(self._auth_wire, key, secret)
        self._orders = HistoricOrders(self)

    def __repr__(self) -> str:
        return f"KiboClient({self._base_url!r})"

    def close(self) -> None:
        """Close all connections; a later call is a RuntimeError."""
        self._wire.close()
        self._auth_wire.close()

    def import_order(self, body: Mapping[str, Any]) -> Answer:
        """Import one order, fields as in the guide; the answer has orderID, orderStatus, shipments.

        Raises an OmsError. After Ambiguous, and after Refused with code 5090, `orders` decides
        whether it is there. ValueError for an externalOrderID that could not be read back.
        """
        checked_order_id(body.get("externalOrderID"))
        return self._orders.import_historic_order(body=body)

    def orders(self, *, external_order_id: str, manufacturer_id: int) -> list[dict[str, Any]]:
        """Return the orders of this ID, [] when there is none; Unavailable when that is not sure."""
        checked_order_id(external_order_id)
        asked = {"externalOrderID": external_order_id, "manufacturerID": manufacturer_id}
        found: list[dict[str, Any]] = []
        for answer in self._pages(external_order_id, manufacturer_id):
            items, total = answer.body.get("collection"), answer.body.get("totalCount")
            problem = _page_problem(items, total, asked, found)
            if problem:
                operation = HistoricOrders.get_historic_orders.operation
                raise Unavailable(
                    operation, problem, status=answer.status, trace_id=answer.trace_id
                )
            found += items or []
            if len(found) == total:
                break
        return found

    def _pages(self, external_order_id: str, manufacturer_id: int) -> Iterator[Answer]:
        for number in count(1):
            yield self._orders.get_historic_orders(
                external_order_id=external_order_id,
                manufacturer_id=manufacturer_id,
                per_page=PER_PAGE,
                page=number,
            )

    def call(self, endpoint: Endpoint, request: Request) -> Answer:
        """Send the request and return the answer, or raise an OmsError."""
        deadline = monotonic() + self._deadline_s

        def ask(started: float) -> Answer:
            reply = self._send(endpoint, request, deadline)
            return judge(endpoint, request, reply, monotonic() - started)

        return watched(self._hooks, logger, "Kibo", endpoint, request, ask)

    def _send(self, endpoint: Endpoint, request: Request, deadline: float) -> Reply:
        token = self._tokens.token(endpoint.operation, deadline)
        reply = self._deliver(request, token, deadline)
        if reply.status not in UNAUTHORIZED:
            return reply
        renewed = self._tokens.token(endpoint.operation, deadline, refused=token)
        # A 401 or 403 is a definite "not done", so this is the only call ever sent again.
        return self._deliver(request, renewed, deadline)

    def _deliver(self, request: Request, token: Token, deadline: float) -> Reply:
        headers = {"Authorization": f"Bearer {token.value}", "API-Key": token.api_key}
        secrets = (token.value, token.api_key)
        return self._wire.deliver(sealed(request, headers, secrets), deadline)


def checked_order_id(value: object) -> str:
    """Return an externalOrderID that a search finds again; ValueError with the remedy otherwise.

    A search parts values at commas, and texts are stored in latin1, so others come back changed.
    """
    if not isinstance(value, str) or not value.strip():
        raise ValueError("externalOrderID: must be a text that is not blank")
    if "," in value or not value.isprintable() or any(char > "\xff" for char in value):
        raise ValueError(
            "externalOrderID: holds a comma or a character outside latin1, by which no search "
            "finds it again; give the order another ID"
        )
    return value


def _checked_auth_url(auth_url: str) -> str:
    try:
        return checked_base_url(auth_url)
    except ValueError as err:
        raise ValueError(str(err).replace("base_url", "auth_url", 1)) from None


def _page_problem(
    items: object, total: object, asked: Mapping[str, object], found: list[dict[str, Any]]
) -> str | None:
    """Say why a page cannot be trusted to tell what is there and what is not."""
    if not isinstance(items, list) or type(total) is not int:
        return "the answer has no collection or no totalCount"
    if not all(isinstance(item, dict) for item in items):
        return "the collection holds something that is no order"
    others = [name for name in asked for item in items if str(item.get(name)) != str(asked[name])]
    if others:
        return f"the answer names another {others[0]}"
    if len(found) + len(items) > total or (not items and len(found) < total):
        return "the pages do not add up to totalCount"
    return None
