"""What reads are shown while a fault bends it: the state as it was, or short pages."""

from __future__ import annotations

import copy
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from oms_sandbox.endpoint import Answer, Call, Endpoint
from oms_sandbox.paging import DEFAULT_PAGE_SIZE
from oms_sandbox.reading import Given, order_name
from oms_sandbox.state import Oms

PAGE = ("PageSize", "PageNumber")


@dataclass(frozen=True)
class Stale:
    """Until then reads of this order, or of all with None, are answered from this state."""

    order: str | None
    until: float
    state: Oms
    until_commit: bool = False


@dataclass(frozen=True)
class ShortPages:
    """Until then this call's lists come in pages so small that the last object is not on page 1."""

    operation: str
    order: str | None
    until: float
    sizes: dict[Hashable, int] = field(default_factory=dict)
    """The page size of each list, fixed when its first page is read."""


def snapshot(oms: Oms, order: str | None) -> Oms:
    """Copy what there is of an order, or of all with None; customers and cards stay live."""

    def wanted(item: Mapping[str, Any]) -> bool:
        return order is None or item["ExternalOrderId"] == order

    seen = copy.copy(oms)
    seen.orders = oms.orders.copied(wanted)
    seen.shipments = oms.shipments.copied(wanted)
    seen.invoices = oms.invoices.copied(wanted)
    seen.transactions = oms.transactions.copied(wanted)
    seen.returns = oms.returns.copied(wanted)
    return seen


class Views:
    """The bent views in force. Hold the lock of the state while calling anything here."""

    def __init__(self) -> None:
        self._stale: list[Stale] = []
        self._short: list[ShortPages] = []

    def add_stale(self, view: Stale) -> None:
        self._stale.append(view)

    def add_short_pages(self, view: ShortPages) -> None:
        self._short.append(view)

    def committed(self, order: str) -> None:
        """End the views of an order that last until its next commit."""
        self._stale = [
            view for view in self._stale if not (view.until_commit and view.order == order)
        ]

    def clear(self) -> None:
        self._stale.clear()
        self._short.clear()

    def read(self, oms: Oms, endpoint: Endpoint, came: Given, call: Call) -> Answer:
        """Answer a read as the views in force show the state."""
        if not self._stale and not self._short:
            return endpoint.handler(oms, call)
        now, order = oms.clock(), order_name(oms, came)
        self._stale = [view for view in self._stale if view.until > now]
        self._short = [view for view in self._short if view.until > now]
        newest_first = reversed(self._stale)
        shown = next((one.state for one in newest_first if one.order in (None, order)), oms)
        answer = endpoint.handler(shown, call)
        for view in self._short:
            if view.operation == endpoint.operation and view.order == order:
                return endpoint.handler(shown, _shortened(view, came, call, answer))
        return answer


def _shortened(view: ShortPages, came: Given, call: Call, answer: Answer) -> Call:
    criteria = [(name, value) for name, value in call.query.items() if name not in PAGE]
    of_list = (repr(sorted(criteria)), came.raw_body)
    size = view.sizes.setdefault(of_list, max(1, answer.content["TotalCount"] - 1))
    asked = call.query["PageSize"] or DEFAULT_PAGE_SIZE
    return replace(call, query={**call.query, "PageSize": min(size, asked)})
