"""What an endpoint is: a row of a table, and what goes in and out of its handler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from oms_sandbox.checks import Check, Table, digits, flag_word, instant, one_of, text
from oms_sandbox.entities import (
    INVOICE_STATUSES,
    INVOICE_TYPES,
    ORDER_STATUSES,
    RETURN_STATUSES,
    SHIPMENT_STATUSES,
    Order,
)
from oms_sandbox.state import Oms

LARGEST_PAGE = 100
READS_BY_POST = ("search_orders", "export_customer")

PARAMETER_CHECKS: Mapping[str, Check] = {
    "Ascending": flag_word,
    "CancelReason": text(500, shortest=0),
    "CardId": digits(),
    "CreateDateTimeUtcAfter": instant,
    "CreateDateTimeUtcBefore": instant,
    "CustomerId": digits(),
    "ExternalCustomerId": text(),
    "ExternalOrderId": text(),
    "Filter": text(),
    "FilterByExternalId": flag_word,
    "HoldReason": text(500, shortest=0),
    "InternalCustomerId": digits(),
    "InternalOrderId": digits(),
    "InternalReturnId": digits(),
    "InvoiceId": digits(),
    "InvoiceStatus": one_of(INVOICE_STATUSES),
    "InvoiceType": one_of(INVOICE_TYPES),
    "IsShippedToStore": flag_word,
    "LastUpdatedDateTimeUtcAfter": instant,
    "LastUpdatedDateTimeUtcBefore": instant,
    "OrderIdFilter": text(),
    "OrderStatus": one_of(ORDER_STATUSES),
    "PageNumber": digits(),
    "PageSize": digits(1, LARGEST_PAGE),
    "ReturnId": digits(),
    "ReturnStatus": one_of(RETURN_STATUSES),
    "RouteDestinationName": text(),
    "SearchKeyword": text(),
    "Shipment": digits(),
    "ShipmentId": digits(),
    "ShipmentStatus": one_of(SHIPMENT_STATUSES),
    "SortByColumn": text(),
}


@dataclass(frozen=True)
class Parameter:
    """A query parameter in the spelling of the vendor's list; handlers see it in PascalCase."""

    name: str
    required: bool = False

    @property
    def key(self) -> str:
        return self.name[0].upper() + self.name[1:]

    @property
    def check(self) -> Check:
        return PARAMETER_CHECKS[self.key]


def optional(*names: str) -> tuple[Parameter, ...]:
    return tuple(Parameter(name) for name in names)


def required(*names: str) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, required=True) for name in names)


@dataclass(frozen=True)
class Call:
    """A checked request: query by PascalCase name, None where absent; body by its table."""

    query: Mapping[str, Any]
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What a handler decided: the content to answer, and what it changed, if anything."""

    content: Mapping[str, Any]
    commits: bool = False
    order: Order | None = None
    entity_ids: Mapping[str, list[int]] = field(default_factory=dict)


def unchanged(content: Mapping[str, Any]) -> Answer:
    """Answer a read, or a write that found everything as wanted."""
    return Answer(content)


def changed(content: Mapping[str, Any], order: Order | None = None, **ids: list[int]) -> Answer:
    """Answer a write that changed the state: of this order, and of the objects with these ids."""
    return Answer(content, commits=True, order=order, entity_ids=ids)


Handler = Callable[[Oms, Call], Answer]
"""Decides one call under the lock: refuses before it changes anything, else changes all of it."""


@dataclass(frozen=True)
class Endpoint:
    operation: str
    method: str
    path: str
    handler: Handler
    query: tuple[Parameter, ...] = ()
    body: Table = field(default_factory=dict)
    status: int = 200

    @property
    def reads(self) -> bool:
        return self.method == "GET" or self.operation in READS_BY_POST
