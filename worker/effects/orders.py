"""Effects on an order: create, import, hold, resume, cancel, shipping address."""

from collections.abc import Mapping
from typing import Any, Final

from oms_client import Answer, OmsClient
from worker.effects.look import (
    address_digest,
    content_digest,
    look_at_order,
    with_amounts,
    with_tag,
)
from worker.effects.obstacles import NO_CREATE, ORDER_CANCELLED
from worker.effects.operation import (
    ABSENT,
    Ask,
    Finding,
    Operation,
    Picture,
    applied,
    park,
)

OUR_HOLD: Final = "[orderlane "
_OVER: Final = ("Shipped", "Completed")
_STANDS_FOR: Final = {"Shipped": _OVER, "Completed": _OVER, "Cancelled": ("Cancelled",)}
"""The status an order may have that was imported as over."""


def judge_create(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """One order with the same content is ours; with other content it is a rival's."""
    if not now["found"]:
        return ABSENT
    if now["tag"] == ask["tag"] or now["content"] == content_digest(ask["body"]["LineItems"]):
        return applied(InternalOrderId=now["id"])
    return park("OTHER_CONTENT")


def judge_import(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """An order that is there is never made again: the same one is done, another is a rival's.

    What has moved on since it was open is the same; what was over must be over in the same way.
    """
    if not now["found"]:
        return ABSENT
    if now["tag"] == ask["tag"]:
        return applied(InternalOrderId=now["id"])
    if now["content"] != content_digest(ask["body"]["LineItems"]):
        return park("OTHER_CONTENT")
    if now["status"] not in _STANDS_FOR.get(ask["body"]["OrderStatus"], (now["status"],)):
        return park("OTHER_STATUS")
    return applied(InternalOrderId=now["id"])


def judge_hold(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """On hold is on hold, whoever did it; an order that is over cannot be held."""
    if not now["found"]:
        return NO_CREATE
    if now["status"] == "Cancelled" and before is None:
        return ORDER_CANCELLED
    if now["status"] in ("OnHold", "Cancelled"):
        return applied()
    if now["status"] in _OVER:
        return park("TOO_LATE_TO_HOLD")
    return _unless_changed(before, now)


def judge_resume(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """Only a hold of ours is lifted."""
    if not now["found"]:
        return NO_CREATE
    if now["status"] == "Cancelled" and before is None:
        return ORDER_CANCELLED
    if now["status"] != "OnHold":
        return applied()
    if OUR_HOLD not in now["hold_reason"]:
        return park("HELD_BY_SOMEONE_ELSE")
    return ABSENT


def judge_cancel(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """Cancelled is final; what has shipped needs a return, not a cancel."""
    if not now["found"]:
        return NO_CREATE
    if now["status"] == "Cancelled":
        return applied()
    if before and now["status"] in _OVER and _cancelled(now) > _cancelled(before):
        return applied()  # what had shipped stays, the rest is cancelled
    if now["status"] in _OVER:
        return park("NEEDS_A_RETURN")
    return ABSENT


def judge_address(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """The wanted address, or the one that stood there before; a third is somebody else's."""
    if not now["found"]:
        return NO_CREATE
    if now["address"] == address_digest(ask["address"]):
        return applied()
    if now["status"] == "Cancelled" and before is None:
        return ORDER_CANCELLED
    if now["status"] in (*_OVER, "Cancelled") or any(line["shipped"] for line in now["lines"]):
        return park("TOO_LATE_FOR_ADDRESS")
    if before and now["address"] != before["address"]:
        return park("ADDRESS_CHANGED_MEANWHILE")
    return ABSENT


def _unless_changed(before: Picture | None, now: Picture) -> Finding:
    if before and now["updated"] != before["updated"]:
        return park("CHANGED_MEANWHILE")
    return ABSENT


def _cancelled(picture: Picture) -> int:
    return sum(line["cancelled"] for line in picture["lines"])


def _create(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    return client.order_orchestration.create_order(body=_new_order(ask))


def _import(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    return client.order_orchestration.import_order(body=_new_order(ask))


def _new_order(ask: Ask) -> dict[str, Any]:
    body = {**with_amounts(ask["body"]), "ExternalOrderId": ask["order"]}
    return {**body, "CustomFields": with_tag(body.get("CustomFields"), ask["tag"])}


def _hold(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    return client.order_orchestration.hold_order(
        external_order_id=ask["order"], hold_reason=f"{ask['reason']} {OUR_HOLD}{ask['tag']}]"
    )


def _resume(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    return client.order_orchestration.resume_order(external_order_id=ask["order"])


def _cancel(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    return client.order_orchestration.cancel_order(
        external_order_id=ask["order"], cancel_reason=ask["reason"]
    )


def _address(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    return client.order_orchestration.update_shipping_address(
        body={"ExternalOrderId": ask["order"], "ShippingAddress": ask["address"]}
    )


def _number(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"InternalOrderId": body["InternalOrderId"]}


ROWS: Final = (
    Operation("create_order", look_at_order, judge_create, _create, 3, "CREATE_IN_DOUBT", _number),
    Operation("import_order", look_at_order, judge_import, _import, 3, "IMPORT_IN_DOUBT", _number),
    Operation("hold_order", look_at_order, judge_hold, _hold, 3, "HOLD_IN_DOUBT"),
    Operation("resume_order", look_at_order, judge_resume, _resume, 3, "RESUME_IN_DOUBT"),
    Operation("cancel_order", look_at_order, judge_cancel, _cancel, 3, "CANCEL_IN_DOUBT"),
    Operation(
        "update_shipping_address", look_at_order, judge_address, _address, 3, "ADDRESS_IN_DOUBT"
    ),
)
