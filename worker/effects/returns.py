"""Effects on returns: create, commit. Their states are our definition, docs/sandbox.md."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from oms_client import Answer, OmsClient
from worker.effects.invoice_look import (
    CREDITABLE,
    credit_ids,
    look_at_invoices,
    refundable,
    sales_invoices,
)
from worker.effects.lines import LINE, content, covers, line_names, line_numbers
from worker.effects.look import tag_in, with_tag
from worker.effects.obstacles import NO_CREATE, NOT_PAID, NOT_SHIPPED
from worker.effects.operation import ABSENT, Ask, Finding, Operation, Picture, applied, park

CREATED: Final = "Created"
COMMITTED: Final = "Committed"
CANCELLED: Final = "Cancelled"
CREATE_DOUBT: Final = "RETURN_IN_DOUBT"
CANCEL_DOUBT: Final = "RETURN_CANCEL_IN_DOUBT"
COMMIT_DOUBT: Final = "COMMIT_IN_DOUBT"


def look_at_returns(client: OmsClient, ask: Ask) -> Picture:
    """Picture the order, its invoices and its returns when the OMS knows it."""
    order = look_at_invoices(client, ask)
    if not order["found"]:
        return order
    bodies = client.returns.get_returns.items(external_order_id=ask["order"])
    return {**order, "returns": [_pictured(body) for body in bodies]}


def judge_create(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """A return with our tag is ours; no more comes back than has left."""
    if not now["found"]:
        return NO_CREATE
    ours = [one for one in now["returns"] if one["tag"] == ask["tag"]]
    if ours:
        return applied(ReturnId=ours[0]["id"]) if len(ours) == 1 else park(CREATE_DOUBT)
    if before is not None:
        return ABSENT if now["returns"] == before["returns"] else park(CREATE_DOUBT)
    asked: Counter[str] = Counter(ask["quantities"])
    if not asked.keys() <= set(line_names(now["lines"]).values()):
        return park("LINES_NOT_FOUND")
    back = _returned(now) + asked
    if covers(_pieces(now, "shipped"), back):
        return ABSENT
    return NOT_SHIPPED if covers(_wanted(now), back) else park("MORE_THAN_SHIPPED")


def judge_commit(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """Committed, and just one new credit; before the call whoever committed it."""
    if not now["found"]:
        return NO_CREATE
    one = next((one for one in now["returns"] if one["id"] == ask["return"]), None)
    if one is None:
        return park("RETURN_UNKNOWN")
    if before is not None:
        return _compared(one, before, now)
    if one["status"] == COMMITTED:
        return applied(InvoiceId=one["credit"])
    if one["status"] != CREATED:
        return park("RETURN_CANCELLED")
    if ask["quantities"] and content(now, one, LINE) != Counter(ask["quantities"]):
        return park("RETURN_DIFFERS")
    return ABSENT if _is_paid(now) else NOT_PAID


def judge_cancel(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """Cancelled, by whomever; what was committed has been credited and is not undone here."""
    if not now["found"]:
        return NO_CREATE
    one = next((one for one in now["returns"] if one["id"] == ask["return"]), None)
    if one is None:
        return park("RETURN_UNKNOWN")
    if one["status"] == CANCELLED:
        return applied(ReturnId=one["id"])
    return ABSENT if one["status"] == CREATED else park("RETURN_COMMITTED")


def _compared(one: Mapping[str, Any], before: Picture, now: Picture) -> Finding:
    new = credit_ids(now) - credit_ids(before)
    if one["status"] == COMMITTED and len(new) == 1:
        return applied(InvoiceId=new.pop())
    return ABSENT if one["status"] == CREATED and not new else park(COMMIT_DOUBT)


def _returned(picture: Picture) -> Counter[str]:
    standing = [one for one in picture["returns"] if one["status"] != CANCELLED]
    return sum((content(picture, one, LINE) for one in standing), Counter[str]())


def _pieces(picture: Picture, of: str) -> Counter[str]:
    names = line_names(picture["lines"])
    return Counter({names[line["id"]]: line[of] for line in picture["lines"]})


def _wanted(picture: Picture) -> Counter[str]:
    return _pieces(picture, "quantity") - _pieces(picture, "cancelled")


def _is_paid(picture: Picture) -> bool:
    paid = [one for one in sales_invoices(picture) if one["status"] in CREDITABLE]
    return any(refundable(picture, one) > Decimal(0) for one in paid)


def _pictured(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": body["ReturnId"],
        "status": body["ReturnStatus"],
        "tag": tag_in(body.get("CustomFields")),
        "credit": body.get("CreditInvoiceId"),
        "lines": [
            {"id": item["OrderDetailId"], "quantity": int(item["Quantity"])}
            for item in body["ReturnItems"]
        ],
    }


def _create(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    numbers = line_numbers(before)
    items = [
        {LINE: numbers[name], "Quantity": quantity, "Reason": ask["reasons"].get(name, "")}
        for name, quantity in ask["quantities"].items()
    ]
    tagged = with_tag(None, ask["tag"])
    return client.returns.create_return(
        body={"ExternalOrderId": ask["order"], "ReturnItems": items, "CustomFields": tagged}
    )


def _cancel(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    return client.returns.cancel_return(body={"ReturnId": ask["return"]})


def _commit(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    return client.returns.commit_return(body={"ReturnId": ask["return"]})


ROWS: Final = (
    Operation(
        name="create_return",
        look=look_at_returns,
        judge=judge_create,
        send=_create,
        made=lambda body: {"ReturnId": body["ReturnId"]},
        resends=1,
        doubt=CREATE_DOUBT,
    ),
    Operation(
        name="cancel_return",
        look=look_at_returns,
        judge=judge_cancel,
        send=_cancel,
        made=lambda body: {"ReturnId": body["ReturnId"]},
        resends=3,
        doubt=CANCEL_DOUBT,
    ),
    Operation(
        name="commit_return",
        look=look_at_returns,
        judge=judge_commit,
        send=_commit,
        made=lambda body: {"InvoiceId": body["CreditInvoiceId"]},
        resends=1,
        doubt=COMMIT_DOUBT,
    ),
)
