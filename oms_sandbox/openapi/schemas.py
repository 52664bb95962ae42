"""The schemas of what is answered, made of the TypedDicts that the handlers fill."""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from oms_sandbox import entities
from oms_sandbox.checks import INSTANT
from oms_sandbox.desk import tickets_entities
from oms_sandbox.desk.images_entities import OWNER_NAMES
from oms_sandbox.desk.logging_entities import INITIATORS
from oms_sandbox.desk.logging_history import API, PERSON
from oms_sandbox.desk.notes_entities import TABLE_NAMES
from oms_sandbox.errors import NOT_FOUND
from oms_sandbox.openapi.answers import CustomerAddress, PostalAddress
from oms_sandbox.openapi.checks import Schema, closed
from oms_sandbox.people.emails import EMAIL_BY_OPERATION, ORDER_SHIPPED
from oms_sandbox.places.metadata_seed import OWNER_TYPES
from oms_sandbox.pre_order.entities import NOT_PRE_ORDER, RELEASED, WAITING
from oms_sandbox.stock.entities import (
    DONE,
    DONE_WITH_ERRORS,
    FAILED,
    IN_PROGRESS,
    LOCATION_TYPES,
    OPERATION_STATUSES,
    QUEUED,
    SUCCEEDED,
)

REFERENCE = "#/components/schemas/"
TRACE_ID: Schema = {"type": "string", "format": "uuid"}
SCALARS: Mapping[type, Schema] = {
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time", "pattern": f"^{INSTANT.pattern}$"},
    Decimal: {"type": "number"},
    int: {"type": "integer"},
    str: {"type": "string"},
    types.NoneType: {"type": "null"},
}

WORDS: Mapping[str, tuple[str, ...]] = {
    "AddressType": entities.ADDRESS_TYPES,
    "DataType": ("Text",),
    "DoneBy": (API, PERSON),
    "EmailType": (*EMAIL_BY_OPERATION.values(), ORDER_SHIPPED),
    "ErrorCode": ("", NOT_FOUND),
    "EventInitiatorType": tuple(INITIATORS),
    "EventType": (tickets_entities.CREATED, tickets_entities.UPDATED),
    "InvoiceStatus": entities.INVOICE_STATUSES,
    "InvoiceType": entities.INVOICE_TYPES,
    "JobStatus": (QUEUED, IN_PROGRESS, DONE, DONE_WITH_ERRORS, FAILED),
    "LocationType": LOCATION_TYPES,
    "OperationStatus": OPERATION_STATUSES,
    "OrderStatus": entities.ORDER_STATUSES,
    "OwnerName": OWNER_NAMES,
    "OwnerType": OWNER_TYPES,
    "QueueName": tickets_entities.QUEUES,
    "ReleaseState": (NOT_PRE_ORDER, WAITING, RELEASED),
    "Result": (entities.APPROVED, entities.DECLINED),
    "ReturnStatus": entities.RETURN_STATUSES,
    "ShipmentStatus": entities.SHIPMENT_STATUSES,
    "Status": (SUCCEEDED, FAILED),
    "TableName": TABLE_NAMES,
    "TicketStatus": tickets_entities.TICKET_STATUSES,
    "TransactionType": (
        entities.AUTHORIZATION,
        entities.CAPTURE,
        entities.REFUND,
        entities.VOID,
        entities.OFFLINE,
    ),
}
"""The words that a text field of an answer may hold, by its name."""

SHAPES: Mapping[str, Any] = {
    "Address": PostalAddress | None,
    "Addresses": list[CustomerAddress],
    "BillingAddress": PostalAddress | None,
    "ShippingAddress": PostalAddress,
}
"""The fields of addresses, which the entities keep as plain dictionaries."""


class Schemas:
    """The named schemas collected so far: `kept` holds each TypedDict that was asked for."""

    def __init__(self) -> None:
        self.kept: dict[str, Schema] = {}

    def answer(self, shape: type[Any]) -> Schema:
        """Refer to the schema of a TypedDict as it stands alone in an answer: with a TraceID."""
        schema = self._object(shape)
        traced = {
            **schema,
            "properties": {"TraceID": TRACE_ID, **schema["properties"]},
            "required": ["TraceID", *schema["required"]],
        }
        return self._keep(f"{shape.__name__}Answer", traced)

    def list_answer(self, item: type[Any]) -> Schema:
        """Refer to the schema of a list of this TypedDict in its envelope."""
        count = {"type": "integer", "minimum": 0}
        fields = {
            "TraceID": TRACE_ID,
            "Items": {"type": "array", "items": self.of(item)},
            "PageNumber": {"type": "integer", "minimum": 1},
            "PageSize": count,
            "TotalCount": count,
        }
        return self._keep(f"{item.__name__}List", closed(fields, list(fields)))

    def of(self, hint: Any, name: str = "") -> Schema:
        """Tell the schema of a type that a field of this name has."""
        if is_typeddict(hint):
            if hint.__name__ not in self.kept:
                self._keep(hint.__name__, self._object(hint))
            return {"$ref": REFERENCE + hint.__name__}
        if get_origin(hint) is list:
            return {"type": "array", "items": self.of(get_args(hint)[0], name)}
        if get_origin(hint) in (Union, types.UnionType):
            return {"anyOf": [self.of(one, name) for one in get_args(hint)]}
        if hint is str and name in WORDS:
            return {"type": "string", "enum": list(WORDS[name])}
        return SCALARS[hint]

    def _object(self, shape: type[Any]) -> Schema:
        hints = get_type_hints(shape, include_extras=True)
        optional = {name for name, hint in hints.items() if get_origin(hint) is NotRequired}
        plain = get_type_hints(shape)
        fields = {name: self.of(SHAPES.get(name, hint), name) for name, hint in plain.items()}
        return closed(fields, [name for name in fields if name not in optional])

    def _keep(self, name: str, schema: Schema) -> Schema:
        self.kept[name] = schema
        return {"$ref": REFERENCE + name}
