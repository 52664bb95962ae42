"""What the OMS keeps of goods still to come: waves, release schedules, and an order line's part.

Our definition, docs/sandbox.md: the vendor publishes no fields of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

NOT_PRE_ORDER = "NotPreOrder"
WAITING = "Waiting"
RELEASED = "Released"

KEEP_DATES = "KeepDates"
WAVE_DATES = "WaveDates"
FALLBACK_MODES = (WAVE_DATES, KEEP_DATES)
"""What a deleted schedule leaves to the lines it governed; the first unless told otherwise."""


class Wave(TypedDict):
    WaveId: int
    ExternalId: str
    ItemId: int
    Sku: str
    InventoryLocationId: int
    ExpectedDate: datetime
    Quantity: int
    QuantityReleased: int
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime


class ReleaseSchedule(TypedDict):
    ReleaseScheduleId: int
    ItemId: int
    Sku: str
    CountryId: str
    ReleaseDate: datetime
    DeliveryDate: datetime | None
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime


class Dates(TypedDict):
    ReleaseScheduleId: int | None
    ReleaseDate: datetime | None
    DeliveryDate: datetime | None


class PreOrderPart(TypedDict):
    """What was decided about one line; KeptDates are None while it follows schedule and waves."""

    ReleaseState: str
    ReleasedDateTimeUtc: datetime | None
    DeliveryDateOverride: datetime | None
    KeptDates: Dates | None
