"""Returns are committed, cancelled, marked, read."""

from __future__ import annotations

from collections import Counter

from oms_sandbox.checks import Table, required, whole
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, unchanged
from oms_sandbox.entities import CANCELLED, COMMITTED, InvoiceLine, Order, Return
from oms_sandbox.errors import INSUFFICIENT_QUANTITY, BackendError, invalid
from oms_sandbox.forms import CUSTOM_FIELDS, line_with
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.orders.rules import net
from oms_sandbox.paging import keep, ordered, page, whole_list
from oms_sandbox.payments.billing import priced
from oms_sandbox.payments.crediting import creditable, make_credit
from oms_sandbox.returns.making import count, refuse_unless_created
from oms_sandbox.state import Oms, numbered, of_order, owner
from oms_sandbox.stock.orders import take_back

HISTORY_COLUMNS = (
    "ReturnId", "InternalOrderId", "ExternalOrderId", "ReturnStatus", "CreateDateTimeUtc",
)  # fmt: skip


def get_returns(oms: Oms, call: Call) -> Answer:
    return unchanged(page(keep(of_order(oms, oms.returns, call.query), call.query), call.query))


def get_returns_by_id(oms: Oms, call: Call) -> Answer:
    keys = ("ReturnId", "InternalOrderId", "ExternalOrderId")
    if all(call.query[key] is None for key in keys):
        raise invalid("ReturnId", "is required, or InternalOrderId or ExternalOrderId")
    return get_returns(oms, call)


def get_customer_return_history(oms: Oms, call: Call) -> Answer:
    """List a customer's returns; OrderIdFilter is a part of the external order ID."""
    customer = numbered(oms.customers, call.query["CustomerId"], "CustomerId")
    part = call.query["OrderIdFilter"] or ""
    returns = [
        one
        for order in oms.orders.of(customer["InternalCustomerId"])
        for one in oms.returns.of(order["InternalOrderId"])
        if part in order["ExternalOrderId"]
    ]
    return unchanged(whole_list(ordered(returns, call.query, HISTORY_COLUMNS)))


def commit_return(oms: Oms, call: Call) -> Answer:
    """Take the goods back and credit them; only what was shipped, and only what was paid."""
    one = numbered(oms.returns, call.body["ReturnId"], "ReturnId")
    if one["ReturnStatus"] == COMMITTED:
        return unchanged(one)
    refuse_unless_created(one)
    order = owner(oms, one)
    lines = _priced(oms, order, one)
    reason = f"Return {one['ReturnId']}"
    credit = make_credit(oms, order, creditable(oms, order), lines, None, reason)
    one["ReturnStatus"] = COMMITTED
    take_back(oms, one)
    one["CreditInvoiceId"] = credit["InvoiceId"]
    oms.touch(one)
    return changed(one, order, ReturnId=[one["ReturnId"]], InvoiceId=[credit["InvoiceId"]])


def _priced(oms: Oms, order: Order, one: Return) -> list[InvoiceLine]:
    back = Counter[int]()
    for other in oms.returns.of(order["InternalOrderId"]):
        if other["ReturnStatus"] == COMMITTED:
            count(back, other["ReturnItems"])
    lines = []
    for item in one["ReturnItems"]:
        detail, quantity = item["OrderDetailId"], item["Quantity"]
        line = line_with(order["LineItems"], detail)
        if back[detail] + quantity > line["QuantityShipped"]:
            message = f"OrderDetailId {detail}: less than {quantity} is out there."
            raise BackendError(INSUFFICIENT_QUANTITY, message)
        lines.append(
            priced(detail, net(line), line["TaxAmount"], line["Quantity"], back[detail], quantity)
        )
    return lines


def cancel_return(oms: Oms, call: Call) -> Answer:
    one = numbered(oms.returns, call.body["ReturnId"], "ReturnId")
    if one["ReturnStatus"] == CANCELLED:
        return unchanged(one)
    refuse_unless_created(one)
    one["ReturnStatus"] = CANCELLED
    return _changed(oms, owner(oms, one), one)


def update_return_custom_fields(oms: Oms, call: Call) -> Answer:
    one = numbered(oms.returns, call.body["ReturnId"], "ReturnId")
    one["CustomFields"] = call.body["CustomFields"]
    return _changed(oms, owner(oms, one), one)


def update_return_line_item_custom_fields(oms: Oms, call: Call) -> Answer:
    one = numbered(oms.returns, call.body["ReturnId"], "ReturnId")
    item = line_with(one["ReturnItems"], call.body["OrderDetailId"])
    item["CustomFields"] = call.body["CustomFields"]
    return _changed(oms, owner(oms, one), one)


def _changed(oms: Oms, order: Order, one: Return) -> Answer:
    oms.touch(one)
    return changed(one, order, ReturnId=[one["ReturnId"]])


RETURN: Table = {"ReturnId": required(whole())}
ORDER_KEY = optional("InternalOrderId", "ExternalOrderId")
CUSTOMER_KEY = optional("InternalCustomerId", "ExternalCustomerId")
PAGING = optional("PageSize", "PageNumber")

ENDPOINTS = (
    Endpoint(
        "commit_return", "POST", "/v1/returns/Commit", commit_return, answers=Return, body=RETURN
    ),
    Endpoint(
        "cancel_return", "POST", "/v1/returns/Cancel", cancel_return, answers=Return, body=RETURN
    ),
    Endpoint(
        "get_returns",
        "GET",
        "/v1/returns/",
        get_returns,
        answers=ListOf(Return),
        query=optional("CreateDateTimeUtcAfter", "CreateDateTimeUtcBefore")
        + optional("ReturnId", "ReturnStatus")
        + ORDER_KEY
        + CUSTOMER_KEY
        + PAGING,
    ),
    Endpoint(
        "get_returns_by_id",
        "GET",
        "/v1/returns/ReturnsById",
        get_returns_by_id,
        answers=ListOf(Return),
        query=optional("ReturnId") + ORDER_KEY + PAGING,
    ),
    Endpoint(
        "get_customer_return_history",
        "GET",
        "/v1/returns/CustomerHistory",
        get_customer_return_history,
        answers=ListOf(Return),
        query=optional("CustomerId", "OrderIdFilter", "SortByColumn"),
    ),
    Endpoint(
        "update_return_custom_fields",
        "PUT",
        "/v1/returns/CustomFields",
        update_return_custom_fields,
        answers=Return,
        body={**RETURN, **CUSTOM_FIELDS},
    ),
    Endpoint(
        "update_return_line_item_custom_fields",
        "PUT",
        "/v1/returns/ReturnItems/CustomFields",
        update_return_line_item_custom_fields,
        answers=Return,
        body={**RETURN, "OrderDetailId": required(whole()), **CUSTOM_FIELDS},
    ),
)
