"""Orders: their bodies and their answers (docs/sandbox.md)."""

from oms_client.schemas.base import Form, Shape, amount, flag, instant, many, one, text, whole
from oms_client.schemas.parts import (
    Address,
    CustomField,
    Dated,
    HasCustomFields,
    MayHaveCustomFields,
    NewAddress,
    OrderKey,
)

STATUSES = (
    "Created",
    "Processing",
    "PartiallyShipped",
    "Shipped",
    "Completed",
    "OnHold",
    "Cancelled",
)


class NewOrderLine(MayHaveCustomFields):
    """A line of an order; discount and tax are those of all its units together."""

    ExternalOrderDetailId = text()
    Sku = text(required=True)
    Quantity = whole(required=True)
    UnitPrice = amount(required=True)
    DiscountAmount = amount()
    TaxAmount = amount()


class NewPayment(MayHaveCustomFields):
    """How an order is paid."""

    PaymentMethod = text(required=True)
    AuthorizationId = text()
    Amount = amount(required=True)


class NewOrder(MayHaveCustomFields):
    """create_order: ExternalOrderId must be new."""

    ExternalOrderId = text(required=True)
    ExternalCustomerId = text(required=True)
    CurrencyCode = text(required=True)  # ISO 4217, of every amount
    IsShippedToStore = flag()
    ShippingMethod = text()
    ShippingAddress = one(NewAddress, required=True)
    BillingAddress = one(NewAddress)
    LineItems = many(NewOrderLine, required=True)
    Payments = many(NewPayment)


class ImportedOrderLine(NewOrderLine):
    """A line of an order that lived elsewhere."""

    QuantityShipped = whole()
    QuantityCancelled = whole()


class ImportedOrder(NewOrder):
    """import_order: an order in the status it has."""

    OrderStatus = text(*STATUSES, required=True)
    CreateDateTimeUtc = instant()
    LineItems = many(ImportedOrderLine, required=True)


class CustomFieldCriterion(Form):
    """A custom field, and the value it must have."""

    SystemName = text(required=True)
    Value = text(required=True)


class OrderSearch(OrderKey):
    """search_orders: all that is given must hold; an empty one finds every order."""

    InternalCustomerId = whole()
    ExternalCustomerId = text()
    OrderStatus = text(*STATUSES)
    IsShippedToStore = flag()
    CreateDateTimeUtcAfter = instant()
    CreateDateTimeUtcBefore = instant()
    LastUpdatedDateTimeUtcAfter = instant()
    LastUpdatedDateTimeUtcBefore = instant()
    Sku = text()
    Email = text()
    CustomField = one(CustomFieldCriterion)


class NewShippingAddress(OrderKey):
    """update_shipping_address."""

    ShippingAddress = one(NewAddress, required=True)


class OrderCustomFields(OrderKey, HasCustomFields):
    """update_order_custom_fields."""


class OrderLineCustomFields(OrderKey, HasCustomFields):
    """update_line_item_custom_fields: OrderDetailId, or order and ExternalOrderDetailId."""

    OrderDetailId = whole()
    ExternalOrderDetailId = text()


class PaymentCustomFields(HasCustomFields):
    """update_order_payment_custom_fields."""

    PaymentId = whole(required=True)


class KeptDates(Shape):
    """The dates that a line keeps, whatever becomes of schedule and waves."""

    ReleaseScheduleId = whole()
    ReleaseDate = instant()
    DeliveryDate = instant()


class LinePreOrder(Shape):
    """What was decided about a line on pre-order."""

    ReleaseState = text("NotPreOrder", "Waiting", "Released")
    ReleasedDateTimeUtc = instant()
    DeliveryDateOverride = instant()
    KeptDates = one(KeptDates)


class OrderLine(Shape):
    """A line; quantities in units, discount and tax of all its units together."""

    OrderDetailId = whole()
    ExternalOrderDetailId = text()
    Sku = text()
    Quantity = whole()
    QuantityCancelled = whole()
    QuantityShipped = whole()
    UnitPrice = amount()
    DiscountAmount = amount()
    TaxAmount = amount()
    CustomFields = many(CustomField)
    PreOrder = one(LinePreOrder)


class Payment(Shape):
    """How an order is paid."""

    PaymentId = whole()
    PaymentMethod = text()
    AuthorizationId = text()
    Amount = amount()
    CustomFields = many(CustomField)


class OrderStatus(Shape):
    """Where an order stands."""

    InternalOrderId = whole()
    ExternalOrderId = text()
    OrderStatus = text(*STATUSES)
    HoldReason = text()
    CancelReason = text()
    LastUpdatedDateTimeUtc = instant()


class Order(OrderStatus, Dated):
    """An order; every amount in its CurrencyCode."""

    IsShippedToStore = flag()
    CurrencyCode = text()
    InternalCustomerId = whole()
    ExternalCustomerId = text()
    BillingAddress = one(Address)
    ShippingAddress = one(Address)
    ShippingMethod = text()
    LineItems = many(OrderLine)
    Payments = many(Payment)
    CustomFields = many(CustomField)


class CancelledLine(Shape):
    """What is cancelled of a line, in units."""

    OrderDetailId = whole()
    ExternalOrderDetailId = text()
    Sku = text()
    Quantity = whole()
    QuantityCancelled = whole()
    CancelReason = text()


class OrderStatistics(Shape):
    """An order in numbers, in units."""

    InternalOrderId = whole()
    ExternalOrderId = text()
    LineItemCount = whole()
    QuantityOrdered = whole()
    QuantityCancelled = whole()
    QuantityShipped = whole()
    QuantityInvoiced = whole()
    QuantityReturned = whole()
    ShipmentCount = whole()
    InvoiceCount = whole()
    ReturnCount = whole()
    TotalAmount = amount()
