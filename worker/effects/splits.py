"""The effect that a repeat would double: goods move from one shipment into a new one."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from oms_client import Answer, OmsClient
from worker.effects.lines import LINE, SKU, content, covers, line_numbers
from worker.effects.look import listed_one, with_tag
from worker.effects.obstacles import NO_CREATE, absent_unless_held
from worker.effects.operation import Ask, Finding, Operation, Picture, Put, applied, park
from worker.effects.shipment_look import SPLITTABLE, look_at_order_and_shipments, shipment_in

DOUBT: Final = "SPLIT_IN_DOUBT"


def judge_split(by: str, ask: Ask, before: Picture | None, now: Picture) -> Finding:
    """One new child with just the asked goods, and its origin without them, is ours.

    An older split may look the same, so only a child that the pre-image lacks counts, or one
    that bears our tag.
    """
    if not now["found"]:
        return NO_CREATE
    tagged = [shipment for shipment in now["shipments"] if shipment["tag"] == ask["tag"]]
    if tagged:
        return applied(ShipmentId=tagged[0]["id"]) if len(tagged) == 1 else park(DOUBT)
    if before is None:
        return absent_unless_held(now) if _may_split(by, ask, now) else park("CANNOT_SPLIT")
    return _compared(by, ask, before, now)


def _may_split(by: str, ask: Ask, now: Picture) -> bool:
    origin = shipment_in(now, ask["shipment"])
    asked: Counter[str] = Counter(ask["quantities"])
    if origin is None or origin["status"] not in SPLITTABLE:
        return False
    held = content(now, origin, by)
    return covers(held, asked) and held.total() > asked.total()


def _compared(by: str, ask: Ask, before: Picture, now: Picture) -> Finding:
    origin, earlier = (shipment_in(picture, ask["shipment"]) for picture in (now, before))
    if origin is None or earlier is None:
        return park(DOUBT)
    asked: Counter[str] = Counter(ask["quantities"])
    rest, all_of_it = content(now, origin, by), content(before, earlier, by)
    children = _new_children(ask, before, now)
    if not children and rest == all_of_it:
        return absent_unless_held(now)
    contents = [content(now, child, by) for child in children]
    if contents == [asked] and rest + asked == all_of_it:
        return applied(ShipmentId=children[0]["id"])
    return park(DOUBT)


def _new_children(ask: Ask, before: Picture, now: Picture) -> list[dict[str, Any]]:
    return [
        shipment
        for shipment in now["shipments"]
        if shipment["parent"] == ask["shipment"]
        and not shipment["tag"]
        and shipment_in(before, shipment["id"]) is None
    ]


def _by_sku(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    items = [{SKU: sku, "Quantity": quantity} for sku, quantity in ask["quantities"].items()]
    return client.order_fulfillment.split_shipment_by_sku(
        body={"ShipmentId": ask["shipment"], "Items": items}
    )


def _by_line(client: OmsClient, ask: Ask, before: Picture) -> Answer:
    numbers = line_numbers(before)
    items = [
        {LINE: numbers[name], "Quantity": quantity} for name, quantity in ask["quantities"].items()
    ]
    return client.order_fulfillment.split_shipment_by_order_detail_id(
        body={"ShipmentId": ask["shipment"], "Items": items}
    )


def _made(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"ShipmentId": body["NewShipment"]["ShipmentId"]}


def _tag(client: OmsClient, ids: Mapping[str, Any], ask: Ask) -> Put:
    calls, number = client.order_fulfillment, ids["ShipmentId"]
    shipment = listed_one(calls.get_shipments(shipment_id=number), "get_shipments")
    fields = with_tag(shipment.get("CustomFields"), ask["tag"])
    body = {"ShipmentId": number, "CustomFields": fields}
    return partial(calls.update_shipment_custom_fields, body=body)


ROWS: Final = tuple(
    Operation(
        name=name,
        look=look_at_order_and_shipments,
        judge=partial(judge_split, by),
        send=send,
        made=_made,
        tag=_tag,
        resends=1,
        doubt=DOUBT,
    )
    for name, by, send in (
        ("split_shipment_by_sku", SKU, _by_sku),
        ("split_shipment_by_order_detail_id", LINE, _by_line),
    )
)
