"""E-mails sent to customers: bodies and answers (docs/sandbox.md)."""

from oms_client.schemas.base import Form, Shape, instant, text, whole


class EmailKey(Form):
    """resend_email: the StorageId that the log tells."""

    StorageId = text(required=True)


class SentEmail(Shape):
    """An e-mail of the log; ResentFrom is the StorageId of the one it repeats."""

    StorageId = text()
    EmailType = text()
    ResentFrom = text()
    Recipient = text()
    InternalCustomerId = whole()
    ExternalCustomerId = text()
    InternalOrderId = whole()
    ExternalOrderId = text()
    SentDateTimeUtc = instant()
