"""The effect on Kibo: the import of a historic order."""

from collections.abc import Mapping
from typing import Any, Final

from oms_client import Answer
from oms_client.kibo import KiboClient
from worker.effects.look import TAG_FIELD, content_digest
from worker.effects.operation import ABSENT, Ask, Finding, Operation, Picture, applied, park

_OVER: Final = ("SHIPPED", "CANCELLED")


def look_at_kibo(client: KiboClient, ask: Ask) -> Picture:
    """Picture what Kibo has under the order's id and manufacturer."""
    orders = client.orders(
        external_order_id=ask["order"], manufacturer_id=ask["body"]["manufacturerID"]
    )
    return {"orders": [_pictured(order) for order in orders]}


def judge_kibo_import(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """One order of this id that is the same is done; another, or several, are for a person."""
    if not now["orders"]:
        return ABSENT
    order, *others = now["orders"]
    if others:
        return park("SEVERAL_ORDERS")
    if order["tag"] == ask["tag"]:
        return applied(orderID=order["id"])
    if order["content"] != content_digest(_lines(ask["body"])):
        return park("OTHER_CONTENT")
    if ask["body"]["orderStatus"] in _OVER and order["status"] != ask["body"]["orderStatus"]:
        return park("OTHER_STATUS")
    return applied(orderID=order["id"])


def _pictured(order: Mapping[str, Any]) -> Picture:
    return {
        "id": order["orderID"],
        "status": order["orderStatus"],
        "tag": (order.get("customOrderData") or {}).get(TAG_FIELD, ""),
        "content": content_digest(_lines(order)),
    }


def _lines(order: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "Sku": item["product"]["partNumber"],
            "Quantity": item["itemSpecifics"]["quantity"],
            "UnitPrice": item["itemSpecifics"]["actualPrice"],
        }
        for item in order["orderItems"]
    ]


def _import(client: KiboClient, ask: Ask, before: Picture) -> Answer:
    custom = {**(ask["body"].get("customOrderData") or {}), TAG_FIELD: ask["tag"]}
    return client.import_order({**ask["body"], "customOrderData": custom})


ROWS: Final = (
    Operation(
        name="import_kibo_order",
        look=look_at_kibo,
        judge=judge_kibo_import,
        send=_import,
        made=lambda body: {"orderID": body["orderID"]},
        resends=3,
        doubt="KIBO_IMPORT_IN_DOUBT",
        kibo=True,
    ),
)
