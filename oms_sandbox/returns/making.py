"""Returns come into being, and change while they are Created."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from oms_sandbox.checks import Table, list_of, object_of, required, whole, words
from oms_sandbox.checks import optional as may_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional
from oms_sandbox.entities import CANCELLED, CREATED, Order, Return, ReturnItem
from oms_sandbox.errors import INSUFFICIENT_QUANTITY, BackendError, invalid, not_found, wrong_state
from oms_sandbox.forms import CUSTOM_FIELD_LIST, MAY_HAVE_CUSTOM_FIELDS, ORDER_KEY
from oms_sandbox.state import Oms, numbered, order_named, owner


def create_return(oms: Oms, call: Call) -> Answer:
    return _create(oms, call)


def upsert_return(oms: Oms, call: Call) -> Answer:
    """Replace the items of a Created return; without InternalReturnId make a new one."""
    number = call.query["InternalReturnId"]
    if number is None:
        return _create(oms, call)
    one = numbered(oms.returns, number, "InternalReturnId")
    order = owner(oms, one)
    _refuse_other_order(oms, call, order)
    refuse_unless_created(one)
    _check_quantities(oms, order, call.body["ReturnItems"], besides=one)
    one["ReturnItems"] = call.body["ReturnItems"]
    if call.body["CustomFields"] is not None:
        one["CustomFields"] = call.body["CustomFields"]
    oms.touch(one)
    return changed(one, order, ReturnId=[one["ReturnId"]])


def _create(oms: Oms, call: Call) -> Answer:
    order = order_named(oms, call.body)
    _check_quantities(oms, order, call.body["ReturnItems"])
    now = oms.now()
    one = Return(
        ReturnId=oms.returns.new_number(),
        InternalOrderId=order["InternalOrderId"],
        ExternalOrderId=order["ExternalOrderId"],
        InternalCustomerId=order["InternalCustomerId"],
        ExternalCustomerId=order["ExternalCustomerId"],
        ReturnStatus=CREATED,
        ReturnItems=call.body["ReturnItems"],
        CreditInvoiceId=None,
        CustomFields=call.body["CustomFields"] or [],
        CreateDateTimeUtc=now,
        LastUpdatedDateTimeUtc=now,
    )
    oms.returns.put(one["ReturnId"], one, owner=order["InternalOrderId"])
    return changed(one, order, ReturnId=[one["ReturnId"]])


def _refuse_other_order(oms: Oms, call: Call, order: Order) -> None:
    if call.body["InternalOrderId"] is None and call.body["ExternalOrderId"] is None:
        return
    if order_named(oms, call.body)["InternalOrderId"] != order["InternalOrderId"]:
        raise invalid("InternalOrderId", "is not the order of the return")


def _check_quantities(
    oms: Oms, order: Order, items: list[Any], besides: Return | None = None
) -> None:
    """Refuse more than was ordered, with all other returns of the order that are not cancelled."""
    asked = Counter[int]()
    for other in oms.returns.of(order["InternalOrderId"]):
        if other is not besides and other["ReturnStatus"] != CANCELLED:
            count(asked, other["ReturnItems"])
    count(asked, items)
    ordered_quantities = {line["OrderDetailId"]: line["Quantity"] for line in order["LineItems"]}
    for item in items:
        detail = item["OrderDetailId"]
        if detail not in ordered_quantities:
            raise not_found("OrderDetailId", detail)
        if asked[detail] > ordered_quantities[detail]:
            raise BackendError(INSUFFICIENT_QUANTITY, f"OrderDetailId {detail}: not so many sold.")


def count(quantities: Counter[int], items: Iterable[ReturnItem]) -> None:
    """Add the items' quantities up by order detail."""
    for item in items:
        quantities[item["OrderDetailId"]] += item["Quantity"]


def refuse_unless_created(one: Return) -> None:
    """Raise INVALID_STATE once a return is Committed or Cancelled."""
    if one["ReturnStatus"] != CREATED:
        raise wrong_state(f"The return is {one['ReturnStatus']}.")


RETURN_ITEMS = list_of(
    object_of(
        {
            "OrderDetailId": required(whole()),
            "Quantity": required(whole()),
            "Reason": words(500),
            **MAY_HAVE_CUSTOM_FIELDS,
        }
    ),
    fewest=1,
    distinct="OrderDetailId",
)
RETURN: Table = {
    **ORDER_KEY,
    "ReturnItems": required(RETURN_ITEMS),
    "CustomFields": may_have(CUSTOM_FIELD_LIST),
}

ENDPOINTS = (
    Endpoint(
        "create_return",
        "POST",
        "/v1/returns/",
        create_return,
        answers=Return,
        body=RETURN,
        status=201,
    ),
    Endpoint(
        "upsert_return",
        "PUT",
        "/v1/returns/",
        upsert_return,
        answers=Return,
        query=optional("InternalReturnId"),
        body=RETURN,
    ),
)
