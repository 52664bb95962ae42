"""The orders that were imported into Kibo: one table of two calls, and their state.

Our definition, docs/sandbox.md: the vendor publishes no answer of either call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypedDict, cast

from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, unchanged
from oms_sandbox.entities import Order
from oms_sandbox.kibo.errors import DUPLICATE_EXTERNAL_ORDER_ID, INVALID_ID, KiboError
from oms_sandbox.kibo.forms import READY, SHIPPED, read_import, read_search
from oms_sandbox.reading import Given
from oms_sandbox.state import NOT_YET, Oms, Shelf

ACCEPT_ORDER = "acceptOrder"
COMPLETE_PACKAGE = "completePackage"


class Imported(TypedDict):
    """An imported order: what the common clerk reads of an order, and all that is shown of it."""

    ExternalOrderId: str
    InternalOrderId: int
    LastUpdatedDateTimeUtc: datetime
    Shown: dict[str, Any]


class KiboOms(Oms):
    """Everything Kibo knows; the shelves of the other OMS stay empty."""

    def clear(self) -> None:
        super().clear()
        self.imported: Shelf[Imported] = Shelf(900_001)
        self.packages: Shelf[int] = Shelf(950_001)

    def __copy__(self) -> KiboOms:
        """Copy with the orders as they are now, so that a stale view can show them."""
        seen = KiboOms.__new__(KiboOms)
        seen.__dict__.update(self.__dict__)
        seen.imported = self.imported.copied(lambda _: True)
        return seen


def import_order(oms: KiboOms, call: Call) -> Answer:
    body = call.body
    number = _free_number(oms, body)
    shipments = _shipments(oms, body)
    shown = {
        **body,
        "orderID": number,
        "customer": {**body["customer"], "password": None},
        "orderCreationDate": body["importedCreationDate"] or oms.now(),
        "shipments": shipments,
    }
    order = Imported(
        ExternalOrderId=body["externalOrderID"],
        InternalOrderId=number,
        LastUpdatedDateTimeUtc=NOT_YET,
        Shown=shown,
    )
    oms.imported.put(number, order, name=order["ExternalOrderId"])
    answer = {
        name: shown[name] for name in ("orderID", "externalOrderID", "orderStatus", "shipments")
    }
    numbers = [one["shipmentID"] for one in shipments]
    return changed(answer, cast("Order", order), orderID=[number], shipmentID=numbers)


def _free_number(oms: KiboOms, body: Mapping[str, Any]) -> int:
    name, manufacturer, number = body["externalOrderID"], body["manufacturerID"], body["orderID"]
    namesakes = [oms.imported.get(one) for one in oms.imported.called(name)]
    taken = any(one and one["Shown"]["manufacturerID"] == manufacturer for one in namesakes)
    if taken and not oms.accept_duplicates:
        raise KiboError(
            DUPLICATE_EXTERNAL_ORDER_ID,
            f"externalOrderID {name} of manufacturer {manufacturer} exists already.",
            [("externalOrderID", "is taken")],
        )
    if number is not None and oms.imported.get(number):
        raise KiboError(INVALID_ID, f"orderID {number} is taken.", [("orderID", "is taken")])
    return number if number is not None else _new_number(oms)


def _new_number(oms: KiboOms) -> int:
    number = oms.imported.new_number()
    while oms.imported.get(number):
        number = oms.imported.new_number()
    return number


def _shipments(oms: KiboOms, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Make the one shipment of what is shipped, or is ready and has a location."""
    ready = body["orderStatus"] == READY and body["assignedLocation"]
    if body["orderStatus"] != SHIPPED and not ready:
        return []
    state = ACCEPT_ORDER if ready else COMPLETE_PACKAGE
    return [{"shipmentID": oms.packages.new_number(), "shipmentStateName": state}]


def search(oms: KiboOms, call: Call) -> Answer:
    query = call.query
    filters = [
        (name, query[name])
        for name in ("externalOrderID", "manufacturerID", "orderID", "orderStatus")
        if query[name] is not None
    ]
    found = [
        order["Shown"]
        for order in oms.imported
        if all(order["Shown"][name] in wanted for name, wanted in filters)
    ]
    start = (query["page"] - 1) * query["perPage"]
    page = found[start : start + query["perPage"]]
    return unchanged({"totalCount": len(found), "collection": page})


def _of_kibo(decide: Callable[[KiboOms, Call], Answer]) -> Callable[[Oms, Call], Answer]:
    return lambda oms, call: decide(cast("KiboOms", oms), call)


ENDPOINTS = (
    Endpoint(
        "import_historic_order", "POST", "/api/v2/importOrder/", _of_kibo(import_order), status=201
    ),
    Endpoint("get_historic_orders", "GET", "/api/v2/order/", _of_kibo(search)),
)
OPERATIONS = tuple(endpoint.operation for endpoint in ENDPOINTS)
READERS: Mapping[str, Callable[[Given], Call]] = {
    "import_historic_order": read_import,
    "get_historic_orders": read_search,
}
