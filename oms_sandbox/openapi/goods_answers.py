"""What calls about goods and stock answer that is not just an entity; our definition."""

from __future__ import annotations

from datetime import datetime
from typing import NotRequired, TypedDict

from oms_sandbox.goods.entities import Attribute, SitePrice
from oms_sandbox.openapi.answers import LocationCustomFields, OrderKey
from oms_sandbox.pre_order.entities import Dates
from oms_sandbox.stock.entities import Counted, Operation


class ItemInventory(TypedDict):
    OnHand: int
    Available: int


class ListedItem(TypedDict):
    """An item; Attributes, Categories and Inventory only where a parameter asked for them."""

    ItemId: int
    Sku: str
    ProductId: int
    ProductBackendName: str
    ItemName: str
    Attributes: NotRequired[list[Attribute]]
    Categories: NotRequired[list[str]]
    Inventory: NotRequired[ItemInventory]
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime


class ListedSku(TypedDict):
    Sku: str
    LastUpdatedDateTimeUtc: datetime


class DeletedPrices(TypedDict):
    Sku: str
    SitePricing: list[SitePrice]


class CountRow(TypedDict):
    LocationInternalName: str
    Sku: str


class OnHandCount(CountRow):
    OnHand: int


class AllocatedCount(CountRow):
    Allocated: int


class ReservedCount(CountRow):
    Reserved: int


class AvailableCount(CountRow):
    Available: int


class TotalCounts(TypedDict):
    """The counts of a SKU; one of them where the parameter `type` asked for it."""

    Sku: str
    OnHand: NotRequired[int]
    Allocated: NotRequired[int]
    Reserved: NotRequired[int]
    Available: NotRequired[int]


class OverallCounts(TotalCounts):
    LocationInternalName: str


class StoreCount(TypedDict):
    StoreInternalName: str
    Sku: str
    Available: int


class PoolCount(TypedDict):
    InventoryPoolGroupName: str
    Sku: str
    Available: int


class OnHandResult(TypedDict):
    LocationInternalName: str
    Sku: str
    Quantity: int
    Status: str
    ErrorCode: str
    Message: str


class OnHandResults(TypedDict):
    Results: list[OnHandResult]


class ReservedItems(TypedDict):
    Items: list[Counted]


class ItemLocation(LocationCustomFields):
    Sku: str


class PreOrderStock(TypedDict):
    Sku: str
    QuantityPlanned: int
    QuantityReleased: int
    QuantityUnreleased: int


class JobKey(TypedDict):
    JobId: int
    DateSubmittedUTC: datetime


class JobSummary(JobKey):
    JobStatus: str
    TotalOperations: int
    SucceededOperations: int
    FailedOperations: int


class JobDetails(JobSummary):
    """A job and a page of its operations."""

    Items: list[Operation]
    PageNumber: int
    PageSize: int
    TotalCount: int


class JobOperation(Operation):
    JobId: int
    DateSubmittedUTC: datetime


class ReleaseDates(Dates):
    """What the pre-order calls tell of an order line; a line not on pre-order has no dates."""

    OrderDetailId: int
    InternalOrderId: int
    ExternalOrderId: str
    ItemId: int | None
    Sku: str
    ReleaseState: str
    ReleasedDateTimeUtc: datetime | None
    DeliveryDateOverride: datetime | None


class ReleasedItem(TypedDict):
    ItemId: int
    Sku: str
    ReleasedLines: list[ReleaseDates]
    WaitingLines: list[ReleaseDates]


class ReleasedOrder(OrderKey):
    ReleasedLines: list[ReleaseDates]
