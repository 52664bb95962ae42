"""What calls answer that is not just an entity: parts, sums and lists of them; our definition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NotRequired, TypedDict

from oms_sandbox.desk.images_entities import Image
from oms_sandbox.desk.notes_entities import Note
from oms_sandbox.desk.tickets_entities import Ticket
from oms_sandbox.entities import Card, Customer, CustomField, Order, Return, Shipment
from oms_sandbox.people.emails_entities import Email
from oms_sandbox.people.staff_entities import Staff, StaffToken


@dataclass(frozen=True)
class ListOf:
    """A list in its envelope: Items, PageNumber, PageSize, TotalCount."""

    item: type[Any]


Answers = type[Any] | ListOf
"""The shape of a success without its TraceID: a TypedDict, or a list of one."""


class PostalAddress(TypedDict):
    AddressLine1: str
    AddressLine2: str
    AddressLine3: str
    City: str
    State: str
    ZipCode: str
    CountryCode: str
    AddressNickname: str
    FirstName: str
    LastName: str
    CompanyName: str
    Latitude: str
    Longitude: str
    ExternalAddressId: str
    PhoneNumber: str
    Email: str


class CustomerAddress(PostalAddress):
    InternalAddressId: int
    AddressType: str
    IsDefaultShippingAddress: bool


class OrderKey(TypedDict):
    InternalOrderId: int
    ExternalOrderId: str


class OrderState(OrderKey):
    OrderStatus: str
    HoldReason: str
    CancelReason: str
    LastUpdatedDateTimeUtc: datetime


class CancelledLine(TypedDict):
    OrderDetailId: int
    ExternalOrderDetailId: str
    Sku: str
    Quantity: int
    QuantityCancelled: int
    CancelReason: str


class OrderStatistics(OrderKey):
    LineItemCount: int
    QuantityOrdered: int
    QuantityCancelled: int
    QuantityShipped: int
    QuantityInvoiced: int
    QuantityReturned: int
    ShipmentCount: int
    InvoiceCount: int
    ReturnCount: int
    TotalAmount: Decimal


class OrderShipments(OrderKey):
    OrderStatus: str
    Shipments: list[Shipment]


class SplitShipment(OrderKey):
    OriginalShipment: Shipment
    NewShipment: Shipment


class RetriedInvoice(TypedDict):
    InvoiceId: int
    InvoiceStatus: str
    PaymentAttempts: int
    FailureReason: str
    OpenAmount: Decimal


class RetriedPayments(OrderKey):
    Results: list[RetriedInvoice]


class OfflinePayment(TypedDict):
    Reference: str
    Amount: Decimal
    CreateDateTimeUtc: datetime


class OrderAmounts(OrderKey):
    CurrencyCode: str
    AuthorizedAmount: Decimal
    CapturedAmount: Decimal
    RefundableAmount: Decimal
    OfflineAcceptedAmount: Decimal
    OfflineAppliedAmount: Decimal
    InvoicedAmount: Decimal
    OfflinePayments: list[OfflinePayment]


class ShippingRate(TypedDict):
    BackendName: str
    CurrencyCode: str
    BaseAmount: Decimal
    AmountPerUnit: Decimal
    CountryCodes: list[str]
    IsShippedToStore: bool


class ShippingQuote(OrderKey):
    BackendName: str
    CurrencyCode: str
    Quantity: int
    Amount: Decimal


class CustomerExport(TypedDict):
    Customer: Customer
    Orders: list[Order]
    Returns: list[Return]
    CreditCards: list[Card]
    Tickets: list[Ticket]
    Notes: list[Note]
    Emails: list[Email]


class NewNotes(TypedDict):
    Notes: list[Note]


class NewTickets(TypedDict):
    Tickets: list[Ticket]


class TicketQueue(TypedDict):
    """A queue, and how many of its tickets are not closed."""

    QueueName: str
    Tickets: int


class StaffMember(Staff):
    Tokens: list[StaffToken]


class ManagedToken(StaffToken):
    """A token; its text, Token, is in the answer that issues it alone."""

    Token: NotRequired[str]


class OwnedImages(TypedDict):
    OwnerName: str
    OwnerID: int
    Images: list[Image]


class FlexibleEvent(TypedDict):
    FlexibleEventId: int
    EventInitiatorType: str
    OwnerId: int
    EventName: str
    DoneBy: str
    DateTimeUtc: datetime


class Setting(TypedDict):
    Key: str
    Value: str


class CustomFieldMetadata(TypedDict):
    OwnerType: str
    SystemName: str
    DisplayName: str
    DataType: str
    MaxLength: int
    IsRequired: bool


class LocationCustomFields(TypedDict):
    LocationInternalName: str
    CustomFields: list[CustomField]
