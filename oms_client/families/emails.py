"""Emails API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import keys, optional
from oms_client.schemas.base import page_of
from oms_client.schemas.emails import EmailKey, SentEmail


class Emails(Family):
    """Read the log of e-mails sent to a customer, and send one again."""

    get_email_logs = Endpoint(
        "Get Email Logs for Customer by Internal Customer ID",
        "GET",
        "/v1/emails/",
        keys("InternalCustomerId")
        + optional("SortByColumn", "Ascending", "PageSize", "PageNumber"),
        answer=page_of(SentEmail),
    )
    # Singular title, plural path.
    resend_email = Endpoint(
        "Resend an Email",
        "POST",
        "/v1/emails/ResendEmails",
        body=EmailKey,
        answer=SentEmail,
        about="Each sending adds a row to the log, and the customer gets one more.",
    )
