"""The effect on stock: how much of a SKU lies at a location. It is set, never changed by a difference."""

from typing import Any, Final

from oms_client import Answer, OmsClient, Refused
from worker.effects.operation import ABSENT, Ask, Finding, Operation, Picture, applied

DOUBT: Final = "STOCK_IN_DOUBT"
SUCCEEDED: Final = "Succeeded"


def look_at_stock(client: OmsClient, ask: Ask) -> Picture:
    """Picture what lies there, None where nothing was ever told."""
    rows = client.physical_inventory_visibility.get_onhand_inventory.items(
        location_internal_names=[ask["location"]], skus=[ask["sku"]]
    )
    return {"on_hand": next((row["OnHand"] for row in rows), None)}


def judge(ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """As wanted, or to be set: sales between two looks move the count, and a set may come again."""
    wanted = {"Sku": ask["sku"], "LocationInternalName": ask["location"]}
    return applied(**wanted) if now["on_hand"] == ask["quantity"] else ABSENT


def _send(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    """Set the count; raise Refused for an item that the OMS did not take: its answer is 200 all the same."""
    item = {
        "LocationInternalName": ask["location"],
        "Sku": ask["sku"],
        "Quantity": ask["quantity"],
    }
    answer = client.physical_inventory_visibility.update_onhand_inventory(body={"Items": [item]})
    result: dict[str, Any] = answer.body["Results"][0]
    if result["Status"] != SUCCEEDED:
        raise Refused(
            "update_onhand_inventory",
            "the item was not taken",
            status=answer.status,
            code=result["ErrorCode"],
            trace_id=answer.trace_id,
        )
    return answer


ROWS: Final = (
    Operation(
        name="update_onhand_inventory",
        look=look_at_stock,
        judge=judge,
        send=_send,
        made=lambda body: {
            name: body["Results"][0][name] for name in ("Sku", "LocationInternalName")
        },
        resends=3,
        doubt=DOUBT,
    ),
)
