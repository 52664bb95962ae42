"""What the OMS keeps: objects in the very shape in which they are answered.

No enumeration and no answer is published by the vendor beyond the invoice status
ManualInterventionRequired: names and states are our definition, docs/sandbox.md.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NotRequired, TypedDict

from oms_sandbox.pre_order.entities import PreOrderPart

CREATED = "Created"
PROCESSING = "Processing"
PARTIALLY_SHIPPED = "PartiallyShipped"
SHIPPED = "Shipped"
COMPLETED = "Completed"
ON_HOLD = "OnHold"
CANCELLED = "Cancelled"
ORDER_STATUSES = (
    CREATED, PROCESSING, PARTIALLY_SHIPPED, SHIPPED, COMPLETED, ON_HOLD, CANCELLED,
)  # fmt: skip

OPEN = "Open"
ACKNOWLEDGED = "Acknowledged"
PICKED = "Picked"
PACKED = "Packed"
DELIVERED = "Delivered"
REJECTED = "Rejected"
SHIPMENT_WAY = (OPEN, ACKNOWLEDGED, PICKED, PACKED, SHIPPED, DELIVERED)
SHIPMENT_STATUSES = (*SHIPMENT_WAY, REJECTED, CANCELLED)

SALES = "Sales"
CREDIT = "Credit"
INVOICE_TYPES = (SALES, CREDIT)
PENDING = "Pending"
PAID = "Paid"
PARTIALLY_PAID = "PartiallyPaid"
MANUAL_INTERVENTION_REQUIRED = "ManualInterventionRequired"
PARTIALLY_CREDITED = "PartiallyCredited"
CREDITED = "Credited"
VOIDED = "Voided"
INVOICE_STATUSES = (
    PENDING, PAID, PARTIALLY_PAID, MANUAL_INTERVENTION_REQUIRED, PARTIALLY_CREDITED, CREDITED,
    VOIDED,
)  # fmt: skip

AUTHORIZATION = "Authorization"
CAPTURE = "Capture"
REFUND = "Refund"
VOID = "Void"
OFFLINE = "Offline"
APPROVED = "Approved"
DECLINED = "Declined"

COMMITTED = "Committed"
RETURN_STATUSES = (CREATED, COMMITTED, CANCELLED)

BILLING = "Billing"
SHIPPING = "Shipping"
ADDRESS_TYPES = (BILLING, SHIPPING)

Address = dict[str, str]


class Dated(TypedDict):
    LastUpdatedDateTimeUtc: datetime


class CustomField(TypedDict):
    SystemName: str
    Value: str


class OrderLine(TypedDict):
    OrderDetailId: int
    ExternalOrderDetailId: str
    Sku: str
    Quantity: int
    QuantityCancelled: int
    QuantityShipped: int
    UnitPrice: Decimal
    DiscountAmount: Decimal
    TaxAmount: Decimal
    CustomFields: list[CustomField]
    PreOrder: NotRequired[PreOrderPart]


class Payment(TypedDict):
    PaymentId: int
    PaymentMethod: str
    AuthorizationId: str
    Amount: Decimal
    CustomFields: list[CustomField]


class Order(TypedDict):
    InternalOrderId: int
    ExternalOrderId: str
    OrderStatus: str
    HoldReason: str
    CancelReason: str
    IsShippedToStore: bool
    CurrencyCode: str
    InternalCustomerId: int
    ExternalCustomerId: str
    BillingAddress: Address | None
    ShippingAddress: Address
    ShippingMethod: str
    LineItems: list[OrderLine]
    Payments: list[Payment]
    CustomFields: list[CustomField]
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime


class ShipmentLine(TypedDict):
    OrderDetailId: int
    Sku: str
    Quantity: int
    CustomFields: list[CustomField]


class RouteStop(TypedDict):
    RouteDestinationName: str
    DateTimeUtc: datetime


class TrackingNumber(TypedDict):
    TrackingNumber: str
    Carrier: str
    Url: str


class Shipment(TypedDict):
    ShipmentId: int
    InternalOrderId: int
    ExternalOrderId: str
    ShipmentStatus: str
    RouteDestinationName: str
    RouteHistory: list[RouteStop]
    ParentShipmentId: int | None
    LineItems: list[ShipmentLine]
    TrackingNumbers: list[TrackingNumber]
    RejectReason: str
    CustomFields: list[CustomField]
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime


class InvoiceLine(TypedDict):
    OrderDetailId: int
    Quantity: int
    Amount: Decimal
    TaxAmount: Decimal
    CustomFields: list[CustomField]


class Invoice(TypedDict):
    InvoiceId: int
    InvoiceType: str
    InvoiceStatus: str
    InternalOrderId: int
    ExternalOrderId: str
    ShipmentId: int | None
    CurrencyCode: str
    LineItems: list[InvoiceLine]
    TotalAmount: Decimal
    OpenAmount: Decimal
    CreditedAmount: Decimal
    OriginalInvoiceId: int | None
    Reason: str
    FailureReason: str
    PaymentAttempts: int
    CustomFields: list[CustomField]
    CreateDateTimeUtc: datetime


class Transaction(TypedDict):
    TransactionId: int
    InternalOrderId: int
    ExternalOrderId: str
    InvoiceId: int | None
    TransactionType: str
    Result: str
    Amount: Decimal
    Reference: str
    CreateDateTimeUtc: datetime


class Card(TypedDict):
    CardId: int
    InternalCustomerId: int
    ExternalCustomerId: str
    PaymentMethod: str
    AuthorizationId: str
    CreateDateTimeUtc: datetime


class Customer(TypedDict):
    InternalCustomerId: int
    ExternalCustomerId: str
    FirstName: str
    LastName: str
    CompanyName: str
    Email: str
    PhoneNumber: str
    Addresses: list[dict[str, object]]
    IsForgotten: bool
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime


class ReturnItem(TypedDict):
    OrderDetailId: int
    Quantity: int
    Reason: str
    CustomFields: list[CustomField]


class Return(TypedDict):
    ReturnId: int
    InternalOrderId: int
    ExternalOrderId: str
    InternalCustomerId: int
    ExternalCustomerId: str
    ReturnStatus: str
    ReturnItems: list[ReturnItem]
    CreditInvoiceId: int | None
    CustomFields: list[CustomField]
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime
