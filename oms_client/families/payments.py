"""Payment Processing API. Calls that move money go on a connection of their own."""

from oms_client.endpoints import Endpoint, Family, keys, optional


class PaymentProcessing(Family):
    """Read transactions and cards; create, retry and credit invoices; record offline payments."""

    # The vendor's page lost an ampersand before ExternalOrderId; it is a parameter like the others.
    get_payment_gateway_transactions = Endpoint(
        "Get Payment Gateway Transactions",
        "GET",
        "/v1/paymentprocessing/OrderTransactions",
        keys("InternalOrderId", "ExternalOrderId", "InvoiceId"),
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
    )
    auto_invoice = Endpoint(
        "Auto Invoice",
        "POST",
        "/v1/paymentprocessing/Invoices/AutoInvoice",
        body=True,
        fresh_connection=True,
    )
    get_available_order_amounts = Endpoint(
        "Get Available Order Amounts",
        "GET",
        "/v1/paymentprocessing/OrderAvailableAmounts",
        keys("InternalOrderId", "ExternalOrderId"),
    )
    # Each custom-field PUT replaces what was there: read, merge, then write.
    update_invoice_custom_fields = Endpoint(
        "Update Invoice Custom Fields",
        "PUT",
        "/v1/paymentprocessing/Invoices/CustomFields",
        body=True,
    )
    update_invoice_line_item_custom_fields = Endpoint(
        "Update Invoice Line Item Custom Fields",
        "PUT",
        "/v1/paymentprocessing/Invoices/LineItems/CustomFields",
        body=True,
    )
    create_sales_invoice_by_details = Endpoint(
        "Create Sales Invoice by Details",
        "POST",
        "/v1/paymentprocessing/Invoices/SalesInvoiceByDetails",
        body=True,
        fresh_connection=True,
    )
    get_credit_cards = Endpoint(
        "Get Credit Cards",
        "GET",
        "/v1/paymentprocessing/CreditCards",
        keys("InternalCustomerId", "ExternalCustomerId") + optional("PageSize", "PageNumber"),
    )
    get_credit_memos = Endpoint(
        "Get Credit Memos",
        "GET",
        "/v1/paymentprocessing/CreditMemos",
        keys("InternalCustomerId", "ExternalCustomerId") + optional("PageSize", "PageNumber"),
    )
    retry_invoice_payment = Endpoint(
        "Invoice Payment Retry",
        "POST",
        "/v1/paymentprocessing/Invoices/PaymentRetry",
        body=True,
        fresh_connection=True,
    )
    # The answer may be the new credit invoice.
    credit_invoice = Endpoint(
        "Credit Invoice",
        "POST",
        "/v1/paymentprocessing/Invoices/CreditInvoice",
        body=True,
        fresh_connection=True,
        makes="InvoiceId",
    )
    # CardId is marked optional, on a DELETE: without it, whose cards would go?
    delete_credit_cards = Endpoint(
        "Delete Credit Cards", "DELETE", "/v1/paymentprocessing/CreditCards", keys("CardId")
    )
    accept_offline_payment = Endpoint(
        "Accept Offline Payment",
        "POST",
        "/v1/paymentprocessing/OfflinePayment/Accept",
        keys("InternalOrderId", "ExternalOrderId"),
        body=True,
        fresh_connection=True,
    )
    # The invoice is named in the body, so the order may be left out.
    apply_offline_payment = Endpoint(
        "Apply Offline Payment",
        "POST",
        "/v1/paymentprocessing/OfflinePayment/Apply",
        optional("InternalOrderId", "ExternalOrderId"),
        body=True,
        fresh_connection=True,
    )
