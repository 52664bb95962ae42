"""What the OMS tells of e-mails, and keeps of those that were sent again; our definition."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict


class Email(TypedDict):
    """A row of the log; ResentFrom is the StorageId of the e-mail that it repeats, or empty."""

    StorageId: str
    EmailType: str
    ResentFrom: str
    Recipient: str
    InternalCustomerId: int
    ExternalCustomerId: str
    InternalOrderId: int
    ExternalOrderId: str
    SentDateTimeUtc: datetime


class Resent(TypedDict):
    """That the e-mail with this StorageId was sent once more."""

    ResentEmailId: int
    StorageId: str
    SentDateTimeUtc: datetime
