"""What the OMS keeps of places and stock, in the very shape in which it is answered.

Our definition, docs/sandbox.md: the vendor publishes no fields of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from oms_sandbox.entities import Address, CustomField

LOCATION_TYPES = ("Warehouse", "Store", "StoreRoom", "Zone")

ON_HAND = "OnHand"
ALLOCATED = "Allocated"
RESERVED = "Reserved"
AVAILABLE = "Available"
COUNTS = (ON_HAND, ALLOCATED, RESERVED, AVAILABLE)

QUEUED = "Queued"
IN_PROGRESS = "InProgress"
DONE = "Completed"
DONE_WITH_ERRORS = "CompletedWithErrors"
FAILED = "Failed"
WAITING = "Pending"
SUCCEEDED = "Succeeded"
OPERATION_STATUSES = (WAITING, SUCCEEDED, FAILED)


class Location(TypedDict):
    InventoryLocationId: int
    LocationInternalName: str
    Name: str
    LocationType: str
    Address: Address | None
    CustomFields: list[CustomField]
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime


class Store(TypedDict):
    StoreId: int
    StoreInternalName: str
    Name: str
    Address: Address | None
    InventoryLocations: list[str]
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime


class Center(TypedDict):
    ShippingCenterId: int
    ShippingCenterInternalName: str
    Name: str
    Address: Address | None
    InventoryLocations: list[str]
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime


class Counted(TypedDict):
    """How much of a SKU lies at a location; Available is never below nought."""

    LocationInternalName: str
    Sku: str
    OnHand: int
    Allocated: int
    Reserved: int
    Available: int


class Operation(TypedDict):
    OperationId: int
    OperationStatus: str
    LocationInternalName: str
    Sku: str
    Quantity: int
    ErrorCode: str
    Message: str


class Job(TypedDict):
    JobId: int
    DateSubmittedUTC: datetime
    Operations: list[Operation]
