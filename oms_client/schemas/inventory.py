"""Stock counts, in units, and bulk jobs: bodies and answers (docs/sandbox.md)."""

from oms_client.schemas.base import Form, Page, Shape, many, text, whole
from oms_client.schemas.parts import CustomField, HasCustomFields

JOB_STATUSES = ("Queued", "InProgress", "Completed", "CompletedWithErrors", "Failed")
OPERATION_STATUSES = ("Pending", "Succeeded", "Failed")


class NewCount(Form):
    """Units of a SKU at a location."""

    LocationInternalName = text(required=True)
    Sku = text(required=True)
    Quantity = whole(required=True)


class NewCounts(Form):
    """Units, by location and SKU, each named once."""

    Items = many(NewCount, required=True)


class ItemLocationKey(Form):
    """Name a SKU at a location."""

    LocationInternalName = text(required=True)
    Sku = text(required=True)


class ItemLocationCustomFields(ItemLocationKey, HasCustomFields):
    """update_item_location_custom_fields."""


class Count(Shape):
    """Units of a SKU at a location: those counts that the call is about."""

    LocationInternalName = text()
    Sku = text()
    OnHand = whole()
    Allocated = whole()
    Reserved = whole()
    Available = whole()


class Counts(Shape):
    """The counts after a change."""

    Items = many(Count)


class SetCount(Shape):
    """What became of one count that was to be set."""

    LocationInternalName = text()
    Sku = text()
    Quantity = whole()
    Status = text("Succeeded", "Failed")
    ErrorCode = text()
    Message = text()


class SetCounts(Shape):
    """What became of each count: some may have failed."""

    Results = many(SetCount)


class StoreCount(Shape):
    """Units that a store can sell."""

    StoreInternalName = text()
    Sku = text()
    Available = whole()


class PoolCount(Shape):
    """Units that the locations of a pool group have together."""

    InventoryPoolGroupName = text()
    Sku = text()
    Available = whole()


class PreOrderCount(Shape):
    """Units of a SKU still to come."""

    Sku = text()
    QuantityPlanned = whole()
    QuantityReleased = whole()
    QuantityUnreleased = whole()


class ItemLocationFields(Shape):
    """The custom fields of a SKU at a location."""

    LocationInternalName = text()
    Sku = text()
    CustomFields = many(CustomField)


class JobKey(Shape):
    """Name a bulk job: only with both can it be found again."""

    JobId = whole()
    DateSubmittedUTC = text()  # kept to the letter: it must be given back as it came


class Job(JobKey):
    """How far a bulk job is."""

    JobStatus = text(*JOB_STATUSES)
    TotalOperations = whole()
    SucceededOperations = whole()
    FailedOperations = whole()


class Operation(Shape):
    """What became of one operation of a job."""

    OperationId = whole()
    OperationStatus = text(*OPERATION_STATUSES)
    LocationInternalName = text()
    Sku = text()
    Quantity = whole()
    ErrorCode = text()
    Message = text()


class JobDetails(Job, Page):
    """A job, and a page of its operations."""

    Items = many(Operation)


class OperationDetails(JobKey, Operation):
    """An operation, and the job it belongs to."""
