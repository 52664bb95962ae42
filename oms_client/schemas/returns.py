"""Returns: their bodies and their answers (docs/sandbox.md)."""

from oms_client.schemas.base import Form, Shape, many, text, whole
from oms_client.schemas.parts import (
    CustomField,
    Dated,
    HasCustomFields,
    MayHaveCustomFields,
    OrderKey,
)

STATUSES = ("Created", "Committed", "Cancelled")


class NewReturnItem(MayHaveCustomFields):
    """Units of a line that come back."""

    OrderDetailId = whole(required=True)
    Quantity = whole(required=True)
    Reason = text()


class NewReturn(OrderKey, MayHaveCustomFields):
    """create_return, upsert_return."""

    ReturnItems = many(NewReturnItem, required=True)


class ReturnKey(Form):
    """Name a return."""

    ReturnId = whole(required=True)


class ReturnCustomFields(ReturnKey, HasCustomFields):
    """update_return_custom_fields."""


class ReturnItemCustomFields(ReturnKey, HasCustomFields):
    """update_return_line_item_custom_fields."""

    OrderDetailId = whole(required=True)


class ReturnItem(Shape):
    """Units of a line that come back."""

    OrderDetailId = whole()
    Quantity = whole()
    Reason = text()
    CustomFields = many(CustomField)


class Return(Dated):
    """A return; CreditInvoiceId once it is committed."""

    ReturnId = whole()
    InternalOrderId = whole()
    ExternalOrderId = text()
    InternalCustomerId = whole()
    ExternalCustomerId = text()
    ReturnStatus = text(*STATUSES)
    ReturnItems = many(ReturnItem)
    CreditInvoiceId = whole()
    CustomFields = many(CustomField)
