"""What an endpoint is: a row of a table, and what goes in and out of its handler."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from oms_sandbox.checks import Check, Table, digits, flag_word, instant, letters, one_of, text
from oms_sandbox.desk.images_entities import OWNER_NAMES
from oms_sandbox.desk.logging_entities import INITIATORS
from oms_sandbox.desk.notes_entities import TABLE_NAMES
from oms_sandbox.desk.tickets_entities import COLUMNS as TICKET_COLUMNS
from oms_sandbox.desk.tickets_entities import SORT_DIRECTIONS
from oms_sandbox.entities import (
    ADDRESS_TYPES,
    INVOICE_STATUSES,
    INVOICE_TYPES,
    ORDER_STATUSES,
    RETURN_STATUSES,
    SHIPMENT_STATUSES,
    Order,
)
from oms_sandbox.openapi.answers import Answers
from oms_sandbox.places.metadata_seed import OWNER_TYPES
from oms_sandbox.pre_order.entities import FALLBACK_MODES
from oms_sandbox.state import Oms
from oms_sandbox.stock.entities import COUNTS, OPERATION_STATUSES
from oms_sandbox.stock.words import names

LARGEST_PAGE = 100
PLACEHOLDER = re.compile(r"\{(\w+)\}")
READS_BY_POST = ("search_orders", "export_customer")

PARAMETER_CHECKS: Mapping[str, Check] = {
    "AddressType": one_of(ADDRESS_TYPES),
    "Ascending": flag_word,
    "AttachmentId": digits(),
    "BackendName": text(),
    "CancelReason": text(500, shortest=0),
    "CardId": digits(),
    "Channel": text(),
    "CountryId": letters(2),
    "CreateDateTimeUtcAfter": instant,
    "CreateDateTimeUtcBefore": instant,
    "CustomerId": digits(),
    "DateSubmittedUTC": instant,
    "DeliveryDateOverride": instant,
    "Email": text(250),
    "EventInitiatorType": one_of(tuple(INITIATORS)),
    "ExternalAddressId": text(),
    "ExternalCustomerId": text(),
    "ExternalId": text(),
    "ExternalOrderId": text(),
    "ExternalShippingAddressId": text(),
    "FallbackMode": one_of(FALLBACK_MODES),
    "Filter": text(),
    "FilterByExternalId": flag_word,
    "HoldReason": text(500, shortest=0),
    "InternalAddressId": digits(),
    "InternalCustomerId": digits(),
    "InternalOrderId": digits(),
    "InternalReturnId": digits(),
    "InternalShippingAddressId": digits(),
    "InternalStaffId": digits(),
    "InternalTaxRateId": digits(),
    "InventoryLocationId": digits(),
    "InventoryPoolGroupNames": names,
    "InvoiceId": digits(),
    "InvoiceStatus": one_of(INVOICE_STATUSES),
    "InvoiceType": one_of(INVOICE_TYPES),
    "IsDefaultShippingAddress": flag_word,
    "IsShippedToStore": flag_word,
    "ItemId": digits(),
    "JobId": digits(),
    "JobStatus": one_of(OPERATION_STATUSES),
    "KeyValue": digits(),
    "Keys": names,
    "LastUpdatedDateTimeUtcAfter": instant,
    "LastUpdatedDateTimeUtcBefore": instant,
    "LoadAttributes": flag_word,
    "LoadCategories": flag_word,
    "LoadInventory": flag_word,
    "LocationInternalName": text(),
    "LocationInternalNames": names,
    "NoteID": digits(),
    "NoteId": digits(),
    "OperationId": digits(),
    "OrderDetailId": digits(),
    "OrderIdFilter": text(),
    "OrderStatus": one_of(ORDER_STATUSES),
    "OwnerID": digits(),
    "OwnerId": digits(),
    "OwnerName": one_of(OWNER_NAMES),
    "OwnerType": one_of(OWNER_TYPES, any_case=True),
    "Ownertype": one_of(OWNER_TYPES, any_case=True),
    "PageNumber": digits(),
    "PageSize": digits(1, LARGEST_PAGE),
    "ProductBackendName": text(),
    "ProductName": text(250),
    "Recalculate": flag_word,
    "ReleaseScheduleId": digits(),
    "ReturnId": digits(),
    "ReturnStatus": one_of(RETURN_STATUSES),
    "RouteDestinationName": text(),
    "SearchKeyword": text(),
    "Shipment": digits(),
    "ShipmentId": digits(),
    "ShipmentStatus": one_of(SHIPMENT_STATUSES),
    "ShippingCenterInteralName": text(),
    "ShippingCenterInternalName": text(),
    "Sku": text(),
    "Skus": names,
    "SortBy": one_of(TICKET_COLUMNS),
    "SortByColumn": text(),
    "SortDirection": one_of(SORT_DIRECTIONS),
    "StoreInternalName": text(),
    "SystemNames": names,
    "TableName": one_of(TABLE_NAMES),
    "TicketId": digits(),
    "Type": one_of(COUNTS),
    "UserId": text(250),
    "WaveId": digits(),
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
    """A checked request: body by its table, query by PascalCase name, None where absent.

    What stands in the path's placeholders is in the query as well.
    """

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
    """A row of the table; `told_by` is a body field, where another row has its method and path.

    `answers` is what its success holds; the OpenAPI document tells it.
    """

    operation: str
    method: str
    path: str
    handler: Handler
    query: tuple[Parameter, ...] = ()
    body: Table = field(default_factory=dict)
    status: int = 200
    told_by: str = ""
    answers: Answers | None = None

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Tell what comes in the query, and after it what comes in the path's placeholders."""
        return self.query + required(*PLACEHOLDER.findall(self.path))

    @property
    def reads(self) -> bool:
        return self.method == "GET" or self.operation in READS_BY_POST
