"""The sandbox's document, narrowed to the objects of the story: calls by it find what they name."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.contract.story_rig import Story

SAME = {
    "customerid": "internalcustomerid",
    "id": "internalorderid",
    "internalreturnid": "returnid",
    "internalshippingaddressid": "internaladdressid",
    "keyvalue": "internalorderid",
    "ownerid": "internalorderid",
    "shipment": "shipmentid",
    "shippingcenterinteralname": "shippingcenterinternalname",
}
"""By which field of an answer a parameter is known that has another name."""

NOT_BESIDE = {
    "externaladdressid": "internaladdressid",
    "externalcustomerid": "internalcustomerid",
    "externalorderid": "internalorderid",
    "externalorderdetailid": "orderdetailid",
    "externalshippingaddressid": "internalshippingaddressid",
    "email": "internalstaffid",
    "userid": "internalcustomerid",
}
"""What is left out where the second name is there: one of both is enough, and they might disagree."""

NAMES = ("id", "ids", "sku", "skus", "internalname", "internalnames", "interalname", "submittedutc")
KNOWN_NAMES = ("backendname", "keyvalue", "shipment", "systemnames", "inventorypoolgroupnames")
READS = ("get_", "list_")
LEFT_WIDE = ("create_", "import_")
FIXED = {"systemname": "note", "ownertype": "Order", "inventorypoolgroupname": "DEFAULT"}


def home(document: dict[str, Any], story: Story) -> dict[str, Any]:
    """Narrow every identity to the one object of its kind; what makes new objects stays wide."""
    known: dict[str, Any] = dict(FIXED)
    reads_first = sorted(story.answers, key=lambda name: not name.startswith(READS))
    told = [story.order, *(story.answers[name].body for name in reads_first)]
    for name, value in (pair for body in told for pair in _scalars(body)):
        known.setdefault(name.lower(), value)
    paths = {
        path: {method: _operation(one, known) for method, one in operations.items()}
        for path, operations in document["paths"].items()
    }
    return {**document, "paths": paths}


def _scalars(body: Any) -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from _scalars(one)
            elif isinstance(one, int | str) and one not in ("", True, False):
                yield name, one


def _operation(operation: dict[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    if operation["operationId"].startswith(LEFT_WIDE):
        return operation
    named = {one["name"]: one for one in operation["parameters"]}
    kept = [
        {**one, "required": one["required"] or _is_key(one["name"], known)}
        | {"schema": _narrow(one["schema"], one["name"], known)}
        for one in _without_doubles(named).values()
    ]
    narrowed = {**operation, "parameters": kept}
    if "requestBody" in operation:
        content = {
            kind: {"schema": _narrow(one["schema"], "", known)}
            for kind, one in operation["requestBody"]["content"].items()
        }
        narrowed["requestBody"] = {"required": True, "content": content}
    return narrowed


def _narrow(schema: dict[str, Any], name: str, known: Mapping[str, Any]) -> dict[str, Any]:
    if "properties" in schema:
        fields = _without_doubles(schema["properties"])
        keys = [key for key in fields if _is_key(key, known) and key not in schema["required"]]
        narrowed = {key: _narrow(one, key, known) for key, one in fields.items()}
        return {**schema, "properties": narrowed, "required": [*schema["required"], *keys]}
    if "items" in schema:
        return {**schema, "items": _narrow(schema["items"], name, known)}
    return {"enum": [_value(name, known)]} if _is_key(name, known) else schema


def _without_doubles(fields: Mapping[str, Any]) -> dict[str, Any]:
    there = {name.lower() for name in fields}
    return {k: one for k, one in fields.items() if NOT_BESIDE.get(k.lower()) not in there}


def _is_key(name: str, known: Mapping[str, Any]) -> bool:
    identifies = name.lower().endswith(NAMES) or name.lower() in KNOWN_NAMES
    return identifies and _value(name, known) is not None


def _value(name: str, known: Mapping[str, Any]) -> Any:
    key = SAME.get(name.lower(), name.lower())
    return known.get(key) or known.get(key.removesuffix("s"))
