"""Payment Processing API. Calls that move money go on a connection of their own."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import keys, optional
from oms_client.schemas.base import page_of
from oms_client.schemas.invoices import (
    AutoInvoice,
    Card,
    Crediting,
    Invoice,
    InvoiceByDetails,
    InvoiceCustomFields,
    InvoiceLineCustomFields,
    OfflinePayment,
    OfflineSpending,
    OrderAmounts,
    PaymentRetry,
    RetriedInvoices,
    Transaction,
)


class PaymentProcessing(Family):
    """Read transactions and cards; create, retry and credit invoices; record offline payments."""

    # The vendor's page lost an ampersand before ExternalOrderId; it is a parameter like the others.
    get_payment_gateway_transactions = Endpoint(
        "Get Payment Gateway Transactions",
        "GET",
        "/v1/paymentprocessing/OrderTransactions",
        keys("InternalOrderId", "ExternalOrderId", "InvoiceId"),
        answer=page_of(Transaction),
    )
    get_invoices = Endpoint(
        "Get Invoices",
        "GET",
        "/v1/paymentprocessing/Invoices",
        optional(
            "CreateDateTimeUtcAfter",
            "CreateDateTimeUtcBefore",
            "InvoiceId",
            "InternalOrderId",
            "ExternalOrderId",
            "InvoiceStatus",
            "InvoiceType",
            "PageSize",
            "PageNumber",
        ),
        answer=page_of(Invoice),
    )
    auto_invoice = Endpoint(
        "Auto Invoice",
        "POST",
        "/v1/paymentprocessing/Invoices/AutoInvoice",
        body=AutoInvoice,
        answer=Invoice,
        about="Invoices all that is not yet invoiced, and captures it.",
        fresh_connection=True,
    )
    get_available_order_amounts = Endpoint(
        "Get Available Order Amounts",
        "GET",
        "/v1/paymentprocessing/OrderAvailableAmounts",
        keys("InternalOrderId", "ExternalOrderId"),
        answer=OrderAmounts,
    )
    update_invoice_custom_fields = Endpoint(
        "Update Invoice Custom Fields",
        "PUT",
        "/v1/paymentprocessing/Invoices/CustomFields",
        body=InvoiceCustomFields,
        answer=Invoice,
        about="Replaces the custom fields: read, merge, then write.",
    )
    update_invoice_line_item_custom_fields = Endpoint(
        "Update Invoice Line Item Custom Fields",
        "PUT",
        "/v1/paymentprocessing/Invoices/LineItems/CustomFields",
        body=InvoiceLineCustomFields,
        answer=Invoice,
        about="Replaces the custom fields: read, merge, then write.",
    )
    create_sales_invoice_by_details = Endpoint(
        "Create Sales Invoice by Details",
        "POST",
        "/v1/paymentprocessing/Invoices/SalesInvoiceByDetails",
        body=InvoiceByDetails,
        answer=Invoice,
        fresh_connection=True,
    )
    get_credit_cards = Endpoint(
        "Get Credit Cards",
        "GET",
        "/v1/paymentprocessing/CreditCards",
        keys("InternalCustomerId", "ExternalCustomerId") + optional("PageSize", "PageNumber"),
        answer=page_of(Card),
    )
    get_credit_memos = Endpoint(
        "Get Credit Memos",
        "GET",
        "/v1/paymentprocessing/CreditMemos",
        keys("InternalCustomerId", "ExternalCustomerId") + optional("PageSize", "PageNumber"),
        answer=page_of(Invoice),
    )
    retry_invoice_payment = Endpoint(
        "Invoice Payment Retry",
        "POST",
        "/v1/paymentprocessing/Invoices/PaymentRetry",
        body=PaymentRetry,
        answer=RetriedInvoices,
        about="For invoices with status ManualInterventionRequired.",
        fresh_connection=True,
    )
    credit_invoice = Endpoint(
        "Credit Invoice",
        "POST",
        "/v1/paymentprocessing/Invoices/CreditInvoice",
        body=Crediting,
        answer=Invoice,
        about="Answers the new credit invoice.",
        fresh_connection=True,
        makes="InvoiceId",
    )
    # CardId is marked optional, on a DELETE: without it, whose cards would go?
    delete_credit_cards = Endpoint(
        "Delete Credit Cards",
        "DELETE",
        "/v1/paymentprocessing/CreditCards",
        keys("CardId"),
        answer=Card,
    )
    accept_offline_payment = Endpoint(
        "Accept Offline Payment",
        "POST",
        "/v1/paymentprocessing/OfflinePayment/Accept",
        keys("InternalOrderId", "ExternalOrderId"),
        body=OfflinePayment,
        answer=OrderAmounts,
        about="Records money received, once for each Reference; apply_offline_payment spends it.",
        fresh_connection=True,
    )
    # The invoice is named in the body, so the order may be left out.
    apply_offline_payment = Endpoint(
        "Apply Offline Payment",
        "POST",
        "/v1/paymentprocessing/OfflinePayment/Apply",
        optional("InternalOrderId", "ExternalOrderId"),
        body=OfflineSpending,
        answer=Invoice,
        fresh_connection=True,
    )
