"""Waves, release schedules, releases: bodies and answers (docs/sandbox.md). Quantities in units."""

from oms_client.schemas.base import Form, Shape, instant, many, text, whole
from oms_client.schemas.parts import Dated


class ChangedWave(Form):
    """update_wave: what is given is changed, the rest stays."""

    InventoryLocationId = whole()
    ExpectedDate = instant()
    Quantity = whole()


class NewWave(Form):
    """create_wave: so many units of an item, expected at a location."""

    ExternalId = text()
    ItemId = whole(required=True)
    InventoryLocationId = whole(required=True)
    ExpectedDate = instant(required=True)
    Quantity = whole(required=True)


class ChangedSchedule(Form):
    """update_release_schedule: what is given is changed, the rest stays."""

    ReleaseDate = instant()
    DeliveryDate = instant()


class NewSchedule(Form):
    """create_release_schedule: the dates of an item in a country (two letters)."""

    ItemId = whole(required=True)
    CountryId = text(required=True)
    ReleaseDate = instant(required=True)
    DeliveryDate = instant()


class ItemKey(Form):
    """Name an item by the OMS's id."""

    ItemId = whole(required=True)


class Wave(Dated):
    """Units of an item, expected at a location."""

    WaveId = whole()
    ExternalId = text()
    ItemId = whole()
    Sku = text()
    InventoryLocationId = whole()
    ExpectedDate = instant()
    Quantity = whole()
    QuantityReleased = whole()


class Schedule(Dated):
    """The dates of an item in a country."""

    ReleaseScheduleId = whole()
    ItemId = whole()
    Sku = text()
    CountryId = text()
    ReleaseDate = instant()
    DeliveryDate = instant()


class PreOrderLine(Shape):
    """An order's line on pre-order, and its dates."""

    OrderDetailId = whole()
    InternalOrderId = whole()
    ExternalOrderId = text()
    ItemId = whole()
    Sku = text()
    ReleaseState = text("NotPreOrder", "Waiting", "Released")
    ReleasedDateTimeUtc = instant()
    ReleaseScheduleId = whole()
    ReleaseDate = instant()
    DeliveryDate = instant()
    DeliveryDateOverride = instant()


class ReleasedItem(Shape):
    """What a release of an item did, and which of its lines still wait."""

    ItemId = whole()
    Sku = text()
    ReleasedLines = many(PreOrderLine)
    WaitingLines = many(PreOrderLine)


class ReleasedOrder(Shape):
    """What a release of an order did."""

    InternalOrderId = whole()
    ExternalOrderId = text()
    ReleasedLines = many(PreOrderLine)
