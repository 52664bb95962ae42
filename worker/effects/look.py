"""The deciding reads, as pictures: ids, quantities and states, nothing personal."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oms_client import Answer, NotFound, OmsClient, Unavailable
from worker.effects.operation import Ask, Picture

TAG_FIELD = "OrderlaneEffect"
"""The custom field that carries the claim tag."""
_AMOUNTS = frozenset({"UnitPrice", "DiscountAmount", "TaxAmount", "Amount"})


def digest(value: Any) -> str:
    """Return a short hash of JSON-ready content, so that a record holds nothing personal."""
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def tag_in(fields: list[dict[str, Any]] | None) -> str:
    """Return the claim tag among an object's custom fields, '' when there is none."""
    named = {field["SystemName"]: field["Value"] for field in fields or ()}
    return str(named.get(TAG_FIELD, ""))


def with_tag(fields: list[dict[str, Any]] | None, tag: str) -> list[dict[str, Any]]:
    """Return an object's custom fields with our tag among them: the PUT replaces the list."""
    others = [field for field in fields or () if field["SystemName"] != TAG_FIELD]
    return [*others, {"SystemName": TAG_FIELD, "Value": tag}]


def address_digest(address: Mapping[str, Any] | None) -> str:
    """Return the hash of an OMS address without its empty fields, blanks and case."""
    filled = {name: str(value).strip().casefold() for name, value in (address or {}).items()}
    return digest({name: value for name, value in filled.items() if value})


def content_digest(lines: list[dict[str, Any]]) -> str:
    """Return the hash of what is ordered: SKU, quantity and unit price of every line."""
    return digest(
        sorted(
            [str(line["Sku"]), int(line["Quantity"]), str(_price(line["UnitPrice"]))]
            for line in lines
        )
    )


def listed_one(answer: Answer, operation: str) -> dict[str, Any]:
    """Return the one object a list was asked for; raise Unavailable when it is not there yet."""
    items: list[dict[str, Any]] = answer.body["Items"]
    if not items:
        raise Unavailable(operation, "the list does not show it yet")
    return items[0]


def look_at_order(client: OmsClient, ask: Ask) -> Picture:
    """Picture the order, `found` False when the OMS does not know it."""
    try:
        order = client.order_orchestration.get_order(external_order_id=ask["order"]).body
    except NotFound:
        return {"found": False}
    return {
        "found": True,
        "id": order["InternalOrderId"],
        "status": order["OrderStatus"],
        "hold_reason": order.get("HoldReason") or "",
        "updated": order.get("LastUpdatedDateTimeUtc") or "",
        "tag": tag_in(order.get("CustomFields")),
        "content": content_digest(order["LineItems"]),
        "address": address_digest(order.get("ShippingAddress")),
        "lines": [_line(line) for line in order["LineItems"]],
    }


def with_amounts(value: Any) -> Any:
    """Return a body whose amounts, kept as text in a record, are Decimals again."""
    if isinstance(value, list):
        return [with_amounts(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: Decimal(item) if name in _AMOUNTS else with_amounts(item)
        for name, item in value.items()
    }


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": line["OrderDetailId"],
        "external": line.get("ExternalOrderDetailId") or "",
        "sku": line["Sku"],
        "quantity": int(line["Quantity"]),
        "cancelled": int(line.get("QuantityCancelled") or 0),
        "shipped": int(line.get("QuantityShipped") or 0),
    }


def _price(value: Any) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))
