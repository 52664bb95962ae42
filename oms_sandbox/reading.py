"""Read a request: query and body against the endpoint's row, and whose order it names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from oms_sandbox.checks import object_of
from oms_sandbox.endpoint import Call, Endpoint
from oms_sandbox.errors import BackendError, all_invalid, invalid
from oms_sandbox.state import Oms, Shelf

NUMBER = re.compile("[0-9]{1,10}")


@dataclass(frozen=True)
class Given:
    """A request as it came: query by lower-case name, each with all its values; the raw body.

    The path's placeholders are among the query; one that stands in both has two values.
    """

    query: Mapping[str, list[str]]
    raw_body: bytes

    def body(self) -> Any:
        """Decode the body, an absent one as an empty object; raises VALIDATION_FAILED."""
        if not self.raw_body:
            return {}
        try:
            return json.loads(self.raw_body.decode())
        except (ValueError, RecursionError) as err:
            raise invalid("body", "is not JSON") from err


def given(
    args: MultiDict[str, str], raw_body: bytes, in_path: Mapping[str, str] | None = None
) -> Given:
    query: dict[str, list[str]] = {}
    for name, value in (*args.items(multi=True), *(in_path or {}).items()):
        query.setdefault(name.lower(), []).append(value)
    return Given(query, raw_body)


def read_call(endpoint: Endpoint, request: Given) -> Call:
    """Check query and body; raises VALIDATION_FAILED that names every field that is wrong."""
    errors: list[tuple[str, str]] = []
    query = _attempt(lambda: _read_query(endpoint, request.query), errors)
    body = _attempt(lambda: object_of(endpoint.body)("", request.body()), errors)
    if errors:
        raise all_invalid(errors)
    return Call(query, body)


def _attempt(read: Callable[[], dict[str, Any]], errors: list[tuple[str, str]]) -> dict[str, Any]:
    try:
        return read()
    except BackendError as refused:
        errors.extend(refused.errors)
        return {}


def _read_query(endpoint: Endpoint, query: Mapping[str, list[str]]) -> dict[str, Any]:
    known = {parameter.name.lower() for parameter in endpoint.parameters}
    errors = [(name, "is unknown") for name in query if name not in known]
    errors += [(name, "is given twice") for name, values in query.items() if len(values) > 1]
    kept: dict[str, Any] = {}
    for parameter in endpoint.parameters:
        values = query.get(parameter.name.lower())
        try:
            kept[parameter.key] = parameter.check(parameter.name, values[0]) if values else None
        except BackendError as refused:
            errors.extend(refused.errors)
        if parameter.required and not values:
            errors.append((parameter.name, "is required"))
    if errors:
        raise all_invalid(errors)
    return kept


# Every way in which a request may name an object of an order, by lower-case name.
SHELVES: Mapping[str, Callable[[Oms], Shelf[Any]]] = {
    "internalorderid": lambda oms: oms.orders,
    "orderdetailid": lambda oms: oms.order_by_detail,
    "paymentid": lambda oms: oms.order_by_payment,
    "shipmentid": lambda oms: oms.shipments,
    "shipment": lambda oms: oms.shipments,
    "invoiceid": lambda oms: oms.invoices,
    "invoiceids": lambda oms: oms.invoices,
    "returnid": lambda oms: oms.returns,
    "internalreturnid": lambda oms: oms.returns,
}
KEY_BY_ID_TYPE = {"order": "internalorderid", "shipment": "shipmentid"}


def order_name(oms: Oms, request: Given) -> str | None:
    """Tell the ExternalOrderId of the order a request is about, valid or not; None if unknown."""
    named = _names(request)
    name = named.get("externalorderid")
    if isinstance(name, str):
        return name
    for key, shelf in SHELVES.items():
        number = _number(named.get(key))
        item = shelf(oms).get(number) if number is not None else None
        if item is not None:
            return str(item["ExternalOrderId"])
    return None


def _names(request: Given) -> dict[str, Any]:
    try:
        body = request.body()
    except BackendError:
        body = {}
    fields: Iterable[tuple[str, Any]] = body.items() if isinstance(body, dict) else ()
    named = {name.lower(): value for name, value in fields}
    id_type = KEY_BY_ID_TYPE.get(str(named.get("idtype")).lower(), "")
    return {**named, id_type: named.get("id"), **{k: v[0] for k, v in request.query.items()}}


def _number(value: object) -> int | None:
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, str) and NUMBER.fullmatch(first):
        return int(first)
    return first if isinstance(first, int) else None
