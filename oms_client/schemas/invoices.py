"""Invoices, transactions and cards: their bodies and their answers (docs/sandbox.md)."""

from oms_client.schemas.base import Form, Shape, amount, instant, many, text, whole
from oms_client.schemas.parts import CustomField, HasCustomFields, NewLineQuantity, OrderKey

TYPES = ("Sales", "Credit")
STATUSES = (
    "Pending",
    "Paid",
    "PartiallyPaid",
    "ManualInterventionRequired",
    "PartiallyCredited",
    "Credited",
    "Voided",
)


class AutoInvoice(Form):
    """auto_invoice: the OMS's id of the order or shipment, for all that is not yet invoiced."""

    IDType = text("Order", "Shipment", required=True)
    ID = whole(required=True)


class InvoiceByDetails(OrderKey):
    """create_sales_invoice_by_details."""

    LineItems = many(NewLineQuantity, required=True)


class PaymentRetry(Form):
    """retry_invoice_payment: invoices of one order."""

    InvoiceIds = many(whole(), required=True)


class Crediting(Form):
    """credit_invoice: Amount or LineItems, not both."""

    InvoiceId = whole(required=True)
    Amount = amount()
    LineItems = many(NewLineQuantity)
    Reason = text()


class InvoiceCustomFields(HasCustomFields):
    """update_invoice_custom_fields."""

    InvoiceId = whole(required=True)


class InvoiceLineCustomFields(InvoiceCustomFields):
    """update_invoice_line_item_custom_fields."""

    OrderDetailId = whole(required=True)


class OfflinePayment(Form):
    """accept_offline_payment: money received, once for each Reference."""

    Amount = amount(required=True)
    Reference = text(required=True)


class OfflineSpending(Form):
    """apply_offline_payment: what was accepted is spent on an invoice."""

    InvoiceId = whole(required=True)
    Amount = amount(required=True)


class InvoiceLine(Shape):
    """A part of an order's line: units, and what they come to."""

    OrderDetailId = whole()
    Quantity = whole()
    Amount = amount()
    TaxAmount = amount()
    CustomFields = many(CustomField)


class Invoice(Shape):
    """An invoice; every amount in its CurrencyCode. OriginalInvoiceId: what a credit credits."""

    InvoiceId = whole()
    InvoiceType = text(*TYPES)
    InvoiceStatus = text(*STATUSES)
    InternalOrderId = whole()
    ExternalOrderId = text()
    ShipmentId = whole()
    CurrencyCode = text()
    LineItems = many(InvoiceLine)
    TotalAmount = amount()
    OpenAmount = amount()
    CreditedAmount = amount()
    OriginalInvoiceId = whole()
    Reason = text()
    FailureReason = text()
    PaymentAttempts = whole()
    CustomFields = many(CustomField)
    CreateDateTimeUtc = instant()


class RetriedInvoice(Shape):
    """What a retry made of one invoice."""

    InvoiceId = whole()
    InvoiceStatus = text(*STATUSES)
    PaymentAttempts = whole()
    FailureReason = text()
    OpenAmount = amount()


class RetriedInvoices(Shape):
    """What a retry made of each invoice."""

    InternalOrderId = whole()
    ExternalOrderId = text()
    Results = many(RetriedInvoice)


class Transaction(Shape):
    """An entry of the gateway's book."""

    TransactionId = whole()
    InternalOrderId = whole()
    ExternalOrderId = text()
    InvoiceId = whole()
    TransactionType = text("Authorization", "Capture", "Refund", "Void", "Offline")
    Result = text("Approved", "Declined", "Error")
    Amount = amount()
    Reference = text()
    CreateDateTimeUtc = instant()


class AcceptedPayment(Shape):
    """Money received offline."""

    Reference = text()
    Amount = amount()
    CreateDateTimeUtc = instant()


class OrderAmounts(Shape):
    """What of an order's money is where."""

    InternalOrderId = whole()
    ExternalOrderId = text()
    CurrencyCode = text()
    AuthorizedAmount = amount()
    CapturedAmount = amount()
    InvoicedAmount = amount()
    RefundableAmount = amount()
    OfflineAcceptedAmount = amount()
    OfflineAppliedAmount = amount()
    OfflinePayments = many(AcceptedPayment)


class Card(Shape):
    """A card on file: its authorization, never its number."""

    CardId = whole()
    InternalCustomerId = whole()
    ExternalCustomerId = text()
    PaymentMethod = text()
    AuthorizationId = text()
    CreateDateTimeUtc = instant()
